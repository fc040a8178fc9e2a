-- Changes of a table in which the database tells what made it, into found: rows by the process that they name, or all
-- that differs. Follows a comparison of its rows. $named gives the process ids of rows by their key, where it has any.
INSERT INTO found
WITH causes_of_rows AS (
    SELECT row, p.cause, p.detail
    FROM changed
    JOIN named_processes AS n USING (parts)
    JOIN process_causes AS p USING (process_id)
),
any_cause AS (
    SELECT DISTINCT cause, detail FROM process_causes
    UNION
    SELECT DISTINCT cause, detail FROM found WHERE $tells_of_content
),
all_causes AS (
    FROM causes_of_rows
    UNION
    SELECT row, cause, detail FROM changed ANTI JOIN causes_of_rows USING (row) CROSS JOIN any_cause
    UNION
    -- Which table is made from which is no part of any process.
    SELECT row, 'code', 'about' FROM changed WHERE NOT EXISTS (FROM any_cause)
),
together AS (SELECT row, list_sort(list(DISTINCT cause)) AS causes FROM all_causes GROUP BY row),
why AS (
    SELECT change, causes, cause, told(list(DISTINCT detail)) AS detail, count(DISTINCT row) AS row_count
    FROM all_causes
    JOIN together USING (row)
    JOIN changed USING (row)
    GROUP BY change, causes, cause
)
SELECT $table_name, NULL, change, cause, without(causes, cause), detail, row_count FROM why;
