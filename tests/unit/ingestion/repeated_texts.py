"""Texts for the tests of near-duplicates: one that is long enough to be recognised, and what may be done to it."""

import random

_WORDS = [
    "harbour", "ferry", "council", "vote", "budget", "repair", "winter", "storm", "minister", "loan", "electric",
    "battery", "island", "route", "captain", "crew", "passenger", "terminal", "union", "strike", "wage", "talk",
    "deadline", "court", "appeal", "ruling", "school", "bridge", "closure", "tunnel", "traffic", "survey",
    "resident", "meeting", "chair", "report", "auditor", "figure", "contract", "supplier", "delay", "engine",
    "trial", "crossing", "timetable", "summer", "grant",
]  # fmt: skip


def article(seed: int, words: int = 120) -> list[str]:
    """Words of an article of its own."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    return [f"{chance.choice(_WORDS)}{chance.choice(['', 's', 'ed', 'ing'])}" for _ in range(words)]


def text(words: list[str], line: int = 12) -> str:
    """The words in lines, with a full stop after each."""
    return "\n".join(" ".join(words[i : i + line]) + "." for i in range(0, len(words), line))


def edited(words: list[str], every: int) -> list[str]:
    """Every so manieth word is another one."""
    return [f"other{i}" if i % every == every - 1 else word for i, word in enumerate(words)]
