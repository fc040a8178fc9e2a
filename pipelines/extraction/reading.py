"""The spaCy pass over a batch of texts. Imports spaCy only when there is something to read."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from pipelines.schemas.units import UNIT, Row, frames

if TYPE_CHECKING:
    from spacy.language import Language

# Components whose results no table holds; leaving them out saves a third of the time and changes no sentence or name.
_UNUSED = ("tagger", "morphologizer", "attribute_ruler", "lemmatizer", "entity_linker", "textcat")
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

    The unit read is the whole field: names found on paragraphs differ from those found on documents. Sentences and
    mentions are trimmed of white space at their edges; what is then empty is no row.
    """
    nlp = _load(configuration.model)
    sentences: list[Row] = []
    mentions: list[Row] = []
    # A longer text than the model's default limit costs memory in proportion, no more.
    nlp.max_length = max(nlp.max_length, *batch["text"].str.len_chars(), 0)
    for doc, unit in nlp.pipe(zip(batch["text"], batch["unit"], strict=True), as_tuples=True):
        spans = [span for sent in doc.sents if (span := _trimmed(doc.text, sent.start_char, sent.end_char))]
        sentences += ((unit, index, *span) for index, span in enumerate(spans))
        mentions += (
            (unit, *span, ent.label_) for ent in doc.ents if (span := _trimmed(doc.text, ent.start_char, ent.end_char))
        )
    return frames(READ_TABLES, {"sentences": sentences, "raw_mentions": mentions})


@cache
def _load(model: str) -> "Language":
    import spacy

    with warnings.catch_warnings():
        # W095: the model was trained with spaCy 3.7. It was measured to do better on news than the 3.8 small one.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(model, exclude=list(_UNUSED))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The span without white space at its edges, and its text; None when nothing is left."""
    inner = text[start:end].strip()
    if not inner:
        return None
    start += text[start:end].index(inner)
    return start, start + len(inner), inner
