-- All articles of the outlet, dated or not, near-duplicates and older versions included; unique_: without them.
WITH corrections AS (
    SELECT article_id, count(*) AS correction_count
    FROM spelling_corrections
    GROUP BY article_id
)
SELECT
    articles.source,
    count(*) AS article_count,
    sum(articles.word_count) AS word_count,
    min(articles.published_at) AS first_published_at,
    max(articles.published_at) AS last_published_at,
    round(
        100000 * coalesce(sum(corrections.correction_count), 0) / nullif(sum(articles.word_count), 0), 2
    ) AS corrections_per_100k_words,
    round(count(articles.near_duplicate_of) / count(*), 6) AS near_duplicate_share,
    count(*) FILTER (WHERE articles.is_unique) AS unique_article_count,
    coalesce(sum(articles.word_count) FILTER (WHERE articles.is_unique), 0) AS unique_word_count
FROM articles
LEFT JOIN corrections USING (article_id)
GROUP BY articles.source
