"""Countries of places in news, against hand-annotated gold: of the whole chain, articles in as JSONL and mentions read
from the database, beside the table of countries alone in the same run. `make quality` prints it. The floors lie a
little below what was measured.

Two of the sets give a country's name, one only coordinates, whose country is that of the nearest place of the
gazetteer.
Precision is of the gold mentions that have an answer; answered is a share of the gold mentions, then of those that the
chain found with the same bounds, then of those that it also took for places.
"""

import gzip
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pytest

from pipelines.resolution.countries import Gazetteer, read_countries
from pipelines.resolution.places.resolve import PLACE_LABELS
from pipelines.resolution.places.table import PLACES_PATH, read_places
from pipelines.settings import Settings

from .entity_scores import skip_unless_asked

COMMAND = str(Path(sys.executable).with_name("newsledger"))
MENTIONS = """
    SELECT a.external_id, m.raw_start, m.raw_end, m.label, m.text, m.country_code, m.latitude, m.longitude
    FROM mentions m JOIN articles a USING (article_id) WHERE m.field = 'text'
"""
# Names that the sets have and countries.csv has otherwise.
OTHER_NAMES = {"Palestinian Territory": "PS"}
Span = tuple[str, int, int]


class Answer(NamedTuple):
    """What the database says of a mention, and what the table of countries alone says of its text."""

    is_place: bool
    country: str | None
    alone: str | None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds without article, possessive and white space, on which corpora differ."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    if text[start:end].lower().startswith("the "):
        start += 4
    end = start + len(text[start:end].rstrip())
    return start, end - 2 if text[start:end].endswith(("'s", "’s")) else end


@cache
def countries() -> Gazetteer:
    return Gazetteer.of(read_countries(Settings().reference / "countries.csv"))


@cache
def points() -> tuple[Any, list[str]]:
    """Unit vectors and countries of the gazetteer's cities."""
    read_places(PLACES_PATH)
    query = (
        f"SELECT latitude, longitude, country_code FROM '{PLACES_PATH}' WHERE kind IN ('city', 'capital') AND rank = 0"  # noqa: S608
    )
    rows = duckdb.sql(query).fetchall()
    return vectors(np.array([row[:2] for row in rows])), [row[2] for row in rows]


def vectors(degrees: Any) -> Any:
    latitude, longitude = np.radians(degrees).T
    return np.stack([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], 1)


def gold_country(mention: dict[str, Any]) -> str | None:
    """ISO code of a gold mention's country; None where the set gives none."""
    if "country" in mention:
        return str(mention["country"]) if mention["country"] else None
    if name := mention.get("country_name"):
        known = countries().country(name)
        return known.code if known else OTHER_NAMES.get(name)
    if mention.get("lat") is None or "page" not in mention:
        return None
    units, codes = points()
    return codes[int(np.argmax(units @ vectors(np.array([[mention["lat"], mention["lon"]]]))[0]))]


def answers(documents: dict[str, dict[str, Any]], folder: Path) -> dict[Span, Answer]:
    """Bounds of mentions -> what the chain says of them."""
    (folder / "articles").mkdir()
    with (folder / "articles" / "set.jsonl").open("w", encoding="utf-8") as target:
        for number, document in documents.items():
            target.write(json.dumps({"id": number, "text": document["text"]}) + "\n")
    data = folder / "data"
    subprocess.run([COMMAND, "run", "--articles", folder / "articles", "--data", data], check=True, capture_output=True)
    found: dict[Span, Answer] = {}
    with duckdb.connect(data / "newsledger.duckdb", read_only=True) as database:
        for number, start, end, label, text, country, *_ in database.execute(MENTIONS).fetchall():
            known = countries().country(text) or countries().people(text)
            span = (number, *trimmed(documents[number]["text"], start, end))
            answer = Answer(label in PLACE_LABELS or label == "NORP", country, known.code if known else None)
            if span not in found or answer.country:
                found[span] = answer
    return found


@pytest.mark.parametrize(
    ("name", "least_right", "least_answered", "least_of_found"),
    [("lgl", 0.97, 0.94, 0.92), ("trnews", 0.96, 0.94, 0.945), ("geovirus", 0.98, 0.92, 0.92)],
)
def test_countries_of_places(
    eval_data: Path, tmp_path: Path, name: str, least_right: float, least_answered: float, least_of_found: float
) -> None:
    skip_unless_asked(name)
    with gzip.open(eval_data / "entities" / f"{name}.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = {document["doc_id"]: document for document in map(json.loads, lines)}
    found = answers(documents, tmp_path)
    counts: Counter[str] = Counter()
    for number, document in documents.items():
        for mention in document["mentions"]:
            if not (gold := gold_country(mention)):
                continue
            answer = found.get((number, *trimmed(document["text"], mention["start_char"], mention["end_char"])))
            counts.update(["gold"])
            if answer:
                counts.update({"found": 1, "places": answer.is_place})
                counts.update({"answered": bool(answer.country), "right": answer.country == gold})
                counts.update({"alone": bool(answer.alone), "alone right": answer.alone == gold})
    shares = ", ".join(f"{counts['answered'] / counts[of]:.1%} of {of}" for of in ("gold", "found", "places"))
    print(  # noqa: T201
        f"{name}: country right {counts['right'] / counts['answered']:.1%}, answered {shares}; table of countries "
        f"alone right {counts['alone right'] / counts['alone']:.1%}, answered "
        f"{counts['alone'] / counts['gold']:.1%} of gold"
    )
    assert counts["right"] >= least_right * counts["answered"]
    assert counts["answered"] >= least_answered * counts["places"]
    assert counts["answered"] >= least_of_found * counts["found"]
    assert counts["answered"] > counts["alone"]
