"""The formulas behind the figures about pages, on texts small enough to count by hand. Needs no data."""

import pytest

from .extraction_figures import Page, body, figures, page

GOLD = "one two three four five\nsix seven eight nine ten"


def test_body_counts_shingles_of_four_words_as_multisets() -> None:
    # 7 shingles in gold; "one two three four five" has 2 of them, twice the text has 2 true of 5 found.
    assert body([Page(GOLD)], [Page("one two three four five")]) == (1.0, pytest.approx(2 / 7))
    assert body([Page("a b c d")], [Page("a b c d a b c d")]) == (pytest.approx(1 / 5), 1.0)


def test_pages_without_text_count_for_recall_alone() -> None:
    assert body([Page("a b c d"), Page("a b c d")], [Page("a b c d"), Page("")]) == (1.0, 0.5)


def test_ends_and_lost_lines() -> None:
    plain = Page(f"{GOLD}\nSign up for our newsletter\n| a | b |")
    found = figures([Page(GOLD)], [Page("one two three four five\nRead more")], [plain])
    assert found["bad ends"] == 1.0
    assert found["lines lost"] == 0.5
    assert figures([Page(GOLD)], [Page(GOLD)], [plain])["bad ends"] == 0.0


def test_fields_are_compared_white_space_case_of_names_and_entities_aside() -> None:
    wanted = page(GOLD, "A &amp; B", "2026-03-04", "Ann Lee; Bo Ek")
    found = page(GOLD, " A  & B", "2026-03-04T10:00:00Z", ["bo ek", "ANN LEE"])
    assert figures([wanted], [found], [found])["title"] == figures([wanted], [found], [found])["authors"] == 1.0
    assert figures([wanted], [found], [found])["day"] == 1.0
