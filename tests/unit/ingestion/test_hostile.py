"""Files that are made to break a reader: each ends as a reject with a reason, or as what could be read of it."""

import gzip
import io
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from pipelines.ingestion.inputs import hashed
from pipelines.ingestion.objects import find_files
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.pieces import Inflated, buffered, damage_of
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.reading import RecordConfiguration, read_batch
from pipelines.ingestion.records import Record, Reject
from pipelines.limits import Limits
from pipelines.settings import CHECKOUT

from .test_members import NOISE, ingested, states, zipped

IS_FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
MANY = [{"id": n, "text": f"Story {n}. {NOISE[n * 3000 : n * 3000 + 2900].decode()}"} for n in range(100)]
LINES = b"".join(json.dumps(one).encode() + b"\n" for one in MANY)


def test_a_gzip_bomb_is_not_blown_up(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    made = ingested(tmp_path, {"a.jsonl.gz": bomb, "b.zip": zipped({"b.txt": b" " * (64 << 20), "c.txt": b"Words."})})
    assert states(made) == [
        ("a.jsonl.gz", "rejected", "too_compressed"),
        ("b.zip", "rejected", "too_compressed"),
    ]


def test_text_that_repeats_itself_is_no_bomb(tmp_path: Path) -> None:
    data = gzip.compress(b'{"text": "The same line again and again."}\n' * 20_000)
    assert {status for _, status, _ in states(ingested(tmp_path, {"a.jsonl.gz": data}))} == {"article", "duplicate"}


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.97])
def test_of_a_cut_gzip_the_records_before_the_cut_are_kept(tmp_path: Path, cut: float) -> None:
    whole = gzip.compress(LINES)
    made = ingested(tmp_path, {"a.jsonl.gz": whole[: int(cut * len(whole))]})
    articles = made.inputs.filter(status="article")
    [reject] = made.inputs.filter(status="rejected").iter_rows(named=True)
    assert cut * 100 - 4 < articles.height < cut * 100 + 1
    assert (reject["reason"], reject["locator"]) == ("bad_compression", "rest")
    [size] = made.source_objects["byte_count"]
    assert (max(articles["byte_end"]) < reject["byte_start"], reject["byte_end"]) == (True, size)
    assert size > cut * len(LINES) * 0.95


def test_what_was_decompressed_does_not_depend_on_how_it_is_read() -> None:
    whole = gzip.compress(LINES)
    broken = whole[:90_000] + b"\xff" * 50 + whole[90_050:]
    found = set()
    for size in (1, 7, 4096, 1 << 20):
        stream = buffered(Inflated(io.BytesIO(broken), Limits()))
        pieces = []
        while piece := stream.read(size * 997):
            pieces.append(piece)
        found.add((b"".join(pieces), damage_of(stream)))
    [(data, damage)] = found
    assert LINES.startswith(data[:100_000])
    assert damage


def test_what_follows_a_wrong_checksum_is_said_not_to_be_read(tmp_path: Path) -> None:
    first, second, third = (gzip.compress(b'{"text": "%s."}\n' % word) for word in (b"One", b"Two", b"Three"))
    second = second[:-8] + bytes([second[-8] ^ 0xFF]) + second[-7:]
    made = ingested(tmp_path, {"a.jsonl.gz": first + second + third})
    assert made.raw_articles["text"].to_list() == ["One."]
    [reject] = made.inputs.filter(status="rejected").iter_rows(named=True)
    start = len(gzip.decompress(first))
    assert (reject["reason"], reject["locator"], reject["byte_start"]) == ("bad_compression", "rest", start)
    assert "what follows is not read" in reject["error"]
    assert f"gzip member at byte {len(first)} of the compressed file" in reject["error"]


def test_a_cut_copy_is_another_object_than_a_file_that_ends_there(tmp_path: Path) -> None:
    """The same bytes, but only of one of them something is missing."""
    packed = gzip.compress(LINES)
    made = ingested(tmp_path, {"cut.jsonl.gz": packed[: len(packed) // 2]})
    [size] = made.source_objects["byte_count"]
    again = ingested(tmp_path, {"short.jsonl": LINES[:size]})
    assert again.source_objects["object_sha256"].n_unique() == 1
    reasons = {path: reason for path, status, reason in states(again) if status == "rejected"}
    assert reasons == {"cut.jsonl.gz": "bad_compression", "short.jsonl": "invalid_json"}


def test_a_file_that_changes_between_hashing_and_reading_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    objects = hashed(find_files([tmp_path]), Limits())
    with (tmp_path / "a.jsonl").open("ab") as stream:
        stream.write(LINES)
    found = read_batch(RecordConfiguration(), objects)
    assert found["records"].collect().is_empty()
    assert found["units"].collect().is_empty()


def test_a_feed_cannot_define_its_way_to_gigabytes(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    feed += "<rss><channel><item><title>&f;</title><description>&l11; laughs</description></item></channel></rss>"
    made = ingested(tmp_path, {"a.rss": feed.encode()})
    assert made.raw_articles.select("title", "text").rows() == [("&f;", "&l11; laughs")]


def test_a_page_of_a_million_tags_is_a_reject(tmp_path: Path) -> None:
    made = ingested(tmp_path, {"a.html": b"<div>" * 1_000_000, "b.html": b"<p>x" * 1_000_000})
    assert states(made) == [("a.html", "rejected", "too_complex"), ("b.html", "rejected", "too_complex")]


def test_deep_json_is_a_reject_whoever_reads_it() -> None:
    data = b'{"text": "a", "x": ' + b"[" * 201 + b"]" * 201 + b"}"
    for extension in (".jsonl", ".json"):
        [found] = READERS[extension].read(io.BytesIO(data), ReadOptions())
        assert isinstance(found, Reject)
        assert found.reason == "invalid_json"
    [shallow] = READERS[".jsonl"].read(io.BytesIO(data.replace(b"[[", b"").replace(b"]]", b"")), ReadOptions())
    assert isinstance(shallow, Record)


READ_IN_LITTLE_MEMORY = """
import resource, sys
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.opening import Opener
from pipelines.ingestion.objects import SourceFile
from pipelines.ingestion.readers import READERS
from pipelines.limits import Limits
from pathlib import Path

path, room = Path(sys.argv[1]), int(sys.argv[2])
options = ReadOptions(limits=Limits(record_bytes=int(sys.argv[3])))
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
file = SourceFile("", path)
count = 0
with Opener(Limits()) as opener, opener.open(file) as stream:
    for found in READERS[file.extension].read(stream, options):
        count += 1
        if getattr(found, "reason", None):
            print(found.reason)
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) * 1024
assert grown < room, f"{grown} bytes more"
print(count)
"""
LARGE = (200 if IS_FULL else 32) << 20
# Of a record of 3 kB, whatever the size of the file; a row group of Parquet is held at a time.
ROOM = 16 << 20
MOST = 4 << 20


def large_file(extension: str) -> tuple[bytes, bytes, bytes]:
    """Beginning, a record, and end of a file."""
    body = NOISE[:3000].decode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return {
        ".jsonl": (b"", json.dumps({"text": body}).encode() + b"\n", b""),
        ".json": (b"[", json.dumps({"text": body}).encode() + b",", b'{"text": "end"}]'),
        ".csv": (b"id,text\n", f'1,"{body}"\n'.encode(), b""),
        ".rss": (b"<rss>", f"<item><description>{body}</description></item>".encode(), b"</rss>"),
        ".sgm": (b"", f"<REUTERS><TEXT><BODY>{body}</BODY></TEXT></REUTERS>".encode(), b""),
        ".wet": (b"", f"{head}{body}\r\n\r\n".encode(), b""),
    }[extension]


def read_in_little_memory(path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(path), str(ROOM), str(MOST)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("extension", [".jsonl", ".json", ".csv", ".rss", ".sgm", ".wet"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, extension: str) -> None:
    begin, record, end = large_file(extension)
    path = tmp_path / f"large{extension}"
    count = LARGE // len(record)
    with path.open("wb") as stream:
        stream.write(begin)
        for _ in range(count):
            stream.write(record)
        stream.write(end)
    done = read_in_little_memory(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(count + (extension == ".json"))]


@pytest.mark.parametrize("extension", [".jsonl", ".json", ".csv", ".txt", ".rss", ".wet", ".arc"])
def test_one_endless_line_is_a_reject_in_bounded_memory(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"large{extension}"
    with path.open("wb") as stream:
        stream.write(b'{"text": "')
        for _ in range(LARGE >> 20):
            stream.write(b"x" * (1 << 20))
    done = read_in_little_memory(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "1"
    assert len(done.stdout.split()) == 2
