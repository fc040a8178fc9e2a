"""Tables of the cleaning stage about the corpus as a whole: its words and recurring lines, and what was decided."""

import dataframely as dy
import polars as pl

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

DECISIONS = ("correct", "keep", "in_context")
LINE_DECISIONS = ("remove", "keep")
EDGES = ("start", "end")
# The score from which a word is corrected, where nothing else speaks for it: a false correction costs more than a typo.
LEAST_SPELLING_SCORE = 0.1
_IN_LOWER_CASE = "Times the same letters occur in lower case; this form itself, if it is."
_CAPITALISED = "Times they occur with capitals and small letters."
_IN_CAPITALS = "Times they occur in capitals alone; a single capital is counted here."
_AT_START = "Times this form begins a line or follows an end mark; the point of an abbreviation looks the same."


def _contexts() -> dy.List:
    return dy.List(
        dy.Struct(
            {
                "article_id": dy.String(nullable=True),
                "field": dy.String(nullable=True),
                "text": dy.String(nullable=True),
            },
            nullable=True,
        ),
        description="Where the form stands first in up to three titles or texts, in the order of article_id: text is "
        "what stands around it after normalisation and before typo correction, line breaks as spaces.",
        metadata={
            "running_text": True,
            "example": [{"article_id": "5f1f3f4d1f7e6a2b", "field": "text", "text": "said the goverment would not"}],
        },
    )


class Vocabulary(Table):
    """Word forms of the English articles after normalisation and before typo correction, with what the corpus knows of
    them; those inside addresses, handles and code are not counted. spelling_decisions has the same columns for the
    forms that no dictionary knows."""

    info = TableInfo("vocabulary", "cleaning", "one word form, case kept", namespace="intermediate")

    word = dy.String(primary_key=True, description="Word form as written.", metadata={"example": "harbour"})
    occurrence_count = c.count("Times the form occurs in the corpus.", at_least=1, example=21)
    article_count = c.count("Articles the form occurs in.", at_least=1, example=9)
    source_count = c.count("Outlets in whose articles the form occurs.", at_least=1, example=3)
    lower_count = c.count(_IN_LOWER_CASE, example=21)
    capitalised_count = c.count(_CAPITALISED, example=2)
    upper_count = c.count(_IN_CAPITALS, example=0)
    sentence_start_count = c.count(_AT_START, example=0)
    contexts = _contexts()


class SpellingDecisions(Table):
    """What was decided about every word form of the corpus that the lexicon does not know, and why. A row in
    seeds/reference/spelling.csv overrules the decision."""

    info = TableInfo("spelling_decisions", "cleaning", "one unknown word form of the corpus")

    word = dy.String(primary_key=True, description="Word form as written.", metadata={"example": "goverment"})
    decision = dy.String(
        check=lambda s: s.is_in(DECISIONS),
        description="correct (replaced wherever it may be), keep, or in_context (decided for each occurrence).",
        metadata={"example": "correct"},
    )
    replacement = dy.String(
        nullable=True, description="What replaces the word; null when it is kept.", metadata={"example": "government"}
    )
    candidates = dy.List(
        dy.Struct({"word": dy.String(nullable=True), "score": dy.Decimal(9, 4, nullable=True)}, nullable=True),
        description="Known words near it, best first, each with log10 of how much likelier it is than the word as it "
        "stands; empty where none was looked up.",
        metadata={"example": [{"word": "government", "score": "1.7"}]},
    )
    score = dy.Decimal(
        9,
        4,
        nullable=True,
        description="log10 of the odds that the best candidate was meant, and neither the word as it stands nor "
        "another one: corrected from 2; from -2 each occurrence decides, by a score that its neighbours add to.",
        metadata={"example": "1.6930"},
    )
    reason = dy.String(description="Code of the reason for the decision.", metadata={"example": "clear_winner"})
    article_count = c.count("Articles the form occurs in.", at_least=1, example=1)
    occurrence_count = c.count("Times the form occurs in the corpus.", at_least=1, example=1)
    source_count = c.count("Outlets in whose articles the form occurs.", at_least=1, example=1)
    lower_count = c.count(_IN_LOWER_CASE, example=1)
    capitalised_count = c.count(_CAPITALISED, example=0)
    upper_count = c.count(_IN_CAPITALS, example=0)
    sentence_start_count = c.count(_AT_START, example=0)
    contexts = _contexts()

    @dy.rule()
    def a_correction_has_a_replacement(cls) -> pl.Expr:
        return (pl.col("decision") == "keep") == pl.col("replacement").is_null()


class ChromeDecisions(Table):
    """What was decided about every line that recurs at the edges of an outlet's articles, and why: a line that goes is
    removed there by the edit page_chrome:recurring. A row in seeds/reference/outlet_lines.csv overrules the decision.
    Lines that fit a pattern of seeds/reference/page_chrome.csv are gone before, and have no row."""

    info = TableInfo("chrome_decisions", "cleaning", "one line at one edge of an outlet's articles")

    source = c.source(primary_key=True)
    edge = dy.String(
        primary_key=True,
        check=lambda s: s.is_in(EDGES),
        description="Where the line stands: at the start or at the end of articles.",
        metadata={"example": "end"},
    )
    line = dy.String(
        primary_key=True,
        description="The line as it is compared: lower case, straight quotes, no punctuation at its ends.",
        metadata={"example": "the courier is printed in brannoc"},
    )
    decision = dy.String(
        check=lambda s: s.is_in(LINE_DECISIONS),
        description="remove or keep.",
        metadata={"example": "remove"},
    )
    reason = dy.String(
        description="recurs (removed); too_few (articles), too_rare (among the outlet's articles), inside_articles "
        "(stands as often further in): kept; overruled (by a person).",
        metadata={"example": "recurs"},
    )
    article_count = c.count(
        "Articles of the outlet with the line at that edge, nothing but removed lines outside of it. Versions of one "
        "article, told by their longest line, count once.",
        example=9,
    )
    outlet_article_count = c.count("Articles of the outlet, counted in the same way.", at_least=1, example=41)
