"""Figures about articles taken out of pages: formulas only, no reading and no floors.

Body, as the public article-extraction benchmark of Zyte (scrapinghub/article-extraction-benchmark) computes it: words
are `\\w+`, shingles are 4 words in a row (one shorter one for a text of fewer words), compared as multisets. For a page
    true = |gold & found|, precision = true / |found|, recall = true / |gold|.
Precision is the mean over the pages for which something was found, recall the mean over those with gold, and
    F1 = 2 * precision * recall / (precision + recall).

Lines: a line is article if at least half of its shingles, case aside, are shingles of the gold (of 1 to 3 words for
shorter lines); a line without words is none.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

_WORD = re.compile(r"\w+")
_SIZE = 4
_HALF = 0.5


@dataclass(frozen=True)
class Page:
    """What a page says, as gold or as read; `day` is YYYY-MM-DD or "". Authors are compared by case-folded name."""

    text: str = ""
    title: str = ""
    day: str = ""
    authors: frozenset[str] = frozenset()


def page(text: str | None, title: str | None, day: str | None, authors: str | Iterable[str]) -> Page:
    """White space and entities aside; names given in one text stand apart by commas or semicolons."""
    if isinstance(authors, str):
        authors = re.split(r"[,;]", authors)
    names = (_plain(name).casefold() for name in authors)
    return Page(text or "", _plain(title or ""), (day or "")[:10], frozenset(name for name in names if name))


def figures(gold: Sequence[Page], found: Sequence[Page], plain: Sequence[Page]) -> dict[str, float]:
    """Shares of pages, or of lines for "lines lost": those article lines of `plain` that `found` has no more."""
    precision, recall = body(gold, found)
    pairs = list(zip(gold, found, strict=True))
    return {
        "body F1": 2 * precision * recall / (precision + recall),
        "body precision": precision,
        "body recall": recall,
        "bad ends": fmean(not _is_article(page.text.rpartition("\n")[2], page_gold.text) for page_gold, page in pairs),
        "lines lost": _lost(gold, found, plain),
        "title": fmean(wanted.title == page.title for wanted, page in pairs),
        "day": fmean(wanted.day == page.day for wanted, page in pairs),
        "authors": fmean(wanted.authors == page.authors for wanted, page in pairs),
    }


def body(gold: Sequence[Page], found: Sequence[Page]) -> tuple[float, float]:
    """Mean precision and mean recall of the pages."""
    precisions, recalls = [], []
    for wanted, page in zip(gold, found, strict=True):
        expected, seen = _shingles(wanted.text), _shingles(page.text)
        true = (expected & seen).total()
        precisions += [true / seen.total()] if seen else []
        recalls += [true / expected.total()] if expected else []
    return fmean(precisions), fmean(recalls)


def _shingles(text: str, size: int = _SIZE) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))) if words else Counter()


def _is_article(line: str, text: str) -> bool:
    words = _WORD.findall(line.casefold())
    size = min(_SIZE, len(words))
    shingles = set(_shingles(line.casefold(), size)) if words else set()
    return bool(shingles) and len(shingles & set(_shingles(text.casefold(), size))) >= _HALF * len(shingles)


def _lost(gold: Sequence[Page], found: Sequence[Page], plain: Sequence[Page]) -> float:
    """Rows of tables, which the reader takes from no page, are no lines of prose."""
    there = lost = 0
    for wanted, page, whole in zip(gold, found, plain, strict=True):
        for line in whole.text.split("\n"):
            if not line.startswith("|") and _is_article(line, wanted.text):
                there += 1
                lost += not _is_article(line, page.text)
    return lost / there


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
