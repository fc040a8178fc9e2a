-- What became of the inputs: which came, went, moved or hold something else, and what that means for their articles.
-- Reads old_inputs, new_inputs, old_raw_articles, new_raw_articles, and the table blames. Makes:
--   one_sided     inputs that one run alone has, each with its twin in the other run where it has one
--   input_causes  (input_id, path, article_id, change, cause, detail), one row for each cause of a changed input
--   fates         (article_id, cause, detail) of articles that one run alone has

CREATE TEMP MACRO place(path, locator) AS left(CASE locator WHEN 'whole' THEN path ELSE path || ', ' || locator END, 200);

CREATE TEMP TABLE one_sided AS
WITH sided AS (
    SELECT 'removed' AS change, i.*, a.document_id, coalesce(a.external_id, a.url) IS NOT NULL AS is_named,
        EXISTS (FROM new_inputs AS o WHERE o.path = i.path AND o.object_sha256 = i.object_sha256) AS is_same_file
    FROM (FROM old_inputs ANTI JOIN new_inputs USING (input_id, path)) AS i
    LEFT JOIN old_raw_articles AS a ON i.status = 'article' AND a.article_id = i.article_id
    UNION ALL BY NAME
    SELECT 'added' AS change, i.*, a.document_id, coalesce(a.external_id, a.url) IS NOT NULL AS is_named,
        EXISTS (FROM old_inputs AS o WHERE o.path = i.path AND o.object_sha256 = i.object_sha256) AS is_same_file
    FROM (FROM new_inputs ANTI JOIN old_inputs USING (input_id, path)) AS i
    LEFT JOIN new_raw_articles AS a ON i.status = 'article' AND a.article_id = i.article_id
)
SELECT
    input_id, path, locator, change, status, article_id, is_named, is_same_file,
    -- What two inputs may be known by as one, best first: the bytes, the article, the document, the place. Files that
    -- could not be read have no hash of their own.
    [
        CASE WHEN object_sha256 <> repeat('0', 64) THEN input_id END,
        CASE WHEN status = 'article' THEN article_id END,
        document_id,
        path || chr(0) || locator
    ] AS known_by,
    NULL::VARCHAR AS twin
FROM sided;
