"""Clean sentences into which a fault is put at random, with a fixed seed: a word doubled, a space in a word, two words
run together. What the rules for these make of them is measured against the sentence as it was."""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.cleaning.doubled_words import doubled_words
from pipelines.cleaning.spelling.decisions import decide
from pipelines.cleaning.spelling.overrules import SCHEMA as OVERRULES
from pipelines.cleaning.stray_spaces import stray_spaces
from pipelines.lineage.edits import EditedText, Replacement

_SEED = 20
_SENTENCES = 10_000
_WORD = re.compile(r"(?<!\S)[A-Za-z]{3,}(?=[ ,.;])")
_PAIR = re.compile(r"(?<!\S)([a-z]+) ([a-z]+)(?=[ ,.;])")
# Words of the closed class that the rule knows: others are not looked at, so that they would only measure its size.
_DOUBLED = re.compile(r"(?<!\S)(?:the|an?|of|and|my|our|into)(?= [a-z])")


class Figures(NamedTuple):
    """Share of the faults that were put right, share of the changes that were right, and changes in the clean texts."""

    recall: float
    precision: float
    hits_in_clean: list[str]


def clean_texts(eval_data: Path) -> list[str]:
    with gzip.open(eval_data / "typos" / "clean.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def stray_space_figures(texts: list[str]) -> Figures:
    def split(sentence: str, chance: random.Random) -> str | None:
        if not (words := list(_WORD.finditer(sentence))):
            return None
        word = chance.choice(words)
        at = chance.randrange(word.start() + 1, word.end())
        return f"{sentence[:at]} {sentence[at:]}"

    return _measured(texts, split, stray_spaces)


def doubled_word_figures(texts: list[str]) -> Figures:
    def double(sentence: str, chance: random.Random) -> str | None:
        if not (words := list(_DOUBLED.finditer(sentence))):
            return None
        word = chance.choice(words)
        return f"{sentence[: word.end()]} {word.group()}{sentence[word.end() :]}"

    return _measured(texts, double, doubled_words)


def run_on_figures(texts: list[str]) -> Figures:
    """Of pairs of words that were run together, as decided for a corpus that has each of them once. Precision is that
    of the forms written apart; a form that is taken for one misspelled word ("abank" for "bank") is a miss here."""
    chance = random.Random(_SEED)  # noqa: S311 (a sample)
    pairs = {"".join(pair): " ".join(pair) for s in _sentences(texts) if (pair := _pair(s, chance))}
    vocabulary = pl.DataFrame({"word": list(pairs), "occurrence_count": 1, "article_count": 1})
    decided = decide(vocabulary, pl.DataFrame(schema=OVERRULES)).filter(pl.col("decision") == "correct")
    changed = dict(decided.filter(pl.col("replacement").str.contains(" ")).select("word", "replacement").rows())
    right = sum(pairs[word] == replacement for word, replacement in changed.items())
    return Figures(right / len(pairs), right / len(changed), [])


def _pair(sentence: str, chance: random.Random) -> tuple[str, ...] | None:
    found = [match.groups() for match in _PAIR.finditer(sentence)]
    return chance.choice(found) if found else None


def _measured(
    texts: list[str],
    fault: Callable[[str, random.Random], str | None],
    rule: Callable[[str], Iterable[Replacement]],
) -> Figures:
    chance = random.Random(_SEED)  # noqa: S311 (a sample)
    faulty = [(with_fault, s) for s in _sentences(texts) if (with_fault := fault(s, chance)) is not None]
    right = changed = 0
    for with_fault, sentence in faulty:
        edited = EditedText.unedited(with_fault).apply(rule(with_fault))
        right += edited.text == sentence
        changed += len(edited.edits)
    hits = [text[max(0, r.start - 30) : r.end + 30] for text in texts for r in rule(text)]
    return Figures(right / len(faulty), right / changed, hits)


def _sentences(texts: list[str]) -> Iterator[str]:
    """A sample of sentences that the rules leave as they are."""
    every = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if 40 < len(s) < 300]
    random.Random(_SEED).shuffle(every)  # noqa: S311 (a sample)
    return (s for s in every[:_SENTENCES] if not [*stray_spaces(s), *doubled_words(s)])
