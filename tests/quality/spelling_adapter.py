"""newsledger's typo normalisation as the scorer of the evaluation data calls it: texts in, edits out."""

import polars as pl

from pipelines.cleaning.spelling.corrections import Decision, correct
from pipelines.cleaning.spelling.decisions import decide
from pipelines.cleaning.spelling.overrules import SCHEMA as OVERRULES
from pipelines.cleaning.spelling.scoring import Choice
from pipelines.cleaning.spelling.tokens import word_tokens


def corrector(texts: list[str]) -> list[list[tuple[int, int, str]]]:
    """Edits (start, end, replacement) of each text, with the texts together as the corpus and no overrules."""
    words = pl.DataFrame(
        [(number, token.word) for number, text in enumerate(texts) for token in word_tokens(text)],
        schema={"article": pl.Int64, "word": pl.String},
        orient="row",
    )
    vocabulary = words.group_by("word").agg(
        pl.len().cast(pl.Int64).alias("occurrence_count"),
        pl.col("article").n_unique().cast(pl.Int64).alias("article_count"),
    )
    rows = decide(vocabulary, pl.DataFrame(schema=OVERRULES)).filter(pl.col("decision") != "keep")
    decisions = {
        row["word"]: Decision(
            row["word"],
            row["decision"],
            row["replacement"],
            row["score"],
            row["reason"],
            tuple(Choice(c["word"], float(c["score"])) for c in row["candidates"]),
        )
        for row in rows.iter_rows(named=True)
    }
    return [[(c.start, c.end, c.replacement) for c in correct(text, decisions)] for text in texts]
