"""Edits compose over any rounds of changes, and a false account of them is always seen."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lineage.edits import Edit, EditedText, Replacement, proves, replay

ALPHABET = ["a", "b", " ", "\r", "\n", "\r\n", "e\u0301", "\u0301", "\u200b", "\u200d", "\ufeff", "\u00ad", "😀", "𝒜"]
SMALL = st.lists(st.sampled_from(ALPHABET), max_size=12).map("".join)
# Few letters make identities and reversals likely; all of Unicode makes sure that no character is special.
TEXTS = SMALL | st.text(max_size=12)
Round = list[Replacement]


@st.composite
def rounds_of_changes(draw: st.DrawFn) -> tuple[str, list[Round]]:
    """A source text and up to four rounds, each in the coordinates of the text that the earlier ones left."""
    source = text = draw(TEXTS)
    rounds: list[Round] = []
    for number in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        rule = st.sampled_from([f"rule_{number}", f"other_{number}"])
        changes = [
            Replacement(start, end, draw(TEXTS | st.just(text[start:end])), draw(rule))
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        rounds.append(changes)
        text = changed(text, changes)
    return source, rounds


def changed(text: str, changes: Round) -> str:
    """The changes made one by one from the back, where none can move another."""
    for start, end, after, _ in reversed(changes):
        text = text[:start] + after + text[end:]
    return text


def applied(source: str, rounds: list[Round]) -> EditedText:
    edited = EditedText.unedited(source)
    for changes in rounds:
        edited = edited.apply(changes)
    return edited


@given(rounds_of_changes())
def test_text_is_what_the_changes_make_of_it(case: tuple[str, list[Round]]) -> None:
    source, rounds = case
    expected = source
    for changes in rounds:
        expected = changed(expected, changes)
    assert applied(source, rounds).text == expected


@given(rounds_of_changes())
def test_edits_replay_to_the_text_and_are_proved(case: tuple[str, list[Round]]) -> None:
    edited = applied(*case)
    assert edited.source == case[0]
    assert replay(edited.source, edited.edits) == edited.text
    assert proves(edited.source, edited.edits, edited.text)


@given(rounds_of_changes())
def test_every_edit_says_what_stood_and_stands_at_its_spans(case: tuple[str, list[Round]]) -> None:
    edited = applied(*case)
    for edit in edited.edits:
        assert 0 <= edit.raw_start <= edit.raw_end <= len(edited.source)
        assert 0 <= edit.char_start <= edit.char_end <= len(edited.text)
        assert edited.source[edit.raw_start : edit.raw_end] == edit.before
        assert edited.text[edit.char_start : edit.char_end] == edit.after
        assert edit.before != edit.after


@given(rounds_of_changes())
def test_edits_are_in_order_with_equal_gaps(case: tuple[str, list[Round]]) -> None:
    edited = applied(*case)
    start = Edit("", 0, 0, 0, 0, "", "")
    end = Edit("", *[len(edited.source)] * 2, *[len(edited.text)] * 2, "", "")
    for left, right in pairwise([start, *edited.edits, end]):
        assert right.raw_start >= left.raw_end
        assert right.raw_start - left.raw_end == right.char_start - left.char_end
        raw_gap, char_gap = slice(left.raw_end, right.raw_start), slice(left.char_end, right.char_start)
        assert edited.source[raw_gap] == edited.text[char_gap]


@given(rounds_of_changes())
def test_a_character_that_no_change_touched_is_in_no_edit(case: tuple[str, list[Round]]) -> None:
    """Followed one by one through the rounds, and found where the edits say."""
    source, rounds = case
    origins: list[int | None] = list(range(len(source)))
    text = source
    for changes in rounds:
        for start, end, after, _ in reversed(changes):
            if text[start:end] != after:
                origins[start:end] = [None] * len(after)
        text = changed(text, changes)
    edited = applied(source, rounds)
    for position, raw in enumerate(origins):
        if raw is not None:
            before = [e for e in edited.edits if e.raw_end <= raw]
            assert position - raw == (before[-1].char_end - before[-1].raw_end if before else 0)
            assert not any(e.raw_start <= raw < e.raw_end for e in edited.edits)
            assert not any(e.char_start <= position < e.char_end for e in edited.edits)


@given(rounds_of_changes())
def test_rules_are_listed_once_in_the_order_of_their_rounds(case: tuple[str, list[Round]]) -> None:
    known = {change.rule for changes in case[1] for change in changes}
    for edit in applied(*case).edits:
        rules = edit.rule.split(", ")
        numbers = [int(rule[-1]) for rule in rules]
        assert set(rules) <= known
        assert len(set(rules)) == len(rules)
        assert numbers == sorted(numbers)


@given(rounds_of_changes())
def test_undoing_every_edit_leaves_none(case: tuple[str, list[Round]]) -> None:
    """From the back and one by one: of several deletions at one place, what is put back belongs to the last."""
    edited = applied(*case)
    while edited.edits:
        last = edited.edits[-1]
        undone = edited.apply([Replacement(last.char_start, last.char_end, last.before, "undo")])
        assert undone.edits == edited.edits[:-1]
        edited = undone
    assert edited == EditedText.unedited(case[0])


@given(TEXTS, st.data())
def test_a_replacement_by_the_same_gives_no_edit(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edited = EditedText.unedited(text)
    assert edited.apply([Replacement(start, end, text[start:end], "same")]) is edited


def test_a_later_change_inside_an_edit_lists_both_rules() -> None:
    edited = EditedText.unedited("a😀b").apply([Replacement(1, 2, "xyz", "first")])
    again = edited.apply([Replacement(2, 3, "Y", "second"), Replacement(3, 4, "Z", "first")])
    assert again.edits == (Edit("first, second", 1, 2, 1, 4, "😀", "xYZ"),)


def test_changes_that_only_touch_an_edit_stay_apart() -> None:
    edited = EditedText.unedited("abcd").apply([Replacement(1, 3, "XY", "first")])
    again = edited.apply([Replacement(0, 1, "A", "second"), Replacement(3, 4, "D", "second")])
    assert again.edits == (
        Edit("second", 0, 1, 0, 1, "a", "A"),
        Edit("first", 1, 3, 1, 3, "bc", "XY"),
        Edit("second", 3, 4, 3, 4, "d", "D"),
    )


def test_a_change_over_two_edits_makes_them_one() -> None:
    edited = EditedText.unedited("a\r\nb\r\nc").apply(
        [Replacement(1, 3, "\n", "ends"), Replacement(4, 6, "\n", "ends")]
    )
    again = edited.apply([Replacement(1, 4, " ", "join")])
    assert again.edits == (Edit("ends, join", 1, 6, 1, 2, "\r\nb\r\n", " "),)


def test_what_is_inserted_where_something_was_deleted_is_one_edit() -> None:
    deleted = EditedText.unedited("a\u200bb").apply([Replacement(1, 2, "", "delete")])
    inserted = deleted.apply([Replacement(1, 1, "-", "insert")])
    assert inserted.edits == (Edit("delete, insert", 1, 2, 1, 2, "\u200b", "-"),)


def test_putting_back_what_was_deleted_leaves_no_edit() -> None:
    deleted = EditedText.unedited("a\u200bb").apply([Replacement(1, 2, "", "delete")])
    assert deleted.apply([Replacement(1, 1, "\u200b", "insert")]).edits == ()


def test_two_deletions_side_by_side_keep_their_rules() -> None:
    edited = EditedText.unedited("abcd").apply([Replacement(1, 2, "", "one"), Replacement(2, 3, "", "two")])
    assert edited.edits == (Edit("one", 1, 2, 1, 1, "b", ""), Edit("two", 2, 3, 1, 1, "c", ""))


@pytest.mark.parametrize(
    "spans",
    [
        [(2, 3), (0, 1)],  # out of order
        [(0, 2), (1, 3)],  # overlapping
        [(0, 3), (1, 2)],  # one inside the other
        [(1, 2), (1, 2)],  # twice the same
        [(3, 5)],  # beyond the end
        [(5, 5)],  # nothing, beyond the end
        [(-1, 1)],  # before the start
        [(2, 1)],  # backwards
    ],
)
def test_changes_that_are_not_ordered_spans_of_the_text_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="overlaps another, is out of order or leaves the text"):
        EditedText.unedited("abcd").apply(Replacement(start, end, "X", "rule") for start, end in spans)


def random_text(chance: random.Random, least: int) -> str:
    return "".join(chance.choices(ALPHABET, k=chance.randint(least, 12)))


def random_account(chance: random.Random) -> EditedText:
    """A true account with at least one edit."""
    edited = EditedText.unedited(random_text(chance, 1))
    while not edited.edits or chance.random() < 0.5:
        cuts = sorted(chance.choices(range(len(edited.text) + 1), k=2 * chance.randint(1, 3)))
        edited = edited.apply(
            Replacement(start, end, random_text(chance, 0), "rule")
            for start, end in zip(cuts[::2], cuts[1::2], strict=True)
        )
    return edited


def other_text(chance: random.Random, text: str) -> str:
    """The text with one character more, less or different."""
    place = chance.randint(0, len(text))
    if place == len(text) or chance.random() < 0.3:
        return text[:place] + chance.choice("ab😀") + text[place:]
    other = chance.choice([c for c in ("a", "b", "", "\u0301", "😀") if c != text[place]])
    return text[:place] + other + text[place + 1 :]


def corrupted(chance: random.Random, true: EditedText) -> EditedText:
    """The account with one thing wrong.

    Each of these is false, so nothing has to be left out: an offset decides the length of a gap on one side alone, an
    edit never replaces characters by the same ones, and all else is compared character for character. The name of a
    rule is not touched: no text can prove it.
    """
    edits = list(true.edits)
    index = chance.randrange(len(edits))
    match chance.randrange(8):
        case 0 | 1 | 2:
            name = chance.choice(["raw_start", "raw_end", "char_start", "char_end"])
            moved = getattr(edits[index], name) + chance.choice([-7, -2, -1, 1, 2, 7])
            edits[index] = edits[index]._replace(**{name: moved})
        case 3:
            name = chance.choice(["before", "after"])
            edits[index] = edits[index]._replace(**{name: other_text(chance, getattr(edits[index], name))})
        case 4:
            return replace(true, source=other_text(chance, true.source))
        case 5:
            return replace(true, text=other_text(chance, true.text))
        case 6:
            del edits[index]
        case 7:
            edits.insert(index, edits[index])
    return replace(true, edits=tuple(edits))


@pytest.mark.parametrize("seed", range(5))
def test_no_corruption_of_an_account_is_proved(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for _ in range(400):
        true = random_account(chance)
        false = corrupted(chance, true)
        assert false != true
        assert proves(true.source, true.edits, true.text)
        assert not proves(false.source, false.edits, false.text), (true, false)


def test_edits_out_of_order_are_not_proved() -> None:
    """Each edit by itself is right."""
    true = EditedText.unedited("abcd").apply([Replacement(0, 1, "A", "rule"), Replacement(2, 3, "C", "rule")])
    assert not proves(true.source, true.edits[::-1], true.text)


def test_a_border_moved_between_two_edits_is_not_proved() -> None:
    """The gaps stay equal and the edits replay; only the spans no longer hold what they say."""
    true = EditedText.unedited("abcd").apply([Replacement(0, 1, "AA", "rule"), Replacement(2, 3, "CC", "rule")])
    first, second = true.edits
    moved = (first._replace(char_end=first.char_end + 1), second._replace(char_start=second.char_start + 1))
    assert replay(true.source, moved) == true.text
    assert not proves(true.source, moved, true.text)


def test_offsets_from_the_end_are_not_proved() -> None:
    """Python would find the right characters there."""
    assert not proves("ab", [Edit("rule", -1, 2, -1, 2, "b", "B")], "aB")
