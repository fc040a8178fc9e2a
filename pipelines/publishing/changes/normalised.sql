-- Articles of both runs whose normalised text may differ: another language, or other edits where no spelling edit of
-- either run touches. (Where a correction meets another rule, the two are one edit.) Articles that lost recurring lines
-- in either run are those of trimmed.sql: without its last lines a text has other edges.
CREATE OR REPLACE TEMP TABLE differing AS
WITH spelled AS (
    SELECT DISTINCT article_id, field, raw_start, raw_end
    FROM (
        SELECT article_id, field, raw_start, raw_end, rule FROM old_text_edits
        UNION ALL
        SELECT article_id, field, raw_start, raw_end, rule FROM new_text_edits
    )
    WHERE contains(rule, 'spelling')
),
edits AS (
    SELECT 'old' AS run, article_id, field, rule, raw_start, raw_end, before, after FROM old_text_edits
    UNION ALL
    SELECT 'new', article_id, field, rule, raw_start, raw_end, before, after FROM new_text_edits
),
others AS (
    SELECT run, article_id, sum(hash(field, rule, raw_start, raw_end, before, after)) AS content
    FROM edits
    WHERE NOT EXISTS (
        FROM spelled
        WHERE spelled.article_id = edits.article_id AND spelled.field = edits.field
            AND spelled.raw_start < edits.raw_end AND edits.raw_start < spelled.raw_end
    )
    GROUP BY run, article_id
)
SELECT article_id
FROM old_articles AS o
JOIN new_articles AS n USING (article_id)
LEFT JOIN (FROM others WHERE run = 'old') AS old_others USING (article_id)
LEFT JOIN (FROM others WHERE run = 'new') AS new_others USING (article_id)
WHERE
    (o.language <> n.language OR old_others.content IS DISTINCT FROM new_others.content)
    AND article_id NOT IN (
        SELECT article_id
        FROM (SELECT article_id, rule FROM old_text_edits UNION ALL SELECT article_id, rule FROM new_text_edits)
        WHERE list_contains(string_split(rule, ', '), 'page_chrome:recurring')
    );
