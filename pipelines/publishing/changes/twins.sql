-- One round of finding twins: inputs of the two runs that are known by the same $round-th sign, and have no twin yet.
-- Many with one sign are paired in order. A line in a file of many is no sign when both records have an id of their own.
UPDATE one_sided
SET twin = pairs.twin
FROM (
    WITH waiting AS (
        SELECT *, known_by[$round] AS sign,
            row_number() OVER (PARTITION BY change, known_by[$round] ORDER BY path, locator, input_id) AS number
        FROM one_sided
        WHERE twin IS NULL AND known_by[$round] IS NOT NULL
    )
    SELECT one.change, one.input_id, one.path, place(other.path, other.locator) AS twin
    FROM waiting AS one
    JOIN waiting AS other USING (sign, number)
    WHERE one.change <> other.change
        AND ($round < 4 OR one.locator = 'whole' OR NOT (one.is_named AND other.is_named))
) AS pairs
WHERE one_sided.change = pairs.change AND one_sided.input_id = pairs.input_id AND one_sided.path = pairs.path;
