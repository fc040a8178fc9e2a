-- Follows inputs.sql and twins.sql.

-- The file is there in both runs, byte for byte, and gives other records: that is the program's doing.
CREATE TEMP TABLE input_causes AS
SELECT s.input_id, s.path, s.article_id, s.status, s.change, b.cause, b.detail
FROM one_sided AS s
CROSS JOIN blames_of_inputs AS b
WHERE s.is_same_file
UNION ALL
SELECT
    input_id, path, article_id, status, change,
    CASE WHEN twin IS NOT NULL THEN 'input changed' ELSE 'input ' || change END,
    CASE
        WHEN twin <> place(path, locator) AND change = 'added' THEN place(path, locator) || ', was ' || twin
        WHEN twin <> place(path, locator) THEN place(path, locator) || ', now ' || twin
        ELSE place(path, locator)
    END
FROM one_sided
WHERE NOT is_same_file;

-- Inputs of both runs of which something else became: another input with the same content came or went, or the program
-- sees them otherwise.
CREATE TEMP TABLE seen_otherwise AS
SELECT n.input_id, n.path, n.status, n.article_id, [o.article_id, n.article_id] AS article_ids,
    (o.status, o.article_id) IS DISTINCT FROM (n.status, n.article_id) AS is_another
FROM old_inputs AS o
JOIN new_inputs AS n USING (input_id, path)
WHERE hash(o) <> hash(n);

INSERT INTO input_causes
SELECT DISTINCT s.input_id, s.path, s.article_id, s.status, 'changed', c.cause, c.detail
FROM (SELECT *, unnest(article_ids) AS touched FROM seen_otherwise WHERE is_another) AS s
JOIN input_causes AS c ON c.article_id = s.touched;

INSERT INTO input_causes
SELECT s.input_id, s.path, s.article_id, s.status, 'changed', b.cause, b.detail
FROM (FROM seen_otherwise ANTI JOIN (FROM input_causes WHERE change = 'changed') USING (input_id, path)) AS s
CROSS JOIN blames_of_inputs AS b;

CREATE TEMP TABLE fates AS
WITH gone AS (FROM old_raw_articles ANTI JOIN new_raw_articles USING (article_id)),
come AS (FROM new_raw_articles ANTI JOIN old_raw_articles USING (article_id)),
-- An article's own input, which carries it in the run that has it.
carriers AS (
    SELECT 'gone' AS which, article_id, input_id, path FROM old_inputs SEMI JOIN gone USING (article_id) WHERE status = 'article'
    UNION ALL
    SELECT 'come', article_id, input_id, path FROM new_inputs SEMI JOIN come USING (article_id) WHERE status = 'article'
)
SELECT DISTINCT carriers.article_id, c.cause, c.detail
FROM carriers
JOIN input_causes AS c USING (input_id, path)
WHERE c.change <> (CASE carriers.which WHEN 'gone' THEN 'added' ELSE 'removed' END);
