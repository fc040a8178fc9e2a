-- Changes of the table source_objects, by path and bytes, into found. Follows a comparison of its rows: changed has
-- parts [object_sha256, path].
INSERT INTO found
WITH objects AS (SELECT parts[1] AS object_sha256, parts[2] AS path, change FROM changed),
why AS (
    SELECT o.change, 'input changed' AS cause, left(o.path, 200) AS detail
    FROM objects AS o
    WHERE o.change <> 'changed' AND EXISTS (
        FROM objects AS other
        WHERE other.change NOT IN (o.change, 'changed')
            AND (other.path = o.path OR other.object_sha256 = o.object_sha256)
    )
    UNION ALL
    SELECT o.change, 'input ' || o.change, left(o.path, 200)
    FROM objects AS o
    WHERE o.change <> 'changed' AND NOT EXISTS (
        FROM objects AS other
        WHERE other.change NOT IN (o.change, 'changed')
            AND (other.path = o.path OR other.object_sha256 = o.object_sha256)
    )
    UNION ALL
    -- The same bytes at the same place, seen otherwise.
    SELECT 'changed', b.cause, b.detail
    FROM objects
    JOIN blames AS b ON b.process = (CASE WHEN EXISTS (FROM blames WHERE process = 'ingestion') THEN 'ingestion' ELSE '' END)
    WHERE change = 'changed'
)
SELECT 'lineage.source_objects', NULL, change, cause, [], told(list(DISTINCT detail)), count(*)
FROM why
GROUP BY change, cause;
