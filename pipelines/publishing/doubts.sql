-- Names about which a person may know more than the articles say, the most frequent of each kind first.
-- kind: surname (several bear it), unexplained (nobody is sure to bear it), label (one name, several kinds), near (two
-- names that may be one, and were not merged).
WITH names AS (
    SELECT
        entity_id,
        name,
        label,
        country_code,
        mention_count,
        article_count,
        is_ambiguous,
        string_split(lower(strip_accents(replace(name, '-', ' '))), ' ') AS words
    FROM entities
),
people AS (
    SELECT *, words[-1] AS surname, words[1] AS given FROM names WHERE label = 'PERSON' AND len(words) > 1
),
open_names AS (
    SELECT
        'surname' AS kind,
        regexp_replace(text, '[''’]s?$', '') AS name,
        'PERSON' AS label,
        count(*) AS mention_count,
        count(DISTINCT article_id) AS article_count,
        min(mention_id) AS mention_id
    FROM mentions
    WHERE is_ambiguous
    GROUP BY ALL
    UNION ALL
    SELECT 'unexplained', n.name, n.label, n.mention_count, n.article_count, min(m.mention_id)
    FROM names AS n
    JOIN mentions AS m USING (entity_id)
    WHERE n.is_ambiguous
    GROUP BY n.entity_id, n.name, n.label, n.mention_count, n.article_count
),
explained AS (
    SELECT
        o.kind, o.name, o.label, o.mention_count, o.article_count, o.mention_id,
        list(p.name || ' (' || p.mention_count || ')' ORDER BY p.mention_count DESC, p.name)
            FILTER (WHERE p.name IS NOT NULL) AS candidates
    FROM open_names AS o
    LEFT JOIN people AS p
        ON p.surname = list_last(string_split(lower(strip_accents(replace(o.name, '-', ' '))), ' ')) AND o.label = 'PERSON'
    GROUP BY ALL
),
labelled AS (
    SELECT
        'label' AS kind,
        max_by(name, (mention_count, name)) AS name,
        max_by(label, (mention_count, name)) AS label,
        sum(mention_count) AS mention_count,
        sum(article_count) AS article_count,
        max_by(entity_id, (mention_count, name)) AS entity_id,
        -- Where one label has several, as the country and the state of one name, their ids tell them apart.
        list(
            label || CASE WHEN of_label > 1 THEN ' ' || entity_id || coalesce(' ' || country_code, '') ELSE '' END
                || ' (' || mention_count || ')'
            ORDER BY mention_count DESC, label, entity_id
        ) AS candidates
    FROM (SELECT *, count(*) OVER (PARTITION BY array_to_string(words, ' '), label) AS of_label FROM names)
    GROUP BY array_to_string(words, ' ')
    HAVING count(*) > 1
),
near AS (
    SELECT
        'near' AS kind,
        a.name,
        a.label,
        a.mention_count,
        a.article_count,
        a.entity_id,
        list(b.name || ' (' || b.mention_count || ')' ORDER BY b.mention_count DESC, b.name) AS candidates
    FROM people AS a
    JOIN people AS b ON a.surname = b.surname AND left(a.given, 1) = left(b.given, 1) AND a.entity_id <> b.entity_id
    WHERE (b.mention_count, b.entity_id) > (a.mention_count, a.entity_id)
        AND (
            starts_with(b.given, rtrim(a.given, '.')) OR starts_with(a.given, rtrim(b.given, '.'))
            OR (len(a.given) > 3 AND levenshtein(a.given, b.given) = 1)
        )
    GROUP BY a.name, a.label, a.mention_count, a.article_count, a.entity_id
    UNION ALL
    SELECT 'near', a.name, a.label, a.mention_count, a.article_count, a.entity_id,
        list(b.name || ' (' || b.mention_count || ')' ORDER BY b.mention_count DESC, b.name)
    FROM names AS a
    JOIN names AS b
        ON list_sort(list_filter(a.words, lambda w: w NOT IN ('of', 'the', 'for', 'and')))
            = list_sort(list_filter(b.words, lambda w: w NOT IN ('of', 'the', 'for', 'and')))
            AND a.label = b.label AND a.entity_id <> b.entity_id
    WHERE a.label <> 'PERSON' AND len(a.words) > 1 AND a.words <> b.words
        AND (b.mention_count, b.entity_id) > (a.mention_count, a.entity_id)
    GROUP BY a.name, a.label, a.mention_count, a.article_count, a.entity_id
),
all_doubts AS (
    SELECT kind, name, label, mention_count, article_count, candidates, mention_id FROM explained
    UNION ALL
    SELECT kind, name, label, mention_count, article_count, candidates,
        (SELECT min(mention_id) FROM mentions AS m WHERE m.entity_id = d.entity_id)
    FROM (FROM labelled UNION ALL BY NAME FROM near) AS d
)
SELECT
    d.kind,
    d.name,
    d.label,
    d.mention_count,
    d.article_count,
    list_slice(coalesce(d.candidates, []), 1, $candidates) AS candidates,
    substring(
        CASE m.field WHEN 'title' THEN a.title ELSE a.text END,
        greatest(m.char_start - $width, 0) + 1,
        least(m.char_start, $width) + (m.char_end - m.char_start) + $width
    ) AS context
FROM all_doubts AS d
JOIN mentions AS m USING (mention_id)
JOIN articles AS a USING (article_id)
WHERE $kind IS NULL OR d.kind = $kind
ORDER BY d.mention_count DESC, d.kind, d.name, d.label
LIMIT $limit
