"""The spaCy pass over a batch of texts. Imports spaCy only when there is something to read."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from pipelines.extraction.pieces import groups_of, pieces_of
from pipelines.extraction.transitions import read_docs
from pipelines.schemas.units import UNIT, Row, frames

if TYPE_CHECKING:
    from spacy.language import Language

# Components whose results no table holds; leaving them out saves a third of the time and changes no sentence or name.
_UNUSED = ("tagger", "morphologizer", "attribute_ruler", "lemmatizer", "entity_linker", "textcat")
# The model takes 4 MB for 1,000 characters that it reads at once, of one text or several.
_MOST_CHARACTERS = 100_000
_CHARACTERS_AT_ONCE = 40_000
_SPAN = {"char_start": pl.Int64(), "char_end": pl.Int64(), "text": pl.String()}
READ_TABLES: dict[str, dict[str, pl.DataType]] = {
    "sentences": UNIT | {"sentence_index": pl.Int64()} | _SPAN,
    "raw_mentions": UNIT | _SPAN | {"label": pl.String()},
}


@dataclass(frozen=True)
class ReadConfiguration:
    """Import name of an installed spaCy pipeline with a parser (or senter) and a named entity recogniser."""

    model: str


def read_batch(configuration: ReadConfiguration, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of READ_TABLES for a batch with columns unit and text.

    The unit read is the whole field: names found on paragraphs differ from those found on documents. Only what is much
    longer than any article is read in pieces. What comes of a text does not depend on the others. Sentences and
    mentions are trimmed of white space at their edges; what is then empty is no row.
    """
    nlp = _load(configuration.model)
    sentences: list[Row] = []
    mentions: list[Row] = []
    counts: dict[str, int] = {}
    most = min(nlp.max_length, _MOST_CHARACTERS)
    rows = zip(batch["unit"], batch["text"], strict=True)
    pieces = [piece for unit, text in rows for piece in pieces_of(unit, text, most)]
    for group in groups_of(pieces, _CHARACTERS_AT_ONCE):
        docs = read_docs(nlp, [piece.text for piece in group])
        for (unit, start, text), doc in zip(group, docs, strict=True):
            spans = [span for sent in doc.sents if (span := _trimmed(text, sent.start_char, sent.end_char, start))]
            first = counts.get(unit, 0)
            counts[unit] = first + len(spans)
            sentences += ((unit, index, *span) for index, span in enumerate(spans, start=first))
            mentions += (
                (unit, *span, ent.label_)
                for ent in doc.ents
                if (span := _trimmed(text, ent.start_char, ent.end_char, start))
            )
    return frames(READ_TABLES, {"sentences": sentences, "raw_mentions": mentions})


@cache
def _load(model: str) -> "Language":
    import spacy

    from pipelines.extraction.arithmetic import multiply_text_by_text

    with warnings.catch_warnings():
        # W095: the model was trained with spaCy 3.7. It was measured to do better on news than the 3.8 small one.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        nlp = spacy.load(model, exclude=list(_UNUSED))
    multiply_text_by_text(nlp)
    return nlp


def _trimmed(text: str, start: int, end: int, shift: int) -> tuple[int, int, str] | None:
    """The span without white space at its edges, moved by so many characters, and its text; None when nothing is
    left."""
    inner = text[start:end].strip()
    if not inner:
        return None
    start += shift + text[start:end].index(inner)
    return start, start + len(inner), inner
