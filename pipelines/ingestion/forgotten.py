"""Articles that are to be forgotten, for a takedown or because of personal data: the list that people may edit,
seeds/reference/forgotten.csv, and which inputs it rejects. What else goes when an article is forgotten is in
`pipelines.engine.forgetting`."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pipelines.ingestion.duplicates import Candidate, Duplicate
from pipelines.schemas.reference import read_rows

REASON = "forgotten"
_COLUMNS = ("article_id", "note")
_ARTICLE_ID = re.compile("[0-9a-f]{16}")
_OWN_ID = re.compile(r"as article ([0-9a-f]{16}),")


def read_forgotten(path: Path) -> frozenset[str]:
    """The article_ids of forgotten.csv: article_id, note.

    Raises ValueError with file, line and what to do for a row that cannot be meant.
    """
    listed = set()
    for number, (article_id, _) in read_rows(path, _COLUMNS):
        if not _ARTICLE_ID.fullmatch(article_id):
            raise ValueError(f"{path}, line {number}: {article_id!r} is no article_id (16 characters of 0-9 and a-f)")
        listed.add(article_id)
    return frozenset(listed)


def add_forgotten(path: Path, article_ids: Iterable[str], note: str) -> None:
    """Add rows to a forgotten.csv; what is there stays as it is. The file is replaced when it is whole."""
    before = path.read_text("utf-8") if path.exists() else f"{','.join(_COLUMNS)}\n"
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerows((article_id, " ".join(note.split())) for article_id in article_ids)
    new = path.with_name(f"{path.name}.new")
    new.write_text(before + ("" if before.endswith("\n") else "\n") + rows.getvalue(), "utf-8")
    new.replace(path)


def rejected_as_forgotten(
    candidates: Iterable[Candidate], duplicates: Mapping[tuple[str, str], Duplicate], listed: Collection[str]
) -> dict[tuple[str, str], str]:
    """What is wrong with each input that would bring a listed article back, by (input_id, path).

    All inputs that are one article go together when one of them is listed: else a copy of a listed record would come
    up in its place, or hide behind an article that is published earlier.
    """
    if not listed:
        return {}
    listed_candidates = list(candidates)
    own = {(c.input_id, c.path): c.article_id for c in listed_candidates}
    return {
        key: f"on the list of forgotten articles, or a copy of one that is; known as article {own[key]}, "
        "not read further"
        for key in kept_out(listed_candidates, duplicates, listed)
    }


def kept_out(
    candidates: Iterable[Candidate], duplicates: Mapping[tuple[str, str], Duplicate], listed: Collection[str]
) -> dict[tuple[str, str], str]:
    """The listed article that each input, by (input_id, path), is one with: all inputs that are one article go when
    one of them is listed."""
    kept_as = {}
    for c in candidates:
        duplicate = duplicates.get((c.input_id, c.path))
        kept_as[c.input_id, c.path] = c.article_id, duplicate.article_id if duplicate else c.article_id
    gone: dict[str, str] = {}
    for own, kept in sorted(kept_as.values()):
        for article_id in (own, kept):
            if article_id in listed:
                gone.setdefault(kept, article_id)
    return {key: gone[kept] for key, (_, kept) in kept_as.items() if kept in gone}


def own_ids(errors: Iterable[str]) -> frozenset[str]:
    """The article_ids that inputs rejected as forgotten would have, from what `rejected_as_forgotten` says of them."""
    return frozenset(found[1] for error in errors if (found := _OWN_ID.search(error)))
