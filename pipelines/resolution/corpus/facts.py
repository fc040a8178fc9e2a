"""What follows from a name alone: its key, whether it is a whole name or part of one, its initials. Worked out once for
each different name, not for each mention."""

from collections.abc import Iterable, Sequence

import polars as pl

from pipelines.resolution.corpus.spelling import joined_key, plain_word, spelling_key
from pipelines.resolution.labels import HEAD_LABELS
from pipelines.resolution.names import (
    ENTITY_CLASSES,
    PARTICLES,
    bare_name,
    entity_id,
    initials,
    is_full_name,
    person_tokens,
    without_legal_form,
)

FACTS = pl.Schema(
    {
        "name": pl.String(),
        "label": pl.String(),
        "entity_class": pl.String(),
        "key": pl.String(),
        "word_count": pl.Int64(),
        # Of people: whether given name and surname are there.
        "is_whole": pl.Boolean(),
        # U.N. as UN; null for what is no acronym.
        "acronym": pl.String(),
        "initials": pl.List(pl.String()),
        # The key without Inc. and the like; null where that is all of it.
        "short_key": pl.String(),
        # Of people: what their surnames may be (Leyen, der Leyen, von der Leyen).
        "surnames": pl.List(pl.String()),
        # Of others: shorter names that articles use once they have given this one.
        "parts": pl.List(pl.String()),
    }
)
# Words that say what kind of thing a name is of, and that are left out on second mention: Heathrow (Airport).
_KIND_WORDS = frozenset(HEAD_LABELS) | {
    "airlines", "airways", "bank", "club", "co", "company", "conference", "exchange", "fc", "festival", "holdings",
    "hospital", "hotel", "industries", "international", "market", "mine", "motor", "motors", "museum", "stadium",
    "station", "stock", "systems", "technologies", "tournament", "trophy",
}  # fmt: skip
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "de", "for", "in", "of", "on", "the", "to"})
_LONGEST_ACRONYM = 7


def facts(names: pl.DataFrame) -> pl.DataFrame:
    """FACTS of different pairs of name and label."""
    return pl.DataFrame([_facts(*row) for row in names.select("name", "label").iter_rows()], schema=FACTS, orient="row")


def form_identities(forms: pl.DataFrame) -> pl.DataFrame:
    """form, label, form_name, form_key, form_id: which entity the form would be if it stood for itself."""
    rows = []
    for form, label in forms.select("form", "label").iter_rows():
        name = standing_name(form, label)
        rows.append((form, label, name, spelling_key(name), entity_id(ENTITY_CLASSES[label], name)))
    schema = dict.fromkeys(("form", "label", "form_name", "form_key", "form_id"), pl.String())
    return pl.DataFrame(rows, schema=schema, orient="row")


def standing_name(form: str, label: str) -> str:
    """The name in a form as written: without article, possessive and, of people, titles."""
    name = bare_name(form)
    return " ".join(person_tokens(name)) or name if label == "PERSON" else name


def _facts(name: str, label: str) -> tuple[object, ...]:
    words = name.split()
    keys = [plain_word(word) for word in words]
    is_person = label == "PERSON"
    key = spelling_key(name)
    short = spelling_key(without_legal_form(name)) if label == "ORG" else key
    return (
        name,
        label,
        ENTITY_CLASSES[label],
        key,
        len(words),
        is_person and is_full_name(words),
        _acronym(name),
        sorted(initials(name)) if label == "ORG" else [],
        short if short != key else None,
        [joined_key(keys[start:]) for start in range(1, len(words))] if is_person else [],
        [] if is_person else sorted(_parts(words, keys)),
    )


def _acronym(name: str) -> str | None:
    letters = name.replace(".", "")
    is_one = letters.isascii() and letters.isalpha() and letters.isupper() and 2 <= len(letters) <= _LONGEST_ACRONYM
    return letters if is_one else None


def _parts(words: Sequence[str], keys: Sequence[str]) -> Iterable[str]:
    """Keys of the shorter names of a name of several words: its end (Navy), what stands before the word that says what
    kind of thing it is (Heathrow), or before its "of" (Bank of England)."""
    lower = [word.casefold().strip(".,") for word in words]
    found = set()
    for start in range(1, len(words)):
        if words[start][:1].isupper() and lower[start - 1] not in _SMALL_WORDS | PARTICLES:
            found.add(joined_key(keys[start:]))
        is_kind = all(word in _KIND_WORDS for word in lower[start:])
        if lower[start - 1] not in _SMALL_WORDS and (is_kind or lower[start] == "of"):
            found.add(joined_key(keys[:start]))
    return found
