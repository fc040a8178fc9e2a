-- An article's pairs change with the article that it is paired with.
INSERT INTO extra
WITH partners AS (
    SELECT article_id, duplicate_of FROM old_near_duplicates
    UNION
    SELECT article_id, duplicate_of FROM new_near_duplicates
),
causes_of_partners AS (
    SELECT article_id AS duplicate_of, cause, detail FROM fates
    UNION
    SELECT article_id, cause, detail FROM causes WHERE node = 'raw_articles'
)
SELECT 'near_duplicates', article_id, cause, detail FROM partners JOIN causes_of_partners USING (duplicate_of);
