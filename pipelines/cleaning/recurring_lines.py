"""Lines that an outlet prints at the edges of article after article: found in the corpus, decided as data.

What belongs here: which lines of a text are asked about, and the decision over all texts of an outlet. Lines are
removed by `page_chrome`; what people decide otherwise is read in `outlet_lines`.
"""

import hashlib
from collections.abc import Iterator, Sequence

import polars as pl

from pipelines.cleaning.page_chrome import Line

SCHEMA = pl.Schema(
    {
        "source": pl.String(),
        "edge": pl.String(),
        "line": pl.String(),
        "decision": pl.String(),
        "reason": pl.String(),
        "article_count": pl.Int64(),
        "outlet_article_count": pl.Int64(),
    }
)
START, END = "start", "end"
# What a page prints around an article is a few lines, and none of them is a paragraph.
_MOST_LINES = 6
_LONGEST_LINE = 400
# One in a hundred articles of an outlet, and three at least: phrases of reporters recur too ("Terms were not
# disclosed."), but more rarely.
_LEAST_ARTICLES = 3
_PER_ARTICLES = 100
# A line of the page stands at the edge; one that is in the midst of articles as well is theirs.
_LEAST_AT_EDGE = 0.5
_KEY = ["source", "edge", "line"]
_TEXT = ["source", "edge", "body"]


def edge_lines(lines: Sequence[Line]) -> Iterator[tuple[str, int, str, str]]:
    """edge, position (0 is outermost), line and body of the lines of an article that may be the page's.

    `body` stands for the article: it is a hash of its longest line, so that versions of one article, which share their
    edges because they share everything, are counted once.
    """
    if len(lines) < 2:
        return
    longest = max((line.key for line in lines), key=lambda key: (len(key), key))
    body = hashlib.sha256(longest.encode()).hexdigest()[:16]
    asked = min(_MOST_LINES, len(lines) // 2)
    for edge, at_edge in ((START, lines[:asked]), (END, lines[: -asked - 1 : -1])):
        for position, line in enumerate(at_edge):
            if len(line.key) > _LONGEST_LINE or line.key == longest:
                break
            yield edge, position, line.key, body


def decide(lines: pl.DataFrame, overrules: pl.DataFrame) -> pl.DataFrame:
    """Decide for every line that recurs at an edge of an outlet's articles whether it is removed there.

    `lines`: source, edge, position, line and body, one row for each line of each article. `overrules`: as
    `read_outlet_lines` gives it. Returns SCHEMA, sorted, the same whatever the order of the input. A line counts where
    nothing but lines that are removed stands outside of it, so that a block of them is peeled off one by one.
    `article_count` counts the articles with the line so exposed.
    """
    texts = lines.unique([*_TEXT, "position", "line"]).sort(*_TEXT, "position", "line")
    texts = texts.unique([*_TEXT, "position"], keep="first", maintain_order=True)
    outlets = texts.group_by("source").agg(pl.col("body").n_unique().cast(pl.Int64).alias("outlet_article_count"))
    anywhere = texts.group_by(_KEY).agg(pl.col("body").n_unique().alias("at_edge_or_near"))
    by_person = _overruled(texts, overrules)
    # Lines of one article alone are never decided on, and stop the peeling.
    recurring = anywhere.filter(pl.col("at_edge_or_near") > 1).select(_KEY)
    asked = pl.concat([recurring, by_person.select(_KEY)]).unique()
    texts = texts.join(asked, on=_KEY, how="semi")
    removed = by_person.filter(pl.col("decision") == "remove").select(_KEY)
    kept = by_person.filter(pl.col("decision") == "keep").select(_KEY)
    while True:
        judged = _judged(_exposed(texts, removed), anywhere, outlets)
        new = judged.filter(pl.col("reason") == "recurs").select(_KEY)
        new = new.join(removed, on=_KEY, how="anti").join(kept, on=_KEY, how="anti")
        if new.is_empty():
            break
        removed = pl.concat([removed, new])
    decision = pl.when(pl.col("reason") == "recurs").then(pl.lit("remove")).otherwise(pl.lit("keep"))
    learned = judged.join(by_person, on=_KEY, how="anti").with_columns(decision.alias("decision"))
    counted = by_person.join(judged.select(*_KEY, "article_count"), on=_KEY, how="left").join(outlets, on="source")
    ruled = counted.with_columns(pl.col("article_count").fill_null(0), pl.lit("overruled").alias("reason"))
    rows = pl.concat([frame.select(pl.col(n).cast(t) for n, t in SCHEMA.items()) for frame in (learned, ruled)])
    return rows.filter((pl.col("article_count") > 1) | (pl.col("reason") == "overruled")).sort(_KEY)


def _exposed(texts: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Articles by line, where only removed lines stand outside of it."""
    marked = texts.join(removed.with_columns(pl.lit(value=True).alias("is_removed")), on=_KEY, how="left")
    marked = marked.with_columns(pl.col("is_removed").fill_null(value=False)).sort(*_TEXT, "position")
    # Positions run from 0; a gap is a line that nobody asks about.
    is_open = pl.col("is_removed").shift(1, fill_value=True).cum_prod().over(_TEXT).cast(pl.Boolean)
    is_gapless = pl.col("position") == pl.int_range(pl.len()).over(_TEXT)
    exposed = marked.filter(is_open & is_gapless)
    return exposed.group_by(_KEY).agg(pl.col("body").n_unique().cast(pl.Int64).alias("article_count"))


def _judged(exposed: pl.DataFrame, anywhere: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    """Each line with the reason for what its counts say."""
    count, of_outlet = pl.col("article_count"), pl.col("outlet_article_count")
    reason = (
        pl.when(count < _LEAST_ARTICLES)
        .then(pl.lit("too_few"))
        .when(count * _PER_ARTICLES < of_outlet)
        .then(pl.lit("too_rare"))
        .when(count < _LEAST_AT_EDGE * pl.col("at_edge_or_near"))
        .then(pl.lit("inside_articles"))
        .otherwise(pl.lit("recurs"))
    )
    return exposed.join(anywhere, on=_KEY).join(outlets, on="source").with_columns(reason.alias("reason"))


def _overruled(texts: pl.DataFrame, overrules: pl.DataFrame) -> pl.DataFrame:
    """The overrules that fit a line which is there; one for the outlet goes before one for all."""
    lines = texts.select(_KEY).unique()
    own = lines.join(overrules, on=["source", "line"])
    of_all = lines.join(overrules.filter(pl.col("source") == "*").drop("source"), on="line")
    of_all = of_all.join(own.select(_KEY), on=_KEY, how="anti")
    return pl.concat([frame.select(*_KEY, "decision") for frame in (own, of_all)])
