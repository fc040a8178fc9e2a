"""What a text is recognised by when it is met again: hashes of its words taken three at a time. The work on one text;
comparing texts is in `candidates` and `matching`."""

import hashlib
import re
import unicodedata

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.schemas.units import UNIT

# Words in a row that are hashed together: two texts on one subject share many pairs of words, and few triples.
SHINGLE_WORDS = 3
# One in so many shingles is an anchor, by its value, so that a text and a part of it have the same ones.
ANCHOR_RATE = 4

SKETCH_TABLES: dict[str, dict[str, pl.DataType]] = {
    "sketches": UNIT
    | {"text_key": pl.String(), "shingle_count": pl.Int64(), "least": pl.UInt32(), "anchors": pl.List(pl.UInt32())},
    "shingles": UNIT | {"shingles": pl.List(pl.UInt32()), "figures": pl.List(pl.UInt32())},
}

Hashes = npt.NDArray[np.uint32]

# A script without spaces between words is taken letter by letter.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_ASCII_WORDS = bytes(code if chr(code).isalnum() and code < 128 else ord(" ") for code in range(256))
_FIGURE = re.compile(r"\d")
# Of the words that are remembered: a hundred thousand of them.
_MOST_CHARACTERS = 1 << 20
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def sketch_batch(configuration: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of SKETCH_TABLES for a batch with columns unit and text.

    `text_key` is equal for texts with the same words in the same order, and null for a text of white space; `shingles`
    are those of the text in its order; `anchors` are distinct and sorted; `least` is the least shingle (0 without one);
    `figures` are the words with a digit, sorted.
    """
    _HASHES.forget_many()
    units = batch["unit"].to_list()
    keys: list[str | None] = []
    shingles: list[Hashes] = []
    figures: list[list[int]] = []
    for text in batch["text"]:
        words = words_of(text)
        keys.append(_text_key(words, text))
        shingles.append(_shingles(words))
        figures.append(sorted(_HASHES[word] >> 32 for word in words if word in _HASHES.figures))
    anchors = [np.unique(found[found % ANCHOR_RATE == 0]) for found in shingles]
    sketches = {
        "unit": units,
        "text_key": keys,
        "shingle_count": [len(found) for found in shingles],
        "least": [int(found.min()) if len(found) else 0 for found in shingles],
        "anchors": anchors,
    }
    whole = {"unit": units, "shingles": shingles, "figures": figures}
    return {
        "sketches": pl.DataFrame(sketches, schema=SKETCH_TABLES["sketches"]),
        "shingles": pl.DataFrame(whole, schema=SKETCH_TABLES["shingles"]),
    }


def words_of(text: str) -> list[str]:
    """The words of a text, whatever their case and what stands between them."""
    if text.isascii():  # the same, at a fifth of the time
        return text.lower().encode("ascii").translate(_ASCII_WORDS).decode("ascii").split()
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _text_key(words: list[str], text: str) -> str | None:
    if words:
        return short_hash("words", " ".join(words))
    return short_hash("signs", " ".join(text.split())) if text.strip() else None


def _shingles(words: list[str]) -> Hashes:
    count = len(words) - SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, np.uint32)
    hashes = np.fromiter(map(_HASHES.__getitem__, words), np.uint64, len(words))
    mixed = np.zeros(count, np.uint64)
    for position, factor in enumerate(_FACTORS):
        mixed = (mixed ^ hashes[position : position + count]) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


class _WordHashes(dict[str, int]):
    """The hash of each word, worked out when it is first asked for; `figures` are the words with a digit."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: set[str] = set()
        self._characters = 0

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        found = self[word] = int.from_bytes(digest, "little")
        self._characters += len(word)
        if _FIGURE.search(word):
            self.figures.add(word)
        return found

    def forget_many(self) -> None:
        """Keep what is known from growing with a corpus."""
        if self._characters > _MOST_CHARACTERS:
            self.clear()
            self.figures.clear()
            self._characters = 0


_HASHES = _WordHashes()
