-- Articles of both runs that lost recurring lines in either, and whose edits differ; and which decisions tell why.
CREATE TEMP TABLE recurring AS
SELECT run, article_id, before
FROM (
    SELECT 'old' AS run, article_id, rule, before FROM old_text_edits
    UNION ALL
    SELECT 'new', article_id, rule, before FROM new_text_edits
)
WHERE list_contains(string_split(rule, ', '), 'page_chrome:recurring');

CREATE OR REPLACE TEMP TABLE differing AS
WITH edits AS (
    SELECT 'old' AS run, article_id, rule, raw_start, raw_end, before, after FROM old_text_edits
    UNION ALL
    SELECT 'new', article_id, rule, raw_start, raw_end, before, after FROM new_text_edits
),
summed AS (
    SELECT run, article_id, sum(hash(rule, raw_start, raw_end, before, after)) AS content
    FROM edits
    WHERE article_id IN (SELECT article_id FROM recurring)
        AND NOT contains(rule, 'spelling')
    GROUP BY run, article_id
)
SELECT article_id
FROM (FROM old_articles SEMI JOIN recurring USING (article_id)) AS o
JOIN (FROM new_articles) AS n USING (article_id)
LEFT JOIN (FROM summed WHERE run = 'old') AS old_summed USING (article_id)
LEFT JOIN (FROM summed WHERE run = 'new') AS new_summed USING (article_id)
WHERE old_summed.content IS DISTINCT FROM new_summed.content;

INSERT INTO extra
SELECT DISTINCT 'trimmed', d.article_id, 'chrome decision', c.line
FROM differing AS d
JOIN new_articles AS a USING (article_id)
JOIN (
    SELECT source, edge, line
    FROM old_chrome_decisions AS o
    FULL JOIN new_chrome_decisions AS n USING (source, edge, line)
    WHERE (o.decision = 'remove') IS DISTINCT FROM (n.decision = 'remove')
) AS c ON c.source = a.source
WHERE EXISTS (
    FROM recurring AS r WHERE r.article_id = d.article_id AND contains(lower(r.before), left(c.line, 40))
);
