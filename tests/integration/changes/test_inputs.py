"""What changed when inputs came, went, moved or changed: each change that is planted must get its cause."""

import json
import os
import random
import shutil

from .newsroom import Newsroom, articles, causes, in_table, of, tables

ROUNDS = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 4
# Tables that every article of the corpus has rows in.
OF_EVERY_ARTICLE = {
    "inputs", "intermediate.raw_articles", "articles", "lineage.source_texts", "sentences", "mentions",
}  # fmt: skip


def test_a_rerun_without_change_has_no_changes(room: Newsroom) -> None:
    assert room.run() == []
    told = room.command("diff", "--exit-code")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Nothing changed between run ")


def test_an_input_that_came(room: Newsroom) -> None:
    room.write("new.txt", "Anna Berg met Carl Dahl again in Bergen. Britain watched.", source="Courier", title="Again")
    changes = room.run()
    new = room.article("new.txt")
    assert causes(changes) == {"input added"}
    assert articles(changes) == {new}
    assert {(c.change, c.detail) for c in of(changes, new)} == {("added", "new.txt")}
    assert tables(of(changes, new)) >= OF_EVERY_ARTICLE
    coarse = {"lineage.source_objects", "entities", "entity_pairs", "source_profiles", "intermediate.vocabulary"}
    assert tables(of(changes, None)) >= coarse


def test_an_input_that_holds_another_text(room: Newsroom) -> None:
    """The same address in another file, and the same file without an address."""
    (room.articles / "berg.txt").unlink()
    facts = {"source": "Courier", "url": "https://courier.example/berg/?utm_source=x", "title": "Berg in Geneva"}
    room.write("later/berg.txt", "Anna Berg did not meet Carl Dahl in Geneva.", **facts)
    old_plain, old_berg = room.article("plain.txt"), room.article("berg.txt")
    room.write("plain.txt", "The mayor of Bergen, Erik Moen, closed a library on Sunday.")
    changes = room.run()
    assert causes(changes) == {"input changed"}
    kinds = {(c.article_id, c.change) for c in changes if c.article_id}
    new_plain, new_berg = room.article("plain.txt"), room.article("later/berg.txt")
    assert kinds == {(old_plain, "removed"), (new_plain, "added"), (old_berg, "removed"), (new_berg, "added")}
    assert {c.detail for c in of(changes, new_berg)} == {"later/berg.txt, was berg.txt"}
    assert {c.detail for c in of(changes, new_plain)} == {"plain.txt"}


def test_an_input_that_went(room: Newsroom) -> None:
    gone = room.article("dahl.txt")
    (room.articles / "dahl.txt").unlink()
    changes = room.run()
    assert causes(changes) == {"input removed"}
    assert {(c.article_id, c.change) for c in changes if c.article_id} == {(gone, "removed")}
    assert tables(of(changes, gone)) >= OF_EVERY_ARTICLE
    assert {c.change for c in in_table(changes, "entities")} >= {"changed", "removed"}


def test_a_file_that_moved_is_the_same_article_at_another_place(room: Newsroom) -> None:
    (room.articles / "old").mkdir()
    shutil.move(room.articles / "berg.txt", room.articles / "old" / "berg.txt")
    shutil.move(room.articles / "plain.txt", room.articles / "old" / "plain.txt")
    changes = room.run()
    assert causes(changes) == {"input changed"}
    berg, plain = room.article("old/berg.txt"), room.article("old/plain.txt")
    assert tables(of(changes, berg)) == {"inputs"}
    # Without an address, the place says which document it is.
    assert tables(of(changes, plain)) == {"inputs", "articles", "intermediate.raw_articles"}
    assert ("added", "old/berg.txt, was berg.txt") in {(c.change, c.detail) for c in of(changes, berg)}


def test_a_record_before_others_in_a_file_is_the_only_new_one(room: Newsroom) -> None:
    feed = room.articles / "feed.jsonl"
    kept = room.article("feed.jsonl", "line:1")
    record = {"id": "f0", "source": "Feed", "text": "Olga Ruud left Stavanger on Wednesday."}
    feed.write_text(json.dumps(record) + "\n" + feed.read_text("utf-8"), "utf-8")
    changes = room.run()
    new = room.article("feed.jsonl", "line:1")
    assert {c.cause for c in of(changes, new)} == {"input added"}
    # The words of the record that was there are the same, but its bytes lie further on.
    moved = {"inputs", "lineage.source_segments", "sentences", "mentions", "lineage.proofs"}
    assert {(c.table, c.cause) for c in of(changes, kept)} == {(table, "input changed") for table in moved}
    assert causes(in_table(changes, "mentions", "sentences")) == {"input added", "input changed"}
    assert causes(in_table(changes, "lineage.source_objects")) == {"input changed"}


def test_what_follows_from_another_input_has_that_inputs_cause(room: Newsroom) -> None:
    """A copy under another address makes a pair; when the one that was kept goes, its repeat becomes an article."""
    text = "Anna Berg and Carl Dahl visited Paris together.\n\n\n\n\nThe harbour was closed on Tuesday."
    facts = {"source": "Northline", "title": "Harbour closed", "published_at": "2026-03-01"}
    room.write("early.txt", text, url="https://northline.example/1", **facts)
    room.write("again/plain.txt", "The mayor of Bergen, Erik Moen, opened a library on Sunday.")
    changes = room.run()
    spaced = room.article("spaced.txt")
    assert causes(changes) == {"input added"}
    assert tables(of(changes, spaced)) == {"near_duplicates", "articles"}
    (room.articles / "early.txt").unlink()
    (room.articles / "plain.txt").unlink()
    changes = room.run()
    assert causes(changes) == {"input removed"} | causes(in_table(changes, "lineage.source_objects"))
    assert tables(of(changes, spaced)) == {"near_duplicates", "articles"}
    plain = room.article("again/plain.txt")
    assert {c.change for c in in_table(of(changes, plain), "inputs")} == {"removed", "changed"}


def test_a_later_version_makes_the_one_before_an_older_one(room: Newsroom) -> None:
    facts = {"source": "Courier", "url": "https://courier.example/berg", "published_at": "2026-03-09"}
    room.write("later.txt", "Olga Ruud will lead the new ferry company from Stavanger, it was said there.", **facts)
    changes = room.run()
    before = room.article("berg.txt")
    assert causes(changes) == {"input added"}
    assert {(c.table, c.change, c.detail) for c in of(changes, before)} == {("articles", "changed", "later.txt")}
    query = "SELECT article_id FROM latest_articles WHERE url = 'https://courier.example/berg'"
    assert room.rows(query) == [(room.article("later.txt"),)]


def test_whatever_happens_has_a_cause(room: Newsroom) -> None:
    """Random comings, goings, moves and edits: rows add up (`Newsroom.changes` sees to it), and none is unexplained."""
    chance = random.Random(7)  # noqa: S311
    names = [path.name for path in room.articles.glob("*.txt")]
    overrules = ["goverment", "tetnis", "teh"]
    for number in range(ROUNDS):
        for _ in range(chance.randint(1, 3)):
            name, texts = chance.choice(names), sorted(room.articles.glob("**/*.txt"))
            kind = chance.choice(["write", "write", "copy", "move", "remove", "overrule"])
            path = chance.choice(texts) if texts else room.articles / name
            if kind == "write" or not texts:
                room.write(name, f"Anna Berg wrote teh goverment {number} letters.", source=chance.choice("ABC"))
            elif kind == "overrule":
                word = overrules[number % len(overrules)]
                room.edit_reference("spelling.csv", lambda text, word=word: toggled(text, f"{word},,\n"))
            elif kind == "remove":
                path.unlink()
            else:
                (shutil.copyfile if kind == "copy" else shutil.move)(path, room.articles / f"{kind}{number}.txt")
        assert "unknown" not in causes(room.run())


def toggled(text: str, line: str) -> str:
    return text.replace(line, "") if line in text else text + line
