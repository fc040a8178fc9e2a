-- One row for each title and text: the hash of what is proven of every row that stands on it, and how many rows of each
-- kind there are. The proof holds as long as the hash does.
WITH segment_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        sum(hash(ROW(
            kind, raw_start, raw_end, byte_start, byte_end
        ))) AS h
    FROM source_segments
    GROUP BY article_id, field
),
edit_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        count(*) FILTER (WHERE NOT is_aligned) AS u,
        sum(hash(ROW(
            edit_index, rule, raw_start, raw_end, char_start, char_end, byte_start, byte_end,
            is_aligned, before, after
        ))) AS h
    FROM text_edits
    GROUP BY article_id, field
),
correction_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        count(*) FILTER (WHERE NOT is_aligned) AS u,
        sum(hash(ROW(
            raw_start, raw_end, char_start, char_end, byte_start, byte_end, is_aligned, replacement
        ))) AS h
    FROM spelling_corrections
    GROUP BY article_id, field
),
veto_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        count(*) FILTER (WHERE NOT is_aligned) AS u,
        sum(hash(ROW(
            raw_start, raw_end, char_start, char_end, byte_start, byte_end, is_aligned, original
        ))) AS h
    FROM spelling_vetoes
    GROUP BY article_id, field
),
sentence_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        count(*) FILTER (WHERE NOT is_aligned) AS u,
        sum(hash(ROW(
            sentence_id, raw_start, raw_end, char_start, char_end, byte_start, byte_end, is_aligned,
            text
        ))) AS h
    FROM sentences
    GROUP BY article_id, field
),
mention_rows AS (
    SELECT
        article_id,
        field,
        count(*) AS n,
        count(*) FILTER (WHERE NOT is_aligned) AS u,
        sum(hash(ROW(
            mention_id, raw_start, raw_end, char_start, char_end, byte_start, byte_end, is_aligned, text
        ))) AS h
    FROM mentions
    GROUP BY article_id, field
),
found AS (
    SELECT article_id, object_sha256, locator, byte_start, byte_end, encoding
    FROM inputs
    WHERE status = 'article'
)
SELECT
    source_texts.article_id,
    source_texts.field,
    found.object_sha256,
    sha256(
        concat_ws(
            '|',
            source_texts.field,
            found.object_sha256, found.locator, found.byte_start, found.byte_end, found.encoding,
            sha256(source_texts.text),
            coalesce(sha256(CASE source_texts.field WHEN 'title' THEN articles.title ELSE articles.text END), 'none'),
            segment_rows.n, segment_rows.h, coalesce(edit_rows.n, 0), coalesce(edit_rows.h, 0),
            coalesce(correction_rows.n, 0), coalesce(correction_rows.h, 0),
            coalesce(veto_rows.n, 0), coalesce(veto_rows.h, 0),
            coalesce(sentence_rows.n, 0), coalesce(sentence_rows.h, 0),
            coalesce(mention_rows.n, 0), coalesce(mention_rows.h, 0)
        )
    ) AS rows_sha256,
    coalesce(segment_rows.n, 0) AS segment_count,
    coalesce(edit_rows.n, 0) AS edit_count,
    coalesce(correction_rows.n, 0) AS correction_count,
    coalesce(veto_rows.n, 0) AS veto_count,
    coalesce(sentence_rows.n, 0) AS sentence_count,
    coalesce(mention_rows.n, 0) AS mention_count,
    coalesce(edit_rows.u, 0)
    + coalesce(correction_rows.u, 0)
    + coalesce(veto_rows.u, 0)
    + coalesce(sentence_rows.u, 0)
    + coalesce(mention_rows.u, 0) AS unaligned_count
FROM source_texts
JOIN found ON found.article_id = source_texts.article_id
LEFT JOIN articles ON articles.article_id = source_texts.article_id
LEFT JOIN segment_rows
    ON segment_rows.article_id = source_texts.article_id AND segment_rows.field = source_texts.field
LEFT JOIN edit_rows
    ON edit_rows.article_id = source_texts.article_id AND edit_rows.field = source_texts.field
LEFT JOIN correction_rows
    ON correction_rows.article_id = source_texts.article_id AND correction_rows.field = source_texts.field
LEFT JOIN veto_rows
    ON veto_rows.article_id = source_texts.article_id AND veto_rows.field = source_texts.field
LEFT JOIN sentence_rows
    ON sentence_rows.article_id = source_texts.article_id AND sentence_rows.field = source_texts.field
LEFT JOIN mention_rows
    ON mention_rows.article_id = source_texts.article_id AND mention_rows.field = source_texts.field
