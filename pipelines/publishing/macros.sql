-- Macros that ship inside the database: lineage with nothing but the file at hand.

-- FROM trace_mention('...'): where one mention stands in its source file, and every edit that touches it.
CREATE OR REPLACE MACRO trace_mention(wanted) AS TABLE
    SELECT
        m.mention_id,
        e.name AS entity,
        m.label,
        i.path,
        i.object_sha256,
        i.locator,
        i.encoding,
        m.article_id,
        m.field,
        m.raw_start,
        m.raw_end,
        substring(s.text, m.raw_start + 1, m.raw_end - m.raw_start) AS raw_text,
        substring(s.text, greatest(m.raw_start - 60, 0) + 1, m.raw_end - greatest(m.raw_start - 60, 0) + 60)
            AS raw_snippet,
        m.char_start,
        m.char_end,
        m.text,
        substring(
            clean.text, greatest(m.char_start - 60, 0) + 1, m.char_end - greatest(m.char_start - 60, 0) + 60
        ) AS snippet,
        (
            SELECT
                coalesce(
                    list(
                        struct_pack(
                            rule := d.rule,
                            raw_start := d.raw_start,
                            raw_end := d.raw_end,
                            before := d.before,
                            after := d.after
                        )
                        ORDER BY d.edit_index
                    ),
                    []
                )
            FROM text_edits AS d
            WHERE
                d.article_id = m.article_id
                AND d.field = m.field
                AND d.raw_start < m.raw_end
                AND d.raw_end > m.raw_start
        ) AS edits,
        m.found_by,
        m.model_label,
        m.rule,
        (
            SELECT list(DISTINCT p.process_id ORDER BY p.process_id)
            FROM lineage.assets AS p
            WHERE p.table_name = 'mentions' AND p.process_id IS NOT NULL
        ) AS process_ids,
        (SELECT run_id FROM about) AS run_id
    -- The argument is looked at where no table of ours is in sight: m.mention_id means the caller's m.
    FROM (SELECT wanted AS asked_id) AS asked
    JOIN mentions AS m ON m.mention_id = asked.asked_id
    JOIN inputs AS i ON i.article_id = m.article_id AND i.status = 'article'
    JOIN lineage.source_texts AS s ON s.article_id = m.article_id AND s.field = m.field
    JOIN articles AS a ON a.article_id = m.article_id
    CROSS JOIN LATERAL (SELECT CASE m.field WHEN 'title' THEN a.title ELSE a.text END AS text) AS clean
    LEFT JOIN entities AS e ON e.entity_id = m.entity_id;
