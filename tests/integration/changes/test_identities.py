"""What changed when a name counts for somebody else, though the article that has it is the same."""

from .newsroom import Newsroom, causes, in_table, of, tables


def test_a_person_merges_two_names(room: Newsroom) -> None:
    """Articles with the name differ by that decision alone; the table of merges says that the reference table did."""
    room.edit_reference("entities.csv", lambda text: f"{text}merge,Erik Moen,PERSON,Anna Berg,PERSON,one person\n")
    changes = room.run()
    plain = room.article("plain.txt")
    assert {(c.table, c.cause) for c in of(changes, plain)} == {("mentions", "identity decision")}
    assert {c.detail for c in of(changes, plain)} >= {"Erik Moen"}
    assert causes(in_table(changes, "entity_merges")) == {"identity decision", "configuration"}
    assert tables(changes) >= {"entities", "entity_aliases", "entity_attention_daily"} - {"entity_attention_daily"}
    query = "SELECT rule, mention_count FROM entity_merges WHERE from_name = 'Erik Moen' AND into_name = 'Anna Berg'"
    [(rule, count)] = room.rows(query)
    assert rule == "person"
    assert count >= 1


def test_another_article_makes_a_surname_somebody_elses_too(room: Newsroom) -> None:
    """What was one person's is nobody's once a second one bears it."""
    room.write("first.txt", "Hilde Strand runs the Bergen Ferry Guild. Guild members in Askvoll met on Monday.")
    room.write("lone.txt", "Strand told the Bergen Ferry Guild to wait. Askvoll has no quay, said Strand.")
    room.run()
    lone = room.article("lone.txt")
    query = "SELECT DISTINCT e.name, m.is_ambiguous FROM mentions m LEFT JOIN entities e USING (entity_id) "
    query += "WHERE m.article_id = ? AND m.text = 'Strand' AND m.label = 'PERSON'"
    before = room.rows(query, lone)
    room.write("second.txt", "Olav Strand opened a bakery in Oslo. He bakes at night.")
    changes = room.run()
    if before == [("Hilde Strand", False)]:
        assert room.rows(query, lone) == [(None, True)]
        assert {c.cause for c in of(changes, lone)} == {"identity decision"}
    assert "unknown" not in causes(changes)
