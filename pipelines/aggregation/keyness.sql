-- log_likelihood: 2 (a ln(a / expected a) + b ln(b / expected b)), with a of c occurrences in the scope and b of d in the
-- rest (Rayson and Garside 2000). log_ratio: log2 of the relative frequencies, half an occurrence in place of none in
-- the rest (Hardie 2014). Unique articles alone: copies of one text are no evidence of what an outlet writes.
WITH scopes AS (
    SELECT scope_kind, scope, item_kind, sum(occurrence_count)::DOUBLE AS total
    FROM item_counts
    GROUP BY scope_kind, scope, item_kind
),
corpus AS (
    SELECT scope_kind, item_kind, sum(occurrence_count)::DOUBLE AS total
    FROM item_counts
    GROUP BY scope_kind, item_kind
),
items AS (
    SELECT
        scope_kind,
        item_kind,
        item,
        sum(occurrence_count) AS occurrence_count,
        sum(article_count) AS article_count
    FROM item_counts
    GROUP BY scope_kind, item_kind, item
),
compared AS (
    SELECT
        counted.scope_kind,
        counted.scope,
        counted.item_kind,
        counted.item,
        counted.occurrence_count AS a,
        items.occurrence_count - counted.occurrence_count AS b,
        scopes.total AS c,
        corpus.total - scopes.total AS d,
        counted.article_count,
        items.article_count - counted.article_count AS rest_article_count
    FROM item_counts AS counted
    JOIN scopes
        ON scopes.scope_kind = counted.scope_kind
        AND scopes.scope = counted.scope
        AND scopes.item_kind = counted.item_kind
    JOIN corpus ON corpus.scope_kind = counted.scope_kind AND corpus.item_kind = counted.item_kind
    JOIN items
        ON items.scope_kind = counted.scope_kind
        AND items.item_kind = counted.item_kind
        AND items.item = counted.item
    WHERE counted.article_count >= 2
),
measured AS (
    SELECT
        *,
        round(
            2 * (
                a * ln(a * (c + d) / (c * (a + b)))
                + CASE WHEN b = 0 THEN 0 ELSE b * ln(b * (c + d) / (d * (a + b))) END
            ),
            2
        ) AS log_likelihood,
        round(log2((a / c) / (greatest(b, 0.5) / d)), 4) AS log_ratio
    FROM compared
    WHERE d > 0 AND a * d > b * c
)
SELECT
    measured.scope_kind,
    measured.scope,
    measured.item_kind,
    measured.item,
    coalesce(entities.name, measured.item) AS name,
    measured.a AS occurrence_count,
    measured.article_count,
    measured.b AS rest_occurrence_count,
    measured.rest_article_count,
    round(1000000 * measured.a / measured.c, 2) AS per_million,
    round(1000000 * measured.b / measured.d, 2) AS rest_per_million,
    measured.log_likelihood,
    measured.log_ratio
FROM measured
LEFT JOIN entities ON entities.entity_id = measured.item AND measured.item_kind = 'entity'
-- p below 0.001 (chi-squared with one degree of freedom)
WHERE measured.log_likelihood >= 10.83
