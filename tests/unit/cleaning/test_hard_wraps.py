"""Lines cut at a fixed width are joined; other lines are not."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.hard_wraps import hard_wraps
from pipelines.cleaning.normalise import normalise
from pipelines.cleaning.page_chrome import PageChrome
from pipelines.lineage.edits import EditedText, proves

STORY = (
    "The harbour board said on Tuesday that it would borrow a further sum from three banks in order to finish the sea "
    "wall that was begun two years ago. Its chairman, Margaret Ellison of Port Alston, told reporters that the work "
    "had cost more than anyone expected.",
    "The council of Port Alston has to agree before the end of the month, and two of its members have said that they "
    "will vote against the loan.",
)


def joined(text: str) -> str:
    edited = EditedText.unedited(text).apply(hard_wraps(text))
    assert proves(text, edited.edits, edited.text)
    return edited.text


def wrapped(width: int, indent: str = "    ") -> str:
    return "\n".join(textwrap.fill(part, width, initial_indent=indent) for part in STORY)


@pytest.mark.parametrize("width", [48, 63, 72, 79, 95])
def test_wrapped_paragraphs_are_lines_again(width: int) -> None:
    assert [line.strip() for line in joined(wrapped(width)).split("\n")] == list(STORY)


def test_blank_lines_part_paragraphs_too() -> None:
    text = "\n\n".join(textwrap.fill(part, 63) for part in STORY)
    assert joined(text).split("\n\n") == list(STORY)


def test_a_cut_becomes_one_space_by_an_edit_with_its_name() -> None:
    text = wrapped(63)
    assert {(text[r.start : r.end], r.after, r.rule) for r in hard_wraps(text)} == {("\n", " ", "hard_wrap")}


def test_each_edit_of_the_whole_pass_is_accounted_for() -> None:
    text = wrapped(63)
    edited = normalise(text, "text", PageChrome([]))
    assert edited.text.split("\n") == list(STORY)
    assert {edit.rule for edit in edited.edits} == {"hard_wrap", "edge_space", "repeated_space"}


def test_a_hyphen_at_the_cut_of_a_compound_stays() -> None:
    text = "The bank said that the sum of its loans which were by then non-\nperforming had grown again in spring.\n"
    text += "The board of the bank, which meets every month, will hear of it in\nthe coming week."
    assert "then non-performing had" in joined(text)


def test_a_word_that_was_broken_is_whole() -> None:
    text = (
        "The members of the board of the bank in Port Alston have wel-\ncomed the plan that its chairman laid before\n"
    )
    text += "them on the Tuesday after Easter, and they will vote on it in May."
    edited = EditedText.unedited(text).apply(hard_wraps(text))
    assert "have welcomed the plan" in edited.text
    assert next((e.rule, e.before, e.after) for e in edited.edits) == ("broken_word", "-\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        "A paragraph of a story.\nAnother paragraph of the story.\nA third.",
        "iPhone sales rose\neBay did not say why",
        "O hark, the bells of evening call\nacross the fields of wheat\nand those who hear them, great and small\n"
        "go home on tired feet",
        "    Shr 34 cts vs 1.19 dlrs\n    Net 807,000 vs 2,858,000\n    Revs 510.2 mln vs 623.3 mln",
        "\n".join(f"{name:<24}{12 * i:>10}{7 * i:>10}{3 * i:>10}" for i, name in enumerate(["wheat", "rye", "oats"])),
        "\n".join([f"- {part[:70]}" for part in STORY] * 3),
        "A line of a modern page that goes on for as long as its paragraph does, " * 4
        + "\nand another that somebody began with a small letter, and went on with, "
        + "for as long as it took. " * 5,
    ],
)
def test_what_is_not_wrapped_stays(text: str) -> None:
    assert list(hard_wraps(text)) == []


def test_a_table_inside_a_wrapped_story_stays() -> None:
    table = "  LBS         CHOICE      PRIME\n  50-85       137         140\n  42-80       147         151"
    text = f"{wrapped(63)}\n{table}"
    assert joined(text).endswith(table)


def test_the_sign_off_is_not_joined_to_the_story() -> None:
    text = textwrap.fill(STORY[0], 63)
    last = text.split("\n")[-1]
    full = text.replace(last, "had cost more than anyone of them had ever thought possible.")
    assert joined(f"{full}\nReuter").endswith("possible.\nReuter")


@given(
    st.lists(st.sampled_from(["word ", "and", " ", "\n", "\n\n", "-\n", "Oslo.", "12 ", "x" * 50, "\t"]), max_size=60)
)
def test_any_text_is_changed_by_edits_that_replay(parts: list[str]) -> None:
    text = "".join(parts)
    assert joined(text).replace("\n", "").replace(" ", "").replace("-", "") == text.replace("\n", "").replace(
        " ", ""
    ).replace("-", "")
