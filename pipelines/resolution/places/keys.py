"""Place names as keys of the gazetteer: what two spellings of one place share. Nothing about which place it is."""

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition turns into a plain one.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h"}
    | dict.fromkeys("'’‘ʼʻ`´.ʿʾ", "")
    | dict.fromkeys("-‐‑–/,", " ")
)
_SHORTENED = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
# Nouns that say what kind of area it is and may be left out: Rivers State, Rapides Parish, Hubei province.
AREA_NOUNS = frozenset(
    {
        "county", "parish", "province", "state", "district", "region", "oblast", "governorate", "prefecture",
        "department", "municipality", "krai", "kray", "territory", "republic", "emirate", "canton", "voivodeship",
        "borough", "shire", "raion", "rayon", "okrug", "kommun", "kommune", "shi", "ilcesi",
    }
)  # fmt: skip
_AREA_OF = re.compile(
    r"^(?:(?:autonomous )?(?:province|state|region|department|county|municipality|commune|republic|city|district|town"
    r"|canton|island|territory|emirate) of (?:the )?|co |comuna |municipio de |departamento de |provincia de "
    r"|kabupaten |powiat |gemeente |provincia di |landkreis |kreis )"
)


@lru_cache(1 << 15)
def place_key(name: str) -> str:
    """Letter case, accents, dots, apostrophes and hyphens set aside: "St.-Étienne" and "Saint Etienne" have one key."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    words = "".join(c for c in plain if not unicodedata.combining(c)).translate(_PLAIN).split()
    if len(words) > 1:
        words[0] = _SHORTENED.get(words[0], words[0])
    return " ".join(words)


def bare_area(key: str) -> str:
    """A key without the noun that says what kind of area it is: "rapides parish" is "rapides". Never empty."""
    shorter = _AREA_OF.sub("", key)
    words = shorter.split()
    while len(words) > 1 and words[-1] in AREA_NOUNS:
        words = words[:-1]
    return " ".join(words) or key


def is_area(key: str) -> bool:
    """Whether a key ends with the noun for an area: "rapides parish"."""
    words = key.split()
    return len(words) > 1 and words[-1] in AREA_NOUNS
