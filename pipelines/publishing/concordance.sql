-- FROM concordance('net zero'): every place in titles and texts where the words stand, in whatever case, with what is
-- left and right of them. What is looked for is text, not a pattern; it is found as whole words only, and over the end
-- of a line.
CREATE OR REPLACE MACRO concordance(wanted_words, width := 60) AS TABLE
    WITH asked AS MATERIALIZED (
        SELECT
            CASE
                WHEN coalesce(trim(words), '') = '' THEN error('concordance wants one word or more')
                ELSE '(?i)' || array_to_string(
                    list_transform(string_split_regex(trim(words), '\s+'), lambda word: regexp_escape(word)), '\s+'
                )
            END AS pattern,
            asked_width
        FROM (SELECT wanted_words AS words, width AS asked_width) AS arguments
    ),
    fields AS (
        SELECT a.article_id, 'title' AS field, a.title AS content FROM articles AS a
        UNION ALL
        SELECT a.article_id, 'text' AS field, a.text AS content FROM articles AS a
    ),
    -- A text is what stands between the hits and the hits by turns: so their lengths give the places.
    cut AS (
        SELECT
            f.article_id,
            f.field,
            f.content,
            asked.asked_width,
            regexp_split_to_array(f.content, asked.pattern) AS between_hits,
            regexp_extract_all(f.content, asked.pattern) AS hits
        FROM fields AS f, asked
        WHERE regexp_matches(f.content, asked.pattern)
    ),
    numbered AS (
        SELECT *, unnest(range(1, len(hits) + 1)) AS number FROM cut
    ),
    placed AS (
        SELECT
            article_id,
            field,
            content,
            asked_width,
            hits[number] AS hit,
            (
                list_sum(list_transform(between_hits[1:number], lambda part: length(part)))
                + coalesce(list_sum(list_transform(hits[1:number - 1], lambda part: length(part))), 0)
            )::BIGINT AS char_start
        FROM numbered
    )
    SELECT
        p.article_id,
        a.source,
        a.published_date,
        a.is_unique,
        p.field,
        p.char_start,
        p.char_start + length(p.hit) AS char_end,
        regexp_replace(
            substring(p.content, greatest(p.char_start - p.asked_width, 0) + 1, least(p.char_start, p.asked_width)),
            '\s+', ' ', 'g'
        ) AS left_context,
        p.hit,
        regexp_replace(
            substring(p.content, p.char_start + length(p.hit) + 1, p.asked_width), '\s+', ' ', 'g'
        ) AS right_context
    FROM placed AS p
    JOIN articles AS a ON a.article_id = p.article_id
    WHERE
        NOT regexp_matches(substring(p.content, p.char_start, least(p.char_start, 1)), '[\p{L}\p{N}]')
        AND NOT regexp_matches(substring(p.content, p.char_start + length(p.hit) + 1, 1), '[\p{L}\p{N}]')
    ORDER BY a.published_date, p.article_id, p.field, p.char_start;
