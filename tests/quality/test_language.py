"""Languages of English news, whole and in pieces, and of texts in other languages. `make quality` prints it, beside the
detector alone in the same run.

The sentences in other languages are the examples that spaCy ships.
"""

import gzip
import importlib
import io
import json
import pkgutil
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pycld2
import pytest
import spacy.lang

from pipelines.cleaning.language import READ_LANGUAGES, detect_language

PIECES = 1_500
CORPORA = (
    "corpora/reuters.jsonl.gz",
    "corpora/giveme5w1h.jsonl.gz",
    *(f"entities/{name}.dev.jsonl.gz" for name in ("wwn", "conllpp2020", "lgl", "trnews", "geovirus")),
)
# What the detector does not know at all, more than one language, and what no rule here is about.
LEFT_OUT = frozenset({"en", "xx", "dsb", "hsb", "kmr", "lij", "grc", "la", "sa", "tn"})
Detector = Callable[[str], str]


def ours(text: str) -> str:
    return detect_language(text).code


def alone(text: str) -> str:
    """The detector as it comes."""
    try:
        is_reliable, _, details = pycld2.detect(text)
    except pycld2.error:
        return "und"
    return str(details[0][1]) if is_reliable else "und"


@pytest.fixture(scope="module")
def english(eval_data: Path) -> list[list[str]]:
    """The texts of each corpus."""
    found = []
    for name in CORPORA:
        with gzip.open(eval_data / name, "rt", encoding="utf-8") as lines:
            found.append([json.loads(line)["text"] for line in lines])
    with zipfile.ZipFile(io.BytesIO((eval_data / "corpora" / "bbc_txt.zip").read_bytes())) as files:
        names = [name for name in files.namelist() if name.endswith(".txt")]
        found.append([files.read(name).decode("utf-8", "replace") for name in names])
    return found


def pieces(texts: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Cuts of 20 to 60 words, every third in capitals."""
    long = [text for text in texts if len(text.split()) >= 20]
    for number in range(PIECES):
        text = chance.choice(long)
        words = [match.span() for match in re.finditer(r"\S+", text)]
        count = min(chance.randint(20, 60), len(words))
        start = chance.randint(0, len(words) - count)
        piece = text[words[start][0] : words[start + count - 1][1]]
        yield piece.upper() if number % 3 == 0 else piece


def foreign(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Language and text of about 20 to 60 words."""
    for module in pkgutil.iter_modules(spacy.lang.__path__):
        if module.name in LEFT_OUT or not module.ispkg:
            continue
        try:
            sentences = importlib.import_module(f"spacy.lang.{module.name}.examples").sentences
        except ModuleNotFoundError:
            continue
        for _ in range(20):
            size, text = chance.randint(120, 360), ""
            for sentence in chance.sample(sentences, len(sentences)):
                text += sentence + " "
                if len(text) >= size:
                    break
            if len(text) >= 60:
                yield module.name, text


def lost(texts: Sequence[str], detect: Detector) -> float:
    """Share of English texts that would not be read."""
    return sum(detect(text) not in READ_LANGUAGES for text in texts) / len(texts)


def test_no_english_article_is_lost_and_hardly_a_piece_of_one(
    english: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(4)  # noqa: S311 (no secret)
    long = [text for texts in english for text in texts if len(text.split()) > 150]
    short = [piece for texts in english for piece in pieces(texts, chance)]
    figures = {name: (lost(long, way), lost(short, way)) for name, way in (("ours", ours), ("pycld2 alone", alone))}
    with capsys.disabled():
        for name, (of_long, of_short) in figures.items():
            print(  # noqa: T201
                f"\nEnglish that is lost, {name}: {of_long:.3%} of {len(long)} articles of more than 150 words, "
                f"{of_short:.3%} of {len(short)} pieces of 20 to 60",
                end="",
            )
    assert figures["ours"][0] == 0
    assert figures["ours"][1] <= 0.001


def test_texts_in_other_languages_are_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    texts = list(foreign(random.Random(5)))  # noqa: S311 (no secret)
    shares = {}
    for name, way in (("ours", ours), ("pycld2 alone", alone)):
        kept = [language for language, text in texts if way(text) in READ_LANGUAGES]
        shares[name] = len(kept) / len(texts)
    with capsys.disabled():
        for name, share in shares.items():
            print(f"\nother languages that would be read, {name}: {share:.2%} of {len(texts)} texts", end="")  # noqa: T201
    assert shares["ours"] <= 0.02
