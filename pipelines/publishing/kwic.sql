-- A concordance of names: what stands left and right of each mention.
SELECT
    m.mention_id,
    m.entity_id,
    e.name AS entity,
    m.label,
    m.article_id,
    a.source,
    a.published_date,
    a.is_unique,
    m.field,
    m.char_start,
    m.char_end,
    regexp_replace(
        substring(
            CASE m.field WHEN 'title' THEN a.title ELSE a.text END,
            greatest(m.char_start - 60, 0) + 1,
            least(m.char_start, 60)
        ),
        '\s+', ' ', 'g'
    ) AS left_context,
    m.text AS hit,
    regexp_replace(
        substring(CASE m.field WHEN 'title' THEN a.title ELSE a.text END, m.char_end + 1, 60), '\s+', ' ', 'g'
    ) AS right_context
FROM mentions AS m
JOIN articles AS a ON a.article_id = m.article_id
LEFT JOIN entities AS e ON e.entity_id = m.entity_id
