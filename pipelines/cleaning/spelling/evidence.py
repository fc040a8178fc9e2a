"""What can be said of one word form without knowing the corpus: whether it is a known word, what speaks for it, and
which words are near it.

Belongs here: gathering it, and the batch function that lets it be remembered, since it is the slow half of deciding.
How a corpus weighs it is in ``scoring.py``, and what is done about it in ``decisions.py``.
"""

import re
from collections.abc import Iterable
from typing import Any

import polars as pl

from pipelines.cleaning.spelling.candidates import likelihood, load_candidates
from pipelines.cleaning.spelling.derivation import Formation, formation, is_inflected
from pipelines.cleaning.spelling.lexicon import Lexicon, load_lexicon, plain
from pipelines.cleaning.spelling.misspellings import named_for
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
_NEAR = {"word": pl.String(), "slip": pl.Float64(), "zipf": pl.Float64(), "is_listed": pl.Boolean()}
EVIDENCE: dict[str, pl.DataType] = UNIT | {
    "finding": pl.String(),
    "before": pl.String(),
    "unknown": pl.String(),
    "after": pl.String(),
    "contracted": pl.List(pl.String()),
    "of_form": pl.Float64(),
    "in_use": pl.Float64(),
    "formed": pl.Float64(),
    "near": pl.List(pl.Struct(_NEAR)),
    "run_on": pl.Struct({"words": pl.String(), "score": pl.Float64()}),
}
EVIDENCE_TABLES = {"evidence": EVIDENCE}

SHORTEST = 4
# Weights of the regression (see scoring.py). Misspellings are on frequency lists too, but rarely far up.
_CONSTANT = -0.45
_PER_ZIPF_OF_FORM = -1.1
_PER_FORMATION_ZIPF = -0.55
# A formation expected to be more frequent than this would be listed if it existed.
_MOST_FORMATION_ZIPF = 2.5
# Long forms are seldom near another word by chance; short ones always are.
_PER_LETTER, _LONG = 0.22, 10
_SHORT = -0.4
# A part of a compound may be a bit of a name or an abbreviation.
_IN_COMPOUND = -1.0
# wordfreq's English list ends at a Zipf frequency of 1.
_LEAST_ENGLISH_ZIPF = 0.8
# Most unknown forms with a capital are names. Of those that are long enough only words one slip away are looked up.
_SHORTEST_CAPITALISED = 6
_LEAST_ZIPF_OF_CAPITALISED = 3.0

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
        return None if _is_known_in_any_case(form, lexicon) else _capitalised_row(form, lexicon)
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
    weighable = _weighable(part, lexicon, in_compound=len(parts) > 1)
    return (form, "unknown", *place, [], *weighable, run_on and run_on._asdict())


def _plain_row(form: str, finding: str) -> tuple[object, ...]:
    return (form, finding, "", "", "", [], 0.0, 0.0, 0.0, [], None)


def _capitalised_row(form: str, lexicon: Lexicon) -> tuple[object, ...]:
    """A name, unless a common word is a single slip away: then it may be the first word of a sentence. A listed
    misspelling may stand anywhere."""
    lower = form.lower()
    if not (form.istitle() and form.isascii() and form.isalpha() and len(form) >= _SHORTEST_CAPITALISED):
        return _plain_row(form, "capitalised")
    of_form, in_use, formed, near = _weighable(lower, lexicon, is_capitalised=True)
    common = [word for word in near if word["zipf"] >= _LEAST_ZIPF_OF_CAPITALISED]
    if not common:
        return _plain_row(form, "capitalised")
    return (form, "capitalised", "", lower, "", [], of_form, in_use, formed, common, None)


def _weighable(
    form: str, lexicon: Lexicon, *, in_compound: bool = False, is_capitalised: bool = False
) -> tuple[float, float, float, list[dict[str, Any]]]:
    """What speaks for and against a lower-case form that no dictionary has, and the words that are near it."""
    only = named_for(form) if len(named_for(form)) == 1 else ()
    if is_capitalised and lexicon.foreign_zipf(form) > lexicon.zipf(form):
        only = ()  # it belongs to a foreign name: "Liga Profesional"
    near = [
        {
            "word": nearby.word,
            "slip": likelihood(nearby, form, is_inflected=is_inflected(form, nearby.word, lexicon)),
            "zipf": lexicon.zipf(nearby.word),
            "is_listed": nearby.word in only,
        }
        for nearby in load_candidates().near(form, 1 if is_capitalised else 2)
        if not lexicon.is_name(nearby.word) or (is_capitalised and nearby.word in only)
    ]
    if not near:
        return 0.0, 0.0, 0.0, near
    in_use = _PER_ZIPF_OF_FORM * max(lexicon.zipf(form), _LEAST_ENGLISH_ZIPF)
    formed = _formed(formation(form, lexicon))
    size = _PER_LETTER * min(len(form), _LONG) + _SHORT * (len(form) <= SHORTEST)
    return _CONSTANT + in_use + formed + size + _IN_COMPOUND * in_compound, in_use, formed, near


def _is_known_part(part: str, lexicon: Lexicon, *, alone: bool) -> bool:
    """Parts of up to three letters (de-, al-, x-) pass in a compound: there is nothing to judge them by."""
    return (not alone and len(part) < SHORTEST) or lexicon.is_known(plain(part))


def _is_known_in_any_case(word: str, lexicon: Lexicon) -> bool:
    """Whether each part of a form with capitals is a known word, or a name that the dictionary has."""
    return all(lexicon.is_known(part.lower()) or lexicon.has_name(part) for part in re.split("-", plain(word)) if part)


def _formed(made: Formation | None) -> float:
    """What word formation says against a slip."""
    return _PER_FORMATION_ZIPF * min(max(0.0, made.zipf), _MOST_FORMATION_ZIPF) if made else 0.0
