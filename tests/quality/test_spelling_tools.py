"""newsledger's spelling beside other tools, on the same texts and with the same scorer, and its rules for spaces and
doubled words. `make quality` prints the tables; times are told and not held.

What is held: newsledger does less harm than each of the others, and puts more right than those that do little harm.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import CHECKOUT

from . import word_faults

TOOLS = ("newsledger", "codespell", "typos", "symspell")
ARTICLE = CHECKOUT / "seeds" / "articles" / "ukraine_talks_announced.txt"
# In a process of its own, as the scorer calls it: the file of adapters, the tool, the article.
_OF_ARTICLE = """
import json, sys
sys.path[:0] = sys.argv[1:3]
import score_typos, spelling_tools
text = open(sys.argv[4], encoding="utf-8").read()
[answer] = getattr(spelling_tools, sys.argv[3])()([text])
edits = score_typos.diff_edits(text, answer) if isinstance(answer, str) else answer
print(json.dumps([(text[start:end], new) for start, end, new in edits]))
"""


@pytest.fixture(scope="module")
def scores(eval_data: Path) -> dict[str, dict[str, Any]]:
    """What the scorer says of each tool."""
    return {tool: _scored(eval_data, tool) for tool in TOOLS}


def _scored(eval_data: Path, tool: str) -> dict[str, Any]:
    folder, scorer = CHECKOUT / "tests" / "quality", eval_data.parent / "evals" / "score_typos.py"
    asked = ["--data", eval_data / "typos", "--py", f"spelling_tools:{tool}()", "--suites", "clean,slips,inject"]
    command = [sys.executable, str(scorer), *map(str, asked)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    score: dict[str, Any] = json.loads(done.stdout)
    command = [sys.executable, "-c", _OF_ARTICLE, str(folder), str(scorer.parent), tool, str(ARTICLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return score | {"article": json.loads(done.stdout.splitlines()[-1])}


def _typo_in_article(score: dict[str, Any]) -> str:
    """What became of "intertlinked", and of how much else in the article."""
    new = [after for before, after in score["article"] if before == "intertlinked"]
    return f"{new[0] if new else 'missed'}, {len(score['article']) - len(new)} others"


def _row(tool: str, score: dict[str, Any]) -> tuple[str, ...]:
    clean, real = score["clean"], score["news_real"]
    return (
        tool,
        f"{real['nonword']['correct']:.1%}",
        f"{clean['false_per_100k']:.2f}",
        f"{clean['by_class'].get('name (gold NER)', 0)}",
        f"{real['precision_on_news']:.1%}",
        f"{real['runon']['correct']:.0%}",
        f"{score['inject']['nonword/wikipedia']['correct']:.1%}",
        f"{score['slips']['nonword']['correct']:.1%}",
        f"{score['slips']['precision']:.1%}",
        f"{clean['tokens_per_s']:,}",
        f"{score['load_s']:.1f} s",
        _typo_in_article(score),
    )


def _print_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)))  # noqa: T201


def test_spelling_beside_other_tools(scores: dict[str, dict[str, Any]]) -> None:
    columns = ("tool", "news typos", "false/100k", "in names", "precision", "run-ons", "wikipedia", "slips")
    columns += ("slips precision", "words/s", "load", "intertlinked")
    print()  # noqa: T201
    _print_table(columns, [_row(tool, scores[tool]) for tool in TOOLS])
    own = scores.pop("newsledger")
    assert ["intertlinked", "interlinked"] in own["article"]
    for other in scores.values():
        assert own["clean"]["false_per_100k"] < other["clean"]["false_per_100k"] / 5
        assert own["news_real"]["precision_on_news"] > other["news_real"]["precision_on_news"]
        assert own["slips"]["precision"] > other["slips"]["precision"]
        assert own["news_real"]["runon"]["correct"] > other["news_real"]["runon"]["correct"]
    for quiet in ("codespell", "typos"):
        for suite, kind in (("news_real", "nonword"), ("slips", "nonword"), ("inject", "nonword/wikipedia")):
            assert own[suite][kind]["correct"] > scores[quiet][suite][kind]["correct"]
    assert own["inject"]["nonword/wikipedia"]["correct"] >= 0.9


def test_rules_for_spaces_and_doubled_words(eval_data: Path) -> None:
    texts = word_faults.clean_texts(eval_data)
    figures = {
        "stray_space": word_faults.stray_space_figures(texts),
        "doubled_word": word_faults.doubled_word_figures(texts),
        "run_on": word_faults.run_on_figures(texts),
    }
    print()  # noqa: T201
    rows = [(name, f"{f.recall:.1%}", f"{f.precision:.2%}", str(len(f.hits_in_clean))) for name, f in figures.items()]
    _print_table(("rule", "recall", "precision", "hits in clean news"), rows)
    for name, found in figures.items():
        for hit in found.hits_in_clean:
            print(f"  {name}: {hit!r}")  # noqa: T201
        assert found.precision >= 0.99
        assert len(found.hits_in_clean) <= 15  # each of them looked at, and right
    assert figures["stray_space"].recall >= 0.55
    assert figures["doubled_word"].recall >= 0.75
    assert figures["run_on"].recall >= 0.5
