"""Lines of the page at the edges of a text, and the table that lists them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.page_chrome import PageChrome, Pattern, line_key, read_patterns
from pipelines.lineage.edits import EditedText

CHROME = PageChrome(
    [
        Pattern("share this", "share"),
        Pattern("comments", "comments"),
        Pattern("read more: *", "related"),
        Pattern("© * all rights reserved*", "copyright"),
    ]
)


def kept(text: str) -> list[str]:
    """The lines that are left, blank ones aside."""
    return EditedText.unedited(text).apply(CHROME(text)).text.split("\n")


def test_lines_go_from_both_edges_inwards() -> None:
    text = (
        "Share this\n\nComments\nThe article.\nIts end.\nRead more: the other one\n\n© 2026 Wire. All rights reserved."
    )
    assert [line for line in kept(text) if line] == ["The article.", "Its end."]


def test_each_edit_names_the_kind_and_leaves_the_line_end() -> None:
    text = "Comments\nThe article.\nShare this!"
    assert [(text[r.start : r.end], r.after, r.rule) for r in CHROME(text)] == [
        ("Comments", "", "page_chrome:comments"),
        ("Share this!", "", "page_chrome:share"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The article.\nShare this\nIts end.",
        "Comments are open.\nThe article.",
        "He said: share this\nThe article.",
        "Comments",
        "Share this\n\nComments\n",
        "",
        "\n\n",
        "Read more: " + "a long sentence of the article " * 6 + "\nThe article.",
    ],
)
def test_what_is_no_chrome_at_an_edge_stays(text: str) -> None:
    assert list(CHROME(text)) == []


@pytest.mark.parametrize(
    "line", ["SHARE THIS", "  share   this ", "Share this:", "— Share this —", "» Share this…", "| share this |"]
)
def test_case_spaces_and_final_punctuation_do_not_matter(line: str) -> None:
    assert [part for part in kept(f"{line}\nThe article.") if part] == ["The article."]


def test_a_line_of_punctuation_hides_no_chrome_behind_it() -> None:
    assert [line for line in kept("-----\nShare this\n***\nThe article.") if line] == ["-----", "***", "The article."]


@pytest.mark.parametrize(("pattern", "line"), [("[advertisement]", "a"), ("more?", "mores"), ("a[b", "ab")])
def test_only_the_star_is_a_wildcard(pattern: str, line: str) -> None:
    chrome = PageChrome([Pattern(pattern, "other")])
    assert list(chrome(f"{line}\nThe article.")) == []
    assert [r.end for r in chrome(f"{pattern}\nThe article.")] == [len(pattern)]


def test_the_shipped_table_is_read() -> None:
    reference = Path(__file__).resolve().parents[3] / "seeds" / "reference" / "page_chrome.csv"
    patterns = read_patterns(reference)
    assert Pattern("leave a comment", "comments") in patterns
    assert all(line == line.casefold().strip() for line, _ in patterns)


def test_patterns_are_read_as_lines_are(tmp_path: Path) -> None:
    file = tmp_path / "page_chrome.csv"
    file.write_text('line,kind,note\n"  SHARE   This! ",share,"a, note"\nFollow *,,\n', "utf-8")
    assert read_patterns(file) == (Pattern("share this", "share"), Pattern("follow *", "chrome"))


@pytest.mark.parametrize("head", ["", "line,note\n", "Line;kind\n"])
def test_a_table_without_its_columns_is_refused(tmp_path: Path, head: str) -> None:
    file = tmp_path / "page_chrome.csv"
    file.write_text(head, "utf-8")
    with pytest.raises(ValueError, match=r"page_chrome\.csv, line 1: the header must read line,kind,note"):
        read_patterns(file)


@pytest.mark.parametrize("line", ["", " ", "*", "***", "* *", "...", "—"])
def test_a_pattern_for_every_line_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "page_chrome.csv"
    file.write_text(f"line,kind,note\nshare,x,\n{line},x,\n", "utf-8")
    with pytest.raises(ValueError, match=r"page_chrome\.csv, line 3"):
        read_patterns(file)


def test_a_table_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Spreadsheet programs write one."""
    file = tmp_path / "page_chrome.csv"
    file.write_text("line,kind,note\nshare,x,\n", "utf-8-sig")
    assert read_patterns(file) == (Pattern("share", "x"),)


def test_a_cell_without_end_is_a_value_error(tmp_path: Path) -> None:
    """A quote that is never closed; the csv module has an error of its own for it."""
    file = tmp_path / "page_chrome.csv"
    file.write_text('line,kind,note\n"share,x,\n' + "follow,x,\n" * 20_000, "utf-8")
    with pytest.raises(ValueError, match=r"page_chrome\.csv"):
        read_patterns(file)


def test_an_interruption_goes_wherever_it_stands() -> None:
    chrome = PageChrome([Pattern("story continues below*", "interruption"), Pattern("share this", "share")])
    text = "The article.\nStory continues below\nShare this\nIts end."
    assert [(text[r.start : r.end], r.rule) for r in chrome(text)] == [
        ("Story continues below", "page_chrome:interruption")
    ]
    assert list(chrome("Story continues below")) == []


@pytest.mark.parametrize(("kind", "is_removed"), [("editor_note", True), ("credit", True), ("related", False)])
def test_only_notes_of_some_kinds_are_long(kind: str, is_removed: bool) -> None:
    chrome = PageChrome([Pattern("note: *", kind)])
    text = "The article.\nNote: " + "they told it otherwise before, " * 9
    assert bool(list(chrome(text))) == is_removed


def test_curled_quotes_are_as_straight_ones() -> None:
    chrome = PageChrome([Pattern("editor's note: *", "editor_note")])
    assert [r.start for r in chrome("Editor’s note: it was so.\nThe article.")] == [0]


def test_lines_that_recur_go_with_those_of_the_patterns() -> None:
    text = "The article.\nShare this\nPrinted in Oslo.\nComments"
    assert [(text[r.start : r.end], r.rule) for r in CHROME(text, {"printed in oslo"})] == [
        ("Share this", "page_chrome:share"),
        ("Printed in Oslo.", "page_chrome:recurring"),
        ("Comments", "page_chrome:comments"),
    ]
    assert [line.key for line in CHROME.article_lines(text)] == ["the article", "share this", "printed in oslo"]


@pytest.mark.parametrize(
    ("pattern", "line", "is_match"),
    [
        ("a*b", "ab", True),
        ("a*b", "a", False),
        ("ab*ba", "aba", False),
        ("*a*b*", "xaxbx", True),
        ("*b*a*", "xaxbx", False),
        ("a * c", "a b c", True),
    ],
)
def test_stars_stand_for_anything_in_order(pattern: str, line: str, is_match: bool) -> None:
    chrome = PageChrome([Pattern(pattern, "other")])
    assert bool(list(chrome(f"{line}\nThe article."))) == is_match


@given(
    st.lists(st.sampled_from(["a", "b", "*", " "]), min_size=1, max_size=7).map("".join), st.text("ab ", max_size=12)
)
def test_stars_mean_what_they_mean_in_file_names(pattern: str, line: str) -> None:
    key = line_key(line)
    pattern = line_key(pattern, "*")
    expected = bool(key) and re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), key) is not None
    chrome = PageChrome([Pattern(pattern, "other")])
    assert bool([r for r in chrome(f"{line}\nzz The article.") if r.start == 0]) == (
        expected and not chrome_takes_all(chrome, f"{line}\nzz The article.")
    )


def chrome_takes_all(chrome: PageChrome, text: str) -> bool:
    """Whether no line of the text would be left."""
    return chrome.article_lines(text) == []
