"""Files to tables: every record found ends in exactly one state."""

import gzip
import json
import os
import tempfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.inputs import Ingested, every_input_has_one_state, ingest
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import SourceFile, find_files
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.reading import RecordConfiguration
from pipelines.limits import Limits
from pipelines.schemas.ingestion import Inputs, RawArticles, SourceObjects, SourceSegments


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def ingest_folder(folder: Path, limits: Limits = DEFAULT_OPTIONS.limits) -> Ingested:
    files = with_members(find_files([folder]), limits)
    return ingest(files, configuration=RecordConfiguration(options=ReadOptions(limits=limits)))


def states(made: Ingested) -> dict[str, tuple[str, str | None]]:
    return {path: (status, reason) for path, status, reason in made.inputs["path", "status", "reason"].iter_rows()}


def problems(made: Ingested) -> int:
    return every_input_has_one_state(made.inputs.lazy(), made.raw_articles.lazy())


def test_a_folder_of_odd_files_is_accounted_for(tmp_path: Path) -> None:
    packed = gzip.compress(b"Packed text. " * 100)
    write(
        tmp_path,
        {
            "a.txt": b"An article.",
            "b.txt": b"An article.",
            "deep/er/a.txt": b"An article.",
            "c.txt.gz": packed,
            "cut.txt.gz": packed[:-20],
            "head.txt.gz": packed[:5],
            "fake.txt.gz": b"not gzip at all",
            "tail.txt.gz": packed + b"garbage",
            "damaged.txt.gz": packed[:12] + b"\xff\xff" + packed[14:],
            "nothing.txt.gz": b"",
            "empty.txt": b"",
            "image.txt": b"\x89PNG\0\0",
            "text.docx": b"PK",
            "README": b"words",
            "one.jsonl": b'{"text": "Another article.", "id": "7"}\n',
        },
    )
    made = ingest_folder(tmp_path)
    assert states(made) == {
        "a.txt": ("article", None),
        "b.txt": ("duplicate", "same_record"),
        "deep/er/a.txt": ("duplicate", "same_record"),
        "c.txt.gz": ("article", None),
        "cut.txt.gz": ("rejected", "bad_compression"),
        "head.txt.gz": ("rejected", "bad_compression"),
        "fake.txt.gz": ("rejected", "bad_compression"),
        "tail.txt.gz": ("rejected", "bad_compression"),
        "damaged.txt.gz": ("rejected", "bad_compression"),
        "nothing.txt.gz": ("rejected", "empty"),
        "empty.txt": ("rejected", "empty"),
        "image.txt": ("rejected", "binary"),
        "text.docx": ("rejected", "unknown_format"),
        "README": ("rejected", "unknown_format"),
        "one.jsonl": ("article", None),
    }
    assert Counter(made.inputs["status"]) == {"article": 3, "duplicate": 2, "rejected": 10}
    assert problems(made) == 0


def test_the_table_of_objects_knows_bytes_and_compression(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"abc", "a.txt.gz": gzip.compress(b"abc"), "bad.txt.gz": b"abc"})
    objects = ingest_folder(tmp_path).source_objects
    assert objects.select("path", "compression", "byte_count").rows() == [("a.txt", None, 3), ("a.txt.gz", "gzip", 3)]
    assert objects["object_sha256"].n_unique() == 1


def test_a_compressed_copy_repeats_the_plain_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"abc", "a.txt.gz": gzip.compress(b"abc")})
    assert states(ingest_folder(tmp_path)) == {"a.txt": ("article", None), "a.txt.gz": ("duplicate", "same_record")}


def test_tables_are_of_the_declared_types_even_when_empty(tmp_path: Path) -> None:
    for made in (ingest([]), ingest_folder(tmp_path)):
        for frame, table in zip(made, (SourceObjects, Inputs, RawArticles, SourceSegments), strict=True):
            assert dict(frame.schema) == table.dtypes()
    assert problems(ingest([])) == 0


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"a", "b.txt": b"", "c.png": b"c"})
    told: list[int] = []
    ingest(find_files([tmp_path]), told.append)
    assert told == [1, 2, 3]


def test_a_file_that_vanishes_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"a", "b.txt": b"b"})
    files = find_files([tmp_path])
    (tmp_path / "a.txt").unlink()
    made = ingest(files)
    assert states(made) == {"a.txt": ("rejected", "unreadable"), "b.txt": ("article", None)}
    assert made.inputs["error"].to_list() == ["No such file or directory", None]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"a"})
    (tmp_path / "a.txt").chmod(0)
    assert states(ingest_folder(tmp_path)) == {"a.txt": ("rejected", "unreadable")}


def test_a_file_that_became_a_folder_is_a_reject(tmp_path: Path) -> None:
    made = ingest([SourceFile("a.txt", tmp_path)])
    assert states(made) == {"a.txt": ("rejected", "unreadable")}


def test_pipes_and_dead_links_are_rejects_of_their_own(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "lost.txt").symlink_to("nowhere")
    made = ingest_folder(tmp_path)
    assert set(states(made).values()) == {("rejected", "unreadable")}
    assert made.inputs["input_id"].n_unique() == 3
    assert problems(made) == 0


def test_a_file_beyond_the_limit_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"x" * 10, "b.txt": b"x" * 11, "c.txt.gz": gzip.compress(b"x" * 11)})
    assert states(ingest_folder(tmp_path, Limits(object_bytes=10))) == {
        "a.txt": ("article", None),
        "b.txt": ("rejected", "too_large"),
        "c.txt.gz": ("rejected", "too_large"),
    }


def test_a_date_that_is_not_certain_costs_the_date_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"---\npublished_at: 03/04/2026\ntitle: [x]\n---\nText"})
    made = ingest_folder(tmp_path)
    ((status, reason, error),) = made.inputs["status", "reason", "error"].iter_rows()
    assert (status, reason) == ("article", "unusable_field")
    assert error.startswith("title is not a text: a list; published_at: '03/04/2026'")
    assert made.raw_articles["published_at", "published_precision"].row(0) == (None, "unknown")


def test_no_date_can_end_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": b'{"text": "a", "published_at": "0001-01-01T00:00:00+01:00"}'})
    assert states(ingest_folder(tmp_path)) == {"a.jsonl": ("article", "unusable_field")}


def test_missing_fields_have_their_stand_ins(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"Text"})
    (row,) = ingest_folder(tmp_path).raw_articles.iter_rows(named=True)
    assert (row["source"], row["title"], row["external_id"], row["authors"]) == ("unknown", None, None, [])


def test_ids_do_not_depend_on_folder_or_order(tmp_path: Path) -> None:
    files = {"a.txt": b"One.", "b.jsonl": b'{"text": "Two.", "id": 2}\n{"text": "Three."}\n', "c.txt": b"Four."}
    write(tmp_path / "here", files)
    write(tmp_path / "there", {f"z/{9 - n}{name}": data for n, (name, data) in enumerate(files.items())})
    here, there = (ingest_folder(tmp_path / name).raw_articles["article_id"] for name in ("here", "there"))
    assert set(here) == set(there)
    assert here.to_list() != there.to_list()


def test_two_names_that_look_alike_lose_no_article(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are shown as escapes, and another name may hold that escape in plain letters."""
    for name in (b"caf\xe9.txt", b"caf\\xe9.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("The same text.")
    made = ingest_folder(tmp_path)
    assert Counter(made.inputs["status"]) == {"article": 1, "duplicate": 1}


_TEXTS = st.sampled_from([b"One.", b"Two.", b"", b" ", b"caf\xe9", b"\0", "Zwei — 😀".encode()])
_FRONT = st.sampled_from(
    [b"", b"---\nid: 1\n---\n", b"---\nid: 2\nurl: u\n---\n", b"---\n: [\n---\n", b"---\npublished_at: 2026\n---\n"]
)
_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from([1, "1", None, [], True]),
        "url": st.sampled_from(["u", "v", ""]),
        "text": st.sampled_from(["One.", "Two.", "", None, 5, "\ud800", "\x00\u200b"]),
        "published_at": st.sampled_from(["2026-03-04", "2026-03", "03/04/2026", "0000", "Monday", 1772618400, True]),
        "authors": st.sampled_from(["A", ["A", "B"], [[]], {}]),
    },
)
_JSON_LINES = st.one_of(_VALUES.map(lambda v: json.dumps(v).encode()), st.sampled_from([b"", b"{", b"[]", b"\xff\x81"]))
_CONTENTS = st.one_of(
    st.builds(bytes.__add__, _FRONT, _TEXTS),
    st.lists(_JSON_LINES, max_size=5).map(b"\n".join),
    st.binary(max_size=30),
)
_NAMES = st.sampled_from(
    ["a.txt", "b.txt", "d/a.txt", "d/e/f.TXT", "a.jsonl", "d/b.jsonl", "a.txt.gz", "b.jsonl.gz", "x.png", "noname"]
)
_FOLDERS = st.dictionaries(_NAMES, st.tuples(_CONTENTS, st.booleans()), max_size=6)


@given(_FOLDERS)
def test_inputs_are_articles_duplicates_and_rejects(files: dict[str, tuple[bytes, bool]]) -> None:
    """Files of any content, with and without real compression where the name promises it."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: gzip.compress(data) if is_gz else data for name, (data, is_gz) in files.items()})
        made = ingest_folder(Path(folder))
    counts = Counter(made.inputs["status"])
    assert made.inputs.height == counts["article"] + counts["duplicate"] + counts["rejected"]
    assert made.raw_articles.height == counts["article"]
    assert set(made.inputs["path"]) == set(files)
    assert set(made.inputs["article_id"].drop_nulls()) == set(made.raw_articles["article_id"])
    assert problems(made) == 0
    for frame, table in zip(made, (SourceObjects, Inputs, RawArticles, SourceSegments), strict=True):
        table.validate(frame)


ARTICLE, DUPLICATE, REJECT = ("article", "a"), ("duplicate", "a"), ("rejected", None)


@pytest.mark.parametrize(
    ("inputs", "articles", "is_sound"),
    [
        ([ARTICLE, DUPLICATE, REJECT], ["a"], True),
        ([], [], True),
        ([ARTICLE], [], False),
        ([REJECT], ["a"], False),
        ([ARTICLE], ["a", "a"], False),
        ([ARTICLE, ARTICLE], ["a"], False),
        ([ARTICLE], ["b"], False),
        ([ARTICLE, ("article", "b")], ["a", "c"], False),
        ([ARTICLE, ("lost", None)], ["a"], False),
        ([("Article", "a")], [], False),
        ([DUPLICATE, DUPLICATE], [], False),
        ([ARTICLE, ("duplicate", "b")], ["a"], False),
    ],
)
def test_the_check_sees_what_does_not_add_up(
    inputs: list[tuple[str, str | None]], articles: list[str], is_sound: bool
) -> None:
    schema = {"status": pl.String(), "article_id": pl.String()}
    found = every_input_has_one_state(
        pl.LazyFrame(inputs, schema=schema, orient="row"),
        pl.LazyFrame({"article_id": articles}, {"article_id": pl.String()}),
    )
    assert (found == 0) is is_sound
