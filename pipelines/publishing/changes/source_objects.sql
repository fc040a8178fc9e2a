-- Changes of the table source_objects, by path and bytes, into found. Follows inputs.sql and a comparison of its rows:
-- changed has parts [object_sha256, path].
INSERT INTO found
WITH objects AS (SELECT row, parts[1] AS object_sha256, parts[2] AS path, change FROM changed),
one AS (FROM objects WHERE change <> 'changed'),
-- Other bytes at the same place, the same bytes at another, or another version of the one article that is in it.
twinned AS (
    SELECT row
    FROM one
    WHERE EXISTS (
        FROM one AS other
        WHERE other.change <> one.change AND (other.path = one.path OR other.object_sha256 = one.object_sha256)
    )
    OR EXISTS (
        FROM one_sided AS i
        WHERE i.change = one.change AND i.path = one.path AND i.locator = 'whole' AND i.twin IS NOT NULL
    )
),
why AS (
    SELECT
        change,
        CASE WHEN row IN (FROM twinned) THEN 'input changed' ELSE 'input ' || change END AS cause,
        left(path, 200) AS detail
    FROM one
    UNION ALL
    -- The same bytes at the same place, seen otherwise.
    SELECT change, b.cause, b.detail
    FROM objects
    CROSS JOIN blames_of_inputs AS b
    WHERE change = 'changed'
)
SELECT 'lineage.source_objects', NULL, change, cause, [], told(list(DISTINCT detail)), count(*)
FROM why
GROUP BY change, cause;
