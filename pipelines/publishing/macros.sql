-- Macros that ship inside the database: lineage with nothing but the file at hand.

-- FROM trace_row('entity_pairs', {'entity_id_a': '...', 'entity_id_b': '...'}): every place in the source files that a
-- row was made from. The second argument names the row by its key.
CREATE OR REPLACE MACRO trace_row(wanted_table, wanted_key) AS TABLE
    -- The arguments are looked at where no table of ours is in sight, so that m.mention_id means the caller's m.
    WITH asked AS MATERIALIZED (
        SELECT
            CASE
                WHEN list_contains(
                    [
                        'articles', 'country_attention_daily', 'datelines', 'entities', 'entity_aliases',
                        'entity_attention_daily', 'entity_merges', 'entity_pairs', 'keyness', 'mentions',
                        'near_duplicates', 'sentences', 'source_profiles', 'spelling_corrections',
                        'spelling_decisions', 'spelling_vetoes', 'text_edits'
                    ],
                    asked_table
                ) THEN asked_table
                ELSE error(
                    'trace_row cannot walk the table ' || coalesce(asked_table, 'null')
                    || ': name articles, a table of rows in them (mentions, sentences, ...) or one counted from them'
                )
            END AS asked_table,
            to_json(asked_key) AS asked_key
        FROM (SELECT wanted_table AS asked_table, wanted_key AS asked_key) AS arguments
    ),
    scope_articles AS (
        SELECT a.article_id
        FROM articles AS a, asked
        WHERE
            asked_table = 'keyness'
            AND a.is_unique
            AND asked_key ->> 'scope' = CASE asked_key ->> 'scope_kind'
                WHEN 'source' THEN a.source
                WHEN 'month' THEN strftime(a.published_date, '%Y-%m')
            END
    ),
    asked_mentions AS (
        SELECT m.*
        FROM mentions AS m, asked
        WHERE asked_table = 'mentions' AND m.mention_id = asked_key ->> 'mention_id'
        UNION ALL BY NAME
        SELECT m.*
        FROM mentions AS m, asked
        WHERE asked_table = 'entities' AND m.entity_id = asked_key ->> 'entity_id'
        UNION ALL BY NAME
        -- The form of a name is the mention without line ends (all that Unicode has), article and possessive.
        SELECT m.*
        FROM mentions AS m, asked
        WHERE
            asked_table = 'entity_aliases'
            AND m.entity_id = asked_key ->> 'entity_id'
            AND regexp_replace(
                regexp_replace(
                    regexp_replace(m.text, '[\s\v\x{85}\p{Z}]+', ' ', 'g'), '^(?i:the|an?) ', ''
                ),
                '[''’]s?$',
                ''
            ) = asked_key ->> 'alias'
        UNION ALL BY NAME
        -- Of a merge the mention that shows it.
        SELECT m.*
        FROM mentions AS m
        SEMI JOIN (
            SELECT e.mention_id
            FROM entity_merges AS e, asked
            WHERE
                asked_table = 'entity_merges'
                AND e.from_entity_id = asked_key ->> 'from_entity_id'
                AND e.into_entity_id = asked_key ->> 'into_entity_id'
                AND e.rule = asked_key ->> 'rule'
        ) AS shown USING (mention_id)
        UNION ALL BY NAME
        SELECT m.*
        FROM mentions AS m
        JOIN articles AS a USING (article_id), asked
        WHERE
            asked_table = 'entity_attention_daily'
            AND m.entity_id = asked_key ->> 'entity_id'
            AND a.published_date = (asked_key ->> 'published_date')::DATE
        UNION ALL BY NAME
        SELECT m.*
        FROM mentions AS m, asked
        WHERE
            asked_table = 'entity_pairs'
            AND m.entity_id IN (asked_key ->> 'entity_id_a', asked_key ->> 'entity_id_b')
            AND m.article_id IN (
                SELECT other.article_id FROM mentions AS other, asked WHERE other.entity_id = asked_key ->> 'entity_id_a'
                INTERSECT
                SELECT other.article_id FROM mentions AS other, asked WHERE other.entity_id = asked_key ->> 'entity_id_b'
            )
        UNION ALL BY NAME
        SELECT m.*
        FROM mentions AS m
        JOIN articles AS a USING (article_id), asked
        WHERE
            asked_table = 'country_attention_daily'
            AND m.country_code = asked_key ->> 'country_code'
            AND a.published_date = (asked_key ->> 'published_date')::DATE
        UNION ALL BY NAME
        SELECT m.*
        FROM mentions AS m
        SEMI JOIN scope_articles USING (article_id), asked
        WHERE asked_key ->> 'item_kind' = 'entity' AND m.entity_id = asked_key ->> 'item'
    ),
    -- Of a term the sentences that hold it: a word by itself is no row of any table.
    asked_sentences AS (
        SELECT s.* FROM sentences AS s, asked WHERE asked_table = 'sentences' AND s.sentence_id = asked_key ->> 'sentence_id'
        UNION ALL BY NAME
        SELECT s.*
        FROM sentences AS s
        SEMI JOIN scope_articles USING (article_id), asked
        WHERE
            asked_key ->> 'item_kind' = 'term'
            AND list_contains(regexp_extract_all(lower(s.text), '\p{L}+(?:[''’]\p{L}+)*'), asked_key ->> 'item')
    ),
    asked_articles AS (
        SELECT a.*
        FROM articles AS a, asked
        WHERE
            (asked_table = 'articles' AND a.article_id = asked_key ->> 'article_id')
            OR (asked_table = 'source_profiles' AND a.source = asked_key ->> 'source')
            OR (
                asked_table = 'near_duplicates'
                AND a.article_id IN (asked_key ->> 'article_id', asked_key ->> 'duplicate_of')
            )
    ),
    -- The places, whatever they are places of.
    spans AS MATERIALIZED (
        SELECT
            'mentions' AS table_name, mention_id AS row_id, article_id, field, char_start, char_end, raw_start, raw_end,
            byte_start, byte_end, is_aligned, text, label, model_label, found_by, rule, entity_id
        FROM asked_mentions
        UNION ALL BY NAME
        SELECT
            'sentences' AS table_name, sentence_id AS row_id, article_id, field, char_start, char_end, raw_start,
            raw_end, byte_start, byte_end, is_aligned, text
        FROM asked_sentences
        UNION ALL BY NAME
        SELECT
            'spelling_corrections' AS table_name,
            concat_ws(':', article_id, field, raw_start || '-' || raw_end) AS row_id,
            article_id, field, char_start, char_end, raw_start, raw_end, byte_start, byte_end, is_aligned,
            replacement AS text,
            reason AS rule
        FROM spelling_corrections, asked
        WHERE
            (
                asked_table = 'spelling_corrections'
                AND article_id = asked_key ->> 'article_id'
                AND field = asked_key ->> 'field'
                AND raw_start = (asked_key ->> 'raw_start')::BIGINT
            )
            OR (asked_table = 'spelling_decisions' AND original = asked_key ->> 'word')
        UNION ALL BY NAME
        SELECT
            'spelling_vetoes' AS table_name,
            concat_ws(':', article_id, field, raw_start || '-' || raw_end) AS row_id,
            article_id, field, char_start, char_end, raw_start, raw_end, byte_start, byte_end, is_aligned,
            original AS text,
            reason AS rule
        FROM spelling_vetoes, asked
        WHERE
            (
                asked_table = 'spelling_vetoes'
                AND article_id = asked_key ->> 'article_id'
                AND field = asked_key ->> 'field'
                AND raw_start = (asked_key ->> 'raw_start')::BIGINT
            )
            OR (asked_table = 'spelling_decisions' AND original = asked_key ->> 'word')
        UNION ALL BY NAME
        SELECT
            'datelines' AS table_name,
            concat_ws(':', article_id, d.field, d.raw_start || '-' || d.raw_end) AS row_id,
            article_id,
            d.field,
            d.char_start,
            d.char_end,
            d.raw_start,
            d.raw_end,
            d.byte_start,
            d.byte_end,
            d.is_aligned,
            substr(a.text, d.char_start + 1, d.char_end - d.char_start) AS text
        FROM datelines AS d
        JOIN articles AS a USING (article_id), asked
        WHERE asked_table = 'datelines' AND article_id = asked_key ->> 'article_id'
        UNION ALL BY NAME
        SELECT
            'text_edits' AS table_name,
            concat_ws(':', article_id, field, raw_start || '-' || raw_end) AS row_id,
            article_id, field, char_start, char_end, raw_start, raw_end, byte_start, byte_end, is_aligned,
            after AS text,
            rule
        FROM text_edits, asked
        WHERE
            asked_table = 'text_edits'
            AND article_id = asked_key ->> 'article_id'
            AND field = asked_key ->> 'field'
            AND edit_index = (asked_key ->> 'edit_index')::BIGINT
        UNION ALL BY NAME
        SELECT
            'articles' AS table_name,
            concat_ws(':', article_id, s.field) AS row_id,
            article_id,
            s.field,
            0 AS char_start,
            length(CASE s.field WHEN 'title' THEN a.title ELSE a.text END) AS char_end,
            0 AS raw_start,
            s.character_count AS raw_end,
            b.byte_start,
            b.byte_end,
            b.is_aligned,
            CASE s.field WHEN 'title' THEN a.title ELSE a.text END AS text
        FROM asked_articles AS a
        JOIN lineage.source_texts AS s USING (article_id)
        JOIN (
            SELECT
                article_id,
                field,
                CASE WHEN bool_and(kind <> 'unaligned') THEN min(byte_start) END AS byte_start,
                CASE WHEN bool_and(kind <> 'unaligned') THEN max(byte_end) END AS byte_end,
                bool_and(kind <> 'unaligned') AS is_aligned
            FROM lineage.source_segments SEMI JOIN asked_articles USING (article_id)
            GROUP BY article_id, field
        ) AS b USING (article_id, field)
    ),
    touching_edits AS (
        SELECT
            table_name,
            row_id,
            list(
                struct_pack(
                    rule := d.rule, raw_start := d.raw_start, raw_end := d.raw_end, before := d.before, after := d.after
                )
                ORDER BY d.edit_index
            ) AS edits
        FROM spans
        JOIN text_edits AS d ON
            d.article_id = spans.article_id
            AND d.field = spans.field
            AND d.raw_start < spans.raw_end
            AND d.raw_end > spans.raw_start
        GROUP BY table_name, row_id
    ),
    touching_segments AS (
        SELECT
            table_name,
            row_id,
            list(
                struct_pack(
                    kind := g.kind, raw_start := g.raw_start, raw_end := g.raw_end, byte_start := g.byte_start,
                    byte_end := g.byte_end
                )
                ORDER BY g.raw_start
            ) AS segments
        FROM spans
        JOIN lineage.source_segments AS g ON
            g.article_id = spans.article_id
            AND g.field = spans.field
            AND g.raw_start < spans.raw_end
            AND g.raw_end > spans.raw_start
        GROUP BY table_name, row_id
    ),
    -- Everything on the way from the files to the asked table.
    upstream AS (
        WITH RECURSIVE way AS (
            SELECT p.* FROM lineage.assets AS p, asked WHERE p.table_name = asked_table
            UNION
            SELECT p.* FROM lineage.assets AS p JOIN way ON p.table_name = way.reads_table
        )
        SELECT list(struct_pack(step := step, process_id := process_id) ORDER BY step) AS processes
        FROM (SELECT DISTINCT step, process_id FROM way)
    )
    SELECT
        spans.table_name,
        spans.row_id,
        spans.article_id,
        i.path,
        i.object_sha256,
        i.locator,
        i.encoding,
        spans.field,
        spans.byte_start,
        spans.byte_end,
        spans.is_aligned,
        spans.raw_start,
        spans.raw_end,
        substring(s.text, spans.raw_start + 1, spans.raw_end - spans.raw_start) AS raw_text,
        substring(
            s.text,
            greatest(spans.raw_start - 60, 0) + 1,
            spans.raw_end - greatest(spans.raw_start - 60, 0) + 60
        ) AS raw_snippet,
        spans.char_start,
        spans.char_end,
        spans.text,
        substring(
            CASE spans.field WHEN 'title' THEN a.title ELSE a.text END,
            greatest(spans.char_start - 60, 0) + 1,
            spans.char_end - greatest(spans.char_start - 60, 0) + 60
        ) AS snippet,
        coalesce(touching_edits.edits, []) AS edits,
        coalesce(touching_segments.segments, []) AS segments,
        e.name AS entity,
        spans.label,
        spans.model_label,
        spans.found_by,
        spans.rule,
        a.is_unique,
        upstream.processes,
        (SELECT run_id FROM about) AS run_id
    FROM spans
    JOIN inputs AS i ON i.article_id = spans.article_id AND i.status = 'article'
    JOIN lineage.source_texts AS s ON s.article_id = spans.article_id AND s.field = spans.field
    JOIN articles AS a ON a.article_id = spans.article_id
    CROSS JOIN upstream
    LEFT JOIN touching_edits ON touching_edits.table_name = spans.table_name AND touching_edits.row_id = spans.row_id
    LEFT JOIN touching_segments
        ON touching_segments.table_name = spans.table_name AND touching_segments.row_id = spans.row_id
    LEFT JOIN entities AS e ON e.entity_id = spans.entity_id
    ORDER BY i.path, i.byte_start, spans.field DESC, spans.raw_start, spans.char_start;

-- FROM trace_mention('...'): where one mention stands.
CREATE OR REPLACE MACRO trace_mention(wanted) AS TABLE
    SELECT row_id AS mention_id, * EXCLUDE (table_name, row_id)
    FROM trace_row('mentions', struct_pack(mention_id := wanted));

-- FROM trace_entity('...'): where everything stands that is counted for an entity.
CREATE OR REPLACE MACRO trace_entity(wanted) AS TABLE
    SELECT row_id AS mention_id, * EXCLUDE (table_name, row_id)
    FROM trace_row('entities', struct_pack(entity_id := wanted));
