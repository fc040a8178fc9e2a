"""What can be said of one word form without knowing the corpus: whether it is a known word, what speaks for it, and
which words are near it.

Belongs here: gathering it, and the batch function that lets it be remembered, since it is the slow half of deciding.
How a corpus weighs it is in ``scoring.py``, and what is done about it in ``decisions.py``.
"""

import re
from collections.abc import Iterable

import polars as pl

from pipelines.cleaning.spelling.candidates import edit_cost, load_candidates
from pipelines.cleaning.spelling.derivation import Formation, formation, is_inflected
from pipelines.cleaning.spelling.lexicon import Lexicon, load_lexicon, plain
from pipelines.cleaning.spelling.run_ons import find_run_on
from pipelines.schemas.units import UNIT, frames

# What was found out about a form. Of known words there is no row. The others but the last two are reasons to keep it.
FINDINGS = (
    "capitalised",
    "several_unknown_parts",
    "foreign_letters",
    "unknown_contraction",
    "too_short",
    "missing_apostrophe",
    "unknown",
)
_NEAR = {
    "word": pl.String(),
    "slips": pl.Int64(),
    "cost": pl.Float64(),
    "zipf": pl.Float64(),
    "is_inflected": pl.Boolean(),
}
EVIDENCE: dict[str, pl.DataType] = UNIT | {
    "finding": pl.String(),
    "before": pl.String(),
    "unknown": pl.String(),
    "after": pl.String(),
    "contracted": pl.List(pl.String()),
    "in_use": pl.Float64(),
    "formed": pl.Float64(),
    "foreign": pl.Float64(),
    "near": pl.List(pl.Struct(_NEAR)),
    "run_on": pl.Struct({"words": pl.String(), "score": pl.Float64()}),
}
EVIDENCE_TABLES = {"evidence": EVIDENCE}

SHORTEST = 4
_PER_ZIPF_OF_FORM = 1.25
_PER_FOREIGN_ZIPF = 0.5
_PER_FORMATION_ZIPF = 0.5
_FORMED_AND_IN_USE = 1.0
# A formation expected to be more frequent than this would be listed if it existed.
_MOST_FORMATION_ZIPF = 2.5
# Long forms are seldom near another word by chance; short ones always are.
_PER_LETTER = 0.4
_USUAL_LENGTH, _LONG = 8, 10
# wordfreq's English list ends at a Zipf frequency of 1, its lists of other languages at 3.
_LEAST_ENGLISH_ZIPF = 0.8
_LEAST_FOREIGN_ZIPF = 3.0

_CONTRACTED = re.compile(
    "((?:do|does|did|is|was|are|were|has|have|had|would|could|should|might|must|need)n)(t)"
    "|((?:would|could|should|might|must))(ve)"
    "|((?:you|we|they))(re|ve|ll)"
    "|((?:that|there|here|what|where|who))(s)"
)


def gather_batch(configuration: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of EVIDENCE for a batch of word forms (column ``unit``); known words have none."""
    return {"evidence": gather(batch["unit"])}


def gather(forms: Iterable[str]) -> pl.DataFrame:
    """Rows of EVIDENCE, by form, for those of the forms that are no known words."""
    lexicon = load_lexicon()
    rows = [row for form in forms if (row := _row(form, lexicon)) is not None]
    return frames(EVIDENCE_TABLES, {"evidence": rows})["evidence"]


def _row(form: str, lexicon: Lexicon) -> tuple[object, ...] | None:
    if not form.islower():
        return None if _is_known_in_any_case(form, lexicon) else _plain_row(form, "capitalised")
    parts = re.split("([-‐‑])", form)
    unknown = [i for i, part in enumerate(parts) if not _is_known_part(part, lexicon, alone=len(parts) == 1)]
    if not unknown or (len(parts) > 1 and lexicon.lists(plain("".join(parts[::2])))):
        return None  # a hyphen too many (encourag-es) is not a matter of spelling
    if len(unknown) > 1:
        return _plain_row(form, "several_unknown_parts")
    part = parts[unknown[0]]
    if not (part.isascii() and part.isalpha()):
        return _plain_row(form, "foreign_letters" if not part.isascii() else "unknown_contraction")
    place = "".join(parts[: unknown[0]]), part, "".join(parts[unknown[0] + 1 :])
    contraction = _CONTRACTED.fullmatch(part)
    if contraction:
        return (form, "missing_apostrophe", *place, list(filter(None, contraction.groups())), 0.0, 0.0, 0.0, [], None)
    if len(part) < SHORTEST:
        return _plain_row(form, "too_short")
    run_on = find_run_on(part, lexicon)
    return (form, "unknown", *place, [], *_weighable(part, lexicon), run_on and run_on._asdict())


def _plain_row(form: str, finding: str) -> tuple[object, ...]:
    return (form, finding, "", "", "", [], 0.0, 0.0, 0.0, [], None)


def _weighable(form: str, lexicon: Lexicon) -> tuple[object, ...]:
    """What speaks for a lower-case form that no dictionary has, and the words that are near it."""
    near = [
        {
            "word": word,
            "slips": slips,
            "cost": edit_cost(form, word),
            "zipf": lexicon.zipf(word),
            "is_inflected": is_inflected(form, word, lexicon),
        }
        for word, slips in load_candidates().near(form)
        if not lexicon.is_name(word)
    ]
    if not near:
        return 0.0, 0.0, 0.0, near
    made = formation(form, lexicon)
    return _in_use(form, lexicon), _formed(form, made, lexicon), _foreign(form, lexicon), near


def _is_known_part(part: str, lexicon: Lexicon, *, alone: bool) -> bool:
    """Parts of up to three letters (de-, al-, x-) pass in a compound: there is nothing to judge them by."""
    return (not alone and len(part) < SHORTEST) or lexicon.is_known(plain(part))


def _is_known_in_any_case(word: str, lexicon: Lexicon) -> bool:
    """Whether each part of a form with capitals is a known word, or a name that the dictionary has."""
    return all(
        lexicon.is_known(part.lower()) or lexicon.hunspell.lookup(part) for part in re.split("-", plain(word)) if part
    )


def _in_use(form: str, lexicon: Lexicon) -> float:
    """Evidence from English: misspellings are on frequency lists too, but rarely far up."""
    length = min(len(form), _LONG) - _USUAL_LENGTH
    return _PER_ZIPF_OF_FORM * max(lexicon.zipf(form), _LEAST_ENGLISH_ZIPF) - _PER_LETTER * length


def _foreign(form: str, lexicon: Lexicon) -> float:
    """Evidence from other languages, for loans and quoted phrases."""
    return _PER_FOREIGN_ZIPF * max(0.0, lexicon.foreign_zipf(form) - _LEAST_FOREIGN_ZIPF)


def _formed(form: str, made: Formation | None, lexicon: Lexicon) -> float:
    """Evidence from word formation: stronger when the form is in use as well."""
    if made is None:
        return 0.0
    return _PER_FORMATION_ZIPF * min(max(0.0, made.zipf), _MOST_FORMATION_ZIPF) + _FORMED_AND_IN_USE * (
        lexicon.zipf(form) > 1
    )
