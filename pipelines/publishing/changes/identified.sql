-- Articles of both runs in which a name stands for another entity than before because of merges across articles.
CREATE TEMP TABLE merged_otherwise AS
WITH old_merges AS (
    SELECT from_entity_id, into_entity_id, rule
    FROM old_entity_merges
    WHERE rule NOT IN ('country_name', 'demonym', 'namesake')
),
new_merges AS (
    SELECT from_entity_id, into_entity_id, rule
    FROM new_entity_merges
    WHERE rule NOT IN ('country_name', 'demonym', 'namesake')
),
changed AS ((FROM old_merges EXCEPT FROM new_merges) UNION ALL (FROM new_merges EXCEPT FROM old_merges))
SELECT from_entity_id AS entity_id FROM changed UNION SELECT into_entity_id FROM changed;

CREATE TEMP TABLE named_otherwise AS
SELECT o.article_id, o.text
FROM old_mentions AS o
JOIN new_mentions AS n USING (mention_id, text, label)
WHERE o.rule IS NOT DISTINCT FROM n.rule
    AND (
        o.is_ambiguous <> n.is_ambiguous
        OR (
            o.entity_id IS DISTINCT FROM n.entity_id
            AND (
                o.entity_id IN (SELECT entity_id FROM merged_otherwise)
                OR n.entity_id IN (SELECT entity_id FROM merged_otherwise)
            )
        )
    );

INSERT INTO extra SELECT DISTINCT 'identified', article_id, 'identity decision', text FROM named_otherwise;

CREATE OR REPLACE TEMP TABLE differing AS SELECT DISTINCT article_id FROM named_otherwise;
