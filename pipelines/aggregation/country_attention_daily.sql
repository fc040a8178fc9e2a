-- Denominator of article_share: articles of the day that were read for names (a text in another language has none).
WITH read_articles AS (
    SELECT article_id, published_date, is_unique
    FROM articles
    WHERE published_date IS NOT NULL AND language IN ('en', 'und')
),
days AS (
    SELECT
        published_date,
        count(*) AS day_article_count,
        count(*) FILTER (WHERE is_unique) AS unique_day_article_count
    FROM read_articles
    GROUP BY published_date
)
SELECT
    mentions.country_code,
    read_articles.published_date,
    count(*) AS mention_count,
    count(DISTINCT mentions.article_id) AS article_count,
    round(count(DISTINCT mentions.article_id) / max(days.day_article_count), 6) AS article_share,
    count(*) FILTER (WHERE read_articles.is_unique) AS unique_mention_count,
    count(DISTINCT mentions.article_id) FILTER (WHERE read_articles.is_unique) AS unique_article_count,
    round(
        count(DISTINCT mentions.article_id) FILTER (WHERE read_articles.is_unique)
        / greatest(max(days.unique_day_article_count), 1),
        6
    ) AS unique_article_share
FROM mentions
JOIN read_articles USING (article_id)
JOIN days USING (published_date)
WHERE mentions.country_code IS NOT NULL
GROUP BY mentions.country_code, read_articles.published_date
