"""Names that are one but for how they are spelt: accents, hyphens, apostrophes, "&", British and American endings."""

import re
import unicodedata
from collections.abc import Sequence

import polars as pl

from pipelines.resolution.corpus.links import links
from pipelines.resolution.names import name_key

_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and ", "-": " "}
    | dict.fromkeys("‐‑–", " ")
    | dict.fromkeys("'’‘ʼ", "")
)
_AMERICAN = {"isation": "ization", "centre": "center", "defence": "defense", "programme": "program"}
_INITIALS = re.compile(r"\b[^\W\d_](?: [^\W\d_])+(?!\S)")
_TWO_SPELLINGS = re.compile(r"isation(?=s?$)|^centre(?=s?$)|^defence$|^programme(?=s?$)")


def spelling_key(name: str) -> str:
    """What two spellings of one name share: Erdoğan, Erdogan; Jean-Claude, Jean Claude; Organisation, Organization."""
    return joined_key([plain_word(word) for word in name.split()]) or name_key(name)


def plain_word(word: str) -> str:
    """The key of one word; empty for a dash."""
    key = name_key(word)
    if not key.isascii():
        key = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", key)))
    return _TWO_SPELLINGS.sub(_american, " ".join(key.translate(_PLAIN_LETTERS).split()))


def joined_key(words: Sequence[str]) -> str:
    """The key of a name of which these are the words' keys; initials in a row are one word: J. K. is J.K."""
    return _INITIALS.sub(lambda match: match.group().replace(" ", ""), " ".join(word for word in words if word))


def _american(match: re.Match[str]) -> str:
    return _AMERICAN[match.group()]


def spellings(names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for names of one class that share their key, into the one that more articles have. Single names of
    people are left as they are: Pena and Peña may be two."""
    known = names.filter(pl.col("country_code").is_null(), (pl.col("entity_class") != "person") | pl.col("is_whole"))
    ordered = known.sort(
        "entity_class", "key", "article_count", "mention_count", "id", descending=[False, False, True, True, False]
    )
    into = ordered.unique(["entity_class", "key"], keep="first", maintain_order=True)
    pairs = known.join(into.select("entity_class", "key", pl.col("id").alias("into_id")), on=["entity_class", "key"])
    return links(pairs.rename({"id": "from_id"}), "spelling", 4)
