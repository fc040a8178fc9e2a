"""Typos put right, and what is changed that was none, against hand-made gold. `make quality` prints it. The floors lie
a little below what was measured, so that they catch a loss, not a rounding."""

from pathlib import Path
from typing import Any

import pytest

from .entity_scores import scores


@pytest.fixture(scope="module")
def typos(eval_data: Path) -> dict[str, Any]:
    """Real typos of news, false corrections on clean news, one-key slips."""
    return scores(
        eval_data,
        "score_typos.py",
        *("--data", str(eval_data / "typos"), "--py", "spelling_adapter:corrector", "--suites", "clean,slips"),
    )


def test_real_typos_of_news_are_put_right_and_next_to_nothing_else_is(typos: dict[str, Any]) -> None:
    right = typos["news_real"]["nonword"]["correct"]
    false = typos["clean"]["false_per_100k"]
    print(f"real typos of news: {right:.1%} right, {false} false corrections per 100,000 words")  # noqa: T201
    print(f"one-key slips: {typos['slips']['nonword']['correct']:.1%} right")  # noqa: T201
    assert right >= 0.82
    assert false <= 1.4
    assert typos["news_real"]["precision_on_news"] >= 0.83
    assert typos["slips"]["nonword"]["correct"] >= 0.92
    assert typos["slips"]["precision"] >= 0.98
    assert typos["clean"]["by_class"].get("name (gold NER)", 0) == 0
