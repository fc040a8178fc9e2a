-- An article's original, and whom it was matched with, change with any article of its cluster.
INSERT INTO extra
WITH members AS (
    SELECT article_id, duplicate_of AS cluster FROM old_near_duplicates
    UNION
    SELECT article_id, duplicate_of FROM new_near_duplicates
    UNION
    SELECT duplicate_of, duplicate_of FROM old_near_duplicates
    UNION
    SELECT duplicate_of, duplicate_of FROM new_near_duplicates
)
SELECT DISTINCT 'near_duplicates', m.article_id, c.cause, c.detail
FROM members AS m
JOIN members AS other ON m.cluster = other.cluster AND m.article_id <> other.article_id
JOIN causes_of_articles AS c ON c.article_id = other.article_id;
