-- Which version of a document is the latest changes with its other versions.
INSERT INTO extra
WITH versions AS (
    SELECT article_id, document_id FROM old_articles
    UNION
    SELECT article_id, document_id FROM new_articles
)
SELECT 'articles', v.article_id, cause, detail
FROM versions AS v
JOIN versions AS other ON v.document_id = other.document_id AND v.article_id <> other.article_id
JOIN causes_of_articles AS c ON c.article_id = other.article_id;
