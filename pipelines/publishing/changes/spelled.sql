-- Articles of both runs in which other corrections were made or left out, and which decisions tell why.
CREATE TEMP TABLE differing_words AS
WITH old_words AS (
    SELECT article_id, field, raw_start, raw_end, original, replacement, score, reason FROM old_spelling_corrections
    UNION ALL
    SELECT article_id, field, raw_start, raw_end, original, candidate, score, reason FROM old_spelling_vetoes
),
new_words AS (
    SELECT article_id, field, raw_start, raw_end, original, replacement, score, reason FROM new_spelling_corrections
    UNION ALL
    SELECT article_id, field, raw_start, raw_end, original, candidate, score, reason FROM new_spelling_vetoes
)
SELECT DISTINCT article_id, original AS word
FROM ((FROM old_words EXCEPT FROM new_words) UNION ALL (FROM new_words EXCEPT FROM old_words))
ANTI JOIN fates USING (article_id);

CREATE TEMP TABLE decided_otherwise AS
SELECT word
FROM (SELECT word, [decision, replacement, candidates::VARCHAR, reason] AS ruling FROM old_spelling_decisions) AS o
FULL JOIN (SELECT word, [decision, replacement, candidates::VARCHAR, reason] AS ruling FROM new_spelling_decisions) AS n
    USING (word)
WHERE o.ruling IS DISTINCT FROM n.ruling;

INSERT INTO extra
SELECT 'spelled', article_id, 'spelling decision', word FROM differing_words SEMI JOIN decided_otherwise USING (word);

-- The decision is the same, and so is the text it was applied to: then it is applied in another way.
INSERT INTO extra
SELECT DISTINCT 'spelled', d.article_id, b.cause, b.detail
FROM (FROM differing_words ANTI JOIN decided_otherwise USING (word)) AS d
ANTI JOIN (FROM causes WHERE node = 'normalised') USING (article_id)
JOIN blames AS b ON b.process IN ('correction', 'cleaning');

CREATE OR REPLACE TEMP TABLE differing AS SELECT DISTINCT article_id FROM differing_words;
