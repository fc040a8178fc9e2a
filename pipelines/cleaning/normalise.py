"""First pass over one text: everything but spelling. A pure function from text to edits, and the same for a batch."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat

import polars as pl

from pipelines.cleaning import characters, whitespace
from pipelines.cleaning.broken_words import broken_words
from pipelines.cleaning.datelines import Dateline, find_dateline
from pipelines.cleaning.doubled_words import doubled_words
from pipelines.cleaning.entities import entities
from pipelines.cleaning.hard_wraps import hard_wraps
from pipelines.cleaning.language import READ_LANGUAGES, detect_language
from pipelines.cleaning.page_chrome import PageChrome, Pattern
from pipelines.cleaning.recurring_lines import edge_lines
from pipelines.cleaning.spelling.word_counts import WordCounts, word_counts
from pipelines.cleaning.stray_spaces import stray_spaces
from pipelines.lineage.edits import Edit, EditedText, Replacement
from pipelines.lineage.segments import from_edits, lower_span
from pipelines.schemas.units import UNIT, Row, frames

Rule = Callable[[str], Iterable[Replacement]]

_CHARACTER_RULES: tuple[Rule, ...] = (
    entities,
    characters.mojibake,
    whitespace.line_ends,
    characters.control,
    characters.invisible,
    characters.joiner,
    characters.composed,
    characters.mojibake,  # once more: what stood between the halves of a character is gone
    whitespace.odd_spaces,
)
# Removing a character or a line can bring spaces together, so these come after what may do so.
_LAYOUT_RULES: tuple[Rule, ...] = (whitespace.repeated_spaces, whitespace.edges, whitespace.blank_lines)
# A word must be whole before it can be seen that it stands twice.
_WORD_RULES: tuple[Rule, ...] = (stray_spaces, doubled_words)

EDIT_SCHEMA: dict[str, pl.DataType] = {
    name: pl.String() if kind is str else pl.Int64() for name, kind in Edit.__annotations__.items()
}
DATELINE_SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(("raw_start", "raw_end", "char_start", "char_end"), pl.Int64()),
    **dict.fromkeys(Dateline._fields[2:], pl.String()),
}
NORMALISED_TABLES: dict[str, dict[str, pl.DataType]] = {
    "texts": UNIT | {"text": pl.String(), "language": pl.String(), "language_score": pl.Float64()},
    "edits": UNIT | {"edit_index": pl.Int64()} | EDIT_SCHEMA,
    "words": UNIT
    | {"word": pl.String()}
    | dict.fromkeys(("occurrence_count", "sentence_start_count", "first_start"), pl.Int64()),
    "edge_lines": UNIT | {"edge": pl.String(), "position": pl.Int64(), "line": pl.String(), "body": pl.String()},
    "datelines": UNIT | DATELINE_SCHEMA,
}


@dataclass(frozen=True)
class NormaliseConfiguration:
    """What people may change: the lines that are page chrome."""

    page_chrome: tuple[Pattern, ...]


def normalise(source: str, field: str, chrome: PageChrome) -> EditedText:
    """The text after every rule that needs no knowledge of the corpus. Titles have no page chrome. Rules for English
    words are for texts of the languages that are read, and for those too short to tell."""
    # Wrapped lines are told by their widths and indents, so that they come before the layout; page chrome is told by
    # whole lines, so that it comes after.
    wrapped = (hard_wraps,) if field == "text" else ()
    rules = [*_CHARACTER_RULES, *wrapped, *_LAYOUT_RULES, broken_words]
    if field == "text":
        rules += [chrome, *_LAYOUT_RULES]
    edited = EditedText.unedited(source)
    for rule in rules:
        edited = edited.apply(rule(edited.text))
    for rule in _WORD_RULES:
        found = list(rule(edited.text))
        if found and detect_language(edited.text).code in READ_LANGUAGES:
            edited = edited.apply(found)
    return edited


def without_recurring(edited: EditedText, chrome: PageChrome, recurring: Collection[str]) -> EditedText:
    """A normalised text without the lines, given by their keys, that recur in its outlet; those that fit a pattern and
    stood behind them go too."""
    edited = edited.apply(chrome(edited.text, recurring))
    for rule in _LAYOUT_RULES:
        edited = edited.apply(rule(edited.text))
    return edited


def normalise_batch(configuration: NormaliseConfiguration, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of NORMALISED_TABLES for a batch with columns unit, field and text.

    Words are counted in texts of the languages that are read, and in texts too short to tell. Titles have neither lines
    of the page nor datelines.
    """
    chrome = chrome_of(configuration.page_chrome)
    texts: list[Row] = []
    edits: list[Row] = []
    words: list[tuple[str, WordCounts]] = []
    lines: list[Row] = []
    datelines: list[Row] = []
    for unit, field, source in batch.select("unit", "field", "text").iter_rows():
        edited = normalise(source, field, chrome)
        language = detect_language(edited.text)
        texts.append((unit, edited.text, *language))
        edits += ((unit, index, *edit) for index, edit in enumerate(edited.edits))
        if field == "text":
            lines += ((unit, *line) for line in edge_lines(chrome.article_lines(edited.text)))
            datelines += dateline_rows(unit, edited)
        if language.code in READ_LANGUAGES:
            words.append((unit, word_counts(edited.text)))
    rows = {"texts": texts, "edits": edits, "words": (), "edge_lines": lines, "datelines": datelines}
    return {**frames(NORMALISED_TABLES, rows), "words": _counted(words)}


def _counted(texts: Sequence[tuple[str, WordCounts]]) -> pl.DataFrame:
    """The words of all texts, which are so many that they are put together column by column."""
    units = chain.from_iterable(repeat(unit, len(counts.word)) for unit, counts in texts)
    columns = {"unit": list(units)} | {
        name: list(chain.from_iterable(getattr(counts, name) for _, counts in texts)) for name in WordCounts._fields
    }
    return pl.DataFrame(columns, schema=dict(NORMALISED_TABLES["words"]))


def dateline_rows(unit: str, edited: EditedText) -> list[Row]:
    """The row of a text that has a dateline."""
    found = find_dateline(edited.text)
    if found is None:
        return []
    segments = from_edits(edited.edits, len(edited.text))
    return [(unit, *lower_span(segments, found.start, found.end), *found)]


@cache
def chrome_of(patterns: tuple[Pattern, ...]) -> PageChrome:
    """The rule of these patterns, made once."""
    return PageChrome(patterns)
