"""What the database that is published now holds of words and corrections: what the next run is compared with."""

from pathlib import Path

import duckdb

from pipelines.cleaning.correction_rates import Count, counts


def published_counts(database: Path) -> dict[str, Count] | None:
    """Words and corrections by source, as `counts` has them; None when there is no database to ask."""
    if not database.is_file():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            articles = connection.sql("SELECT article_id, source, language, is_unique, word_count FROM articles").pl()
            corrections = connection.sql("SELECT article_id, original FROM spelling_corrections").pl()
    except duckdb.Error:  # another program's file, an older layout, or held by somebody
        return None
    return counts(articles.lazy(), corrections.lazy())
