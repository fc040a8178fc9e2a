-- npmi = ln(p(a,b) / (p(a) p(b))) / -ln p(a,b), with p as shares of the articles read for names (Bouma 2009).
-- Entities have numbers here, in the order of their ids: of pairs there are very many, and numbers are short.
WITH numbered AS (
    SELECT entity_id, row_number() OVER (ORDER BY entity_id) AS entity
    FROM (SELECT DISTINCT entity_id FROM mentions WHERE entity_id IS NOT NULL)
),
seen AS (
    SELECT DISTINCT numbered.entity, mentions.article_id, mentions.sentence_id
    FROM mentions
    JOIN numbered ON numbered.entity_id = mentions.entity_id
),
in_article AS (
    SELECT DISTINCT entity, article_id FROM seen
),
entity_articles AS (
    SELECT in_article.entity, count(*) AS n, count(*) FILTER (WHERE articles.is_unique) AS unique_n
    FROM in_article
    JOIN articles ON articles.article_id = in_article.article_id
    GROUP BY in_article.entity
),
-- Who is in one article alone is in no pair of two: left out before pairs are formed.
recurring AS (
    SELECT entity, article_id FROM in_article SEMI JOIN (FROM entity_articles WHERE n >= 2) USING (entity)
),
corpus AS (
    SELECT count(*) AS n, count(*) FILTER (WHERE is_unique) AS unique_n FROM articles WHERE language IN ('en', 'und')
),
article_pairs AS (
    SELECT
        a.entity AS entity_a,
        b.entity AS entity_b,
        count(*) AS article_count,
        count(*) FILTER (WHERE articles.is_unique) AS unique_article_count
    FROM recurring AS a
    JOIN recurring AS b ON a.article_id = b.article_id AND a.entity < b.entity
    JOIN articles ON articles.article_id = a.article_id
    GROUP BY ALL
    HAVING count(*) >= 2
),
sentence_pairs AS (
    SELECT
        a.entity AS entity_a,
        b.entity AS entity_b,
        count(*) AS sentence_count,
        count(*) FILTER (WHERE articles.is_unique) AS unique_sentence_count
    FROM (FROM seen SEMI JOIN recurring USING (entity)) AS a
    JOIN (FROM seen SEMI JOIN recurring USING (entity)) AS b ON a.sentence_id = b.sentence_id AND a.entity < b.entity
    JOIN articles ON articles.article_id = a.article_id
    GROUP BY ALL
),
-- Unique articles with both, with one alone, with neither; and how many each would be if the two had nothing to do with
-- each other.
observed AS (
    SELECT
        pairs.entity_a,
        pairs.entity_b,
        pairs.unique_article_count::DOUBLE AS both_n,
        (a.unique_n - pairs.unique_article_count)::DOUBLE AS a_alone,
        (b.unique_n - pairs.unique_article_count)::DOUBLE AS b_alone,
        (corpus.unique_n - a.unique_n - b.unique_n + pairs.unique_article_count)::DOUBLE AS neither,
        a.unique_n::DOUBLE AS a_n,
        b.unique_n::DOUBLE AS b_n,
        corpus.unique_n::DOUBLE AS n
    FROM article_pairs AS pairs
    CROSS JOIN corpus
    JOIN entity_articles AS a ON a.entity = pairs.entity_a
    JOIN entity_articles AS b ON b.entity = pairs.entity_b
),
-- G2 of that table of four (Dunning 1993); what is 0 adds nothing.
significance AS (
    SELECT
        entity_a,
        entity_b,
        round(
            greatest(
                2 * (
                    CASE WHEN both_n > 0 THEN both_n * ln(both_n * n / (a_n * b_n)) ELSE 0 END
                    + CASE WHEN a_alone > 0 THEN a_alone * ln(a_alone * n / (a_n * (n - b_n))) ELSE 0 END
                    + CASE WHEN b_alone > 0 THEN b_alone * ln(b_alone * n / ((n - a_n) * b_n)) ELSE 0 END
                    + CASE WHEN neither > 0 THEN neither * ln(neither * n / ((n - a_n) * (n - b_n))) ELSE 0 END
                ),
                0
            ),
            2
        ) AS log_likelihood
    FROM observed
)
SELECT
    name_a.entity_id AS entity_id_a,
    name_b.entity_id AS entity_id_b,
    pairs.article_count,
    coalesce(sentence_pairs.sentence_count, 0) AS sentence_count,
    CASE
        WHEN pairs.article_count = corpus.n THEN 1
        ELSE round(
            ln(pairs.article_count::DOUBLE * corpus.n / (a.n::DOUBLE * b.n))
            / -ln(pairs.article_count::DOUBLE / corpus.n),
            6
        )
    END AS npmi,
    pairs.unique_article_count,
    coalesce(sentence_pairs.unique_sentence_count, 0) AS unique_sentence_count,
    CASE
        WHEN pairs.unique_article_count = 0 THEN NULL
        WHEN pairs.unique_article_count = corpus.unique_n THEN 1
        ELSE round(
            ln(pairs.unique_article_count::DOUBLE * corpus.unique_n / (a.unique_n::DOUBLE * b.unique_n))
            / -ln(pairs.unique_article_count::DOUBLE / corpus.unique_n),
            6
        )
    END AS unique_npmi,
    significance.log_likelihood AS unique_log_likelihood,
    -- critical values of chi-squared with one degree of freedom
    CASE
        WHEN significance.log_likelihood >= 15.14 THEN 0.0001
        WHEN significance.log_likelihood >= 10.83 THEN 0.001
        WHEN significance.log_likelihood >= 6.64 THEN 0.01
        WHEN significance.log_likelihood >= 3.85 THEN 0.05
    END AS unique_p_below
FROM article_pairs AS pairs
CROSS JOIN corpus
JOIN entity_articles AS a ON a.entity = pairs.entity_a
JOIN entity_articles AS b ON b.entity = pairs.entity_b
LEFT JOIN sentence_pairs
    ON sentence_pairs.entity_a = pairs.entity_a
    AND sentence_pairs.entity_b = pairs.entity_b
JOIN significance ON significance.entity_a = pairs.entity_a AND significance.entity_b = pairs.entity_b
JOIN numbered AS name_a ON name_a.entity = pairs.entity_a
JOIN numbered AS name_b ON name_b.entity = pairs.entity_b
