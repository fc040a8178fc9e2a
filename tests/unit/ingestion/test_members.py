"""Archives: members are source files of their own, read where they lie; what cannot be read is said."""

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipelines.ingestion.inputs import Ingested, every_input_has_one_state, ingest
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import find_files
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.reading import RecordConfiguration
from pipelines.limits import Limits

LINES = b'{"text": "One.", "id": 1}\n{"text": "Two.", "id": 2}\n'
# The bytes of random letters, which no compression makes much smaller.
NOISE = os.urandom(200_000).hex().encode()


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def ingested(folder: Path, files: dict[str, bytes], limits: Limits | None = None) -> Ingested:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    limits = limits or Limits()
    made = ingest(
        with_members(find_files([folder]), limits),
        configuration=RecordConfiguration(options=ReadOptions(limits=limits)),
    )
    assert every_input_has_one_state(made.inputs.lazy(), made.raw_articles.lazy()) == 0
    return made


def states(made: Ingested) -> list[tuple[str, str, str | None]]:
    return sorted(made.inputs.select("path", "status", "reason").rows())


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", zipped),
        ("a.ZIP", lambda files: zipped(files, zipfile.ZIP_STORED)),
        ("a.tar", lambda files: tarred(files, "w")),
        ("a.tar.gz", tarred),
        ("a.tgz", tarred),
    ],
)
def test_members_are_files_with_the_ids_that_they_have_outside(tmp_path: Path, name: str, pack) -> None:  # type: ignore[no-untyped-def]
    files = {
        "deep/a.jsonl": LINES,
        "b.txt": b"Three.",
        "c.jsonl.gz": gzip.compress(b'{"text": "Four."}'),
        "empty/": b"",
    }
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    packed = ingested(
        tmp_path / "in",
        {name: pack(files if "tar" not in name and "tgz" not in name else {k: v for k, v in files.items() if v})},
    )
    plain = ingested(tmp_path / "out", {"a.jsonl": LINES, "b.txt": b"Three.", "c.jsonl": b'{"text": "Four."}'})
    assert [path for path, _, _ in states(packed)] == [
        f"{name}!/b.txt", f"{name}!/c.jsonl.gz", f"{name}!/deep/a.jsonl", f"{name}!/deep/a.jsonl"
    ]  # fmt: skip
    assert set(packed.raw_articles["article_id"]) == set(plain.raw_articles["article_id"])
    assert set(packed.inputs["input_id"]) == set(plain.inputs["input_id"])
    assert packed.source_segments.sort("article_id", "field").drop("article_id").rows()
    assert set(packed.source_segments["kind"]) == {"copied"}


def test_hostile_names_are_only_shown(tmp_path: Path) -> None:
    names = ["../../up.txt", "/etc/passwd.txt", "new\nline.txt", "quo'te\".txt", "back\\slash.txt", "a!/b.txt"]
    made = ingested(tmp_path, {"a.zip": zipped({name: name.encode() for name in names})})
    assert [path for path, *_ in states(made)] == sorted(f"a.zip!/{name}".replace("\\", "\\\\") for name in names)
    assert {status for _, status, _ in states(made)} == {"article"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert not list(tmp_path.parent.parent.glob("up.txt"))


def test_two_members_of_one_name_have_two_paths(tmp_path: Path) -> None:
    made = ingested(tmp_path, {"a.zip": zipped({"a.txt": b"One.", "b.txt": b"Two."}).replace(b"b.txt", b"a.txt")})
    assert [(path, status) for path, status, _ in states(made)] == [
        ("a.zip!/a.txt", "article"),
        ("a.zip!/a.txt#2", "article"),
    ]


def test_a_number_never_gives_a_path_that_another_member_has(tmp_path: Path) -> None:
    data = zipped({"x.txt": b"One.", "y.txt": b"One.", "x.txt#2": b"One."}).replace(b"y.txt", b"x.txt")
    made = ingested(tmp_path, {"a.zip": data})
    assert [path for path, *_ in states(made)] == ["a.zip!/x.txt", "a.zip!/x.txt#2", "a.zip!/x.txt#3"]


@pytest.mark.parametrize("turn", [1, -1])
def test_a_folder_named_like_the_inside_of_an_archive_keeps_its_paths(tmp_path: Path, turn: int) -> None:
    (tmp_path / "a.zip!").mkdir()
    (tmp_path / "a.zip!" / "x.txt").write_bytes(b"One.")
    made = ingested(tmp_path, {"a.zip": zipped({"x.txt": b"One."})})
    assert [path for path, *_ in states(made)] == ["a.zip!/x.txt", "a.zip!/x.txt#2"]
    found = with_members(find_files([tmp_path])[::turn], Limits())
    assert {file.path: file.places for file in found} == {"a.zip!/x.txt": (), "a.zip!/x.txt#2": (0,)}


def test_archives_of_one_name_in_an_archive_are_told_apart(tmp_path: Path) -> None:
    inner = {"x.zip": zipped({"a.txt": b"One."}), "y.zip": zipped({"b.txt": b"Two."})}
    data = zipped(inner, zipfile.ZIP_STORED).replace(b"y.zip", b"x.zip")
    made = ingested(tmp_path, {"o.zip": data})
    assert [path for path, *_ in states(made)] == ["o.zip!/x.zip!/a.txt", "o.zip!/x.zip#2!/b.txt"]


def test_members_that_the_directory_of_a_zip_does_not_name_are_said(tmp_path: Path) -> None:
    first, second = zipped({"a.txt": b"One."}), zipped({"b.txt": b"Two."})
    files = {"z.zip": first + second, "none.zip": first + zipped({}), "program.zip": b"#!/bin/sh\n" + second}
    made = ingested(tmp_path, files)
    assert {row for row in states(made) if row[1] == "rejected"} == {
        ("none.zip", "rejected", "bad_archive"),
        ("z.zip", "rejected", "bad_archive"),
    }
    assert {path for path, *_ in states(made)} == {"z.zip", "z.zip!/b.txt", "none.zip", "program.zip!/b.txt"}


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = zipped({"x.txt": b"Inner."})
    second = tarred({"in.zip": inner, "y.txt": b"Second."})
    made = ingested(tmp_path, {"a.zip": zipped({"s.tar.gz": second, "in.zip": inner})})
    assert states(made) == [
        ("a.zip!/in.zip!/x.txt", "article", None),
        ("a.zip!/s.tar.gz!/in.zip", "rejected", "nested_too_deep"),
        ("a.zip!/s.tar.gz!/y.txt", "article", None),
    ]


def test_what_is_no_file_or_no_archive_is_said(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    files = {
        "links.tar": stream.getvalue(),
        "no.zip": b"words",
        "no.tar": b"words" * 200,
        "no.tgz": b"words",
        "none.zip": zipped({}),
        "blank.tar": b"",
    }
    assert states(ingested(tmp_path, files)) == [
        ("blank.tar", "rejected", "bad_archive"),
        ("links.tar!/hard", "rejected", "unreadable"),
        ("links.tar!/link", "rejected", "unreadable"),
        ("links.tar!/pipe", "rejected", "unreadable"),
        ("no.tar", "rejected", "bad_archive"),
        ("no.tgz", "rejected", "bad_archive"),
        ("no.zip", "rejected", "bad_archive"),
        ("none.zip", "rejected", "empty"),
    ]


def test_an_encrypted_member_is_a_reject(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"One.", "b.txt": b"Two."}))
    for header in (data.find(b"PK\1\2") + 8, 6):  # the flags in the directory, and before the first member
        data[header] |= 1
    made = ingested(tmp_path, {"a.zip": bytes(data)})
    assert states(made) == [("a.zip!/a.txt", "rejected", "encrypted"), ("a.zip!/b.txt", "article", None)]


@pytest.mark.parametrize("ending", [".tar", ".tar.gz"])
def test_of_a_cut_archive_the_members_before_are_read(tmp_path: Path, ending: str) -> None:
    lines = b'{"text": "Whole."}\n{"text": "' + NOISE + b'"}\n{"text": "Lost."}\n'
    data = tarred({"a.txt": b"One.", "b.jsonl": lines, "c.txt": b"Lost."}, "w:gz" if ending == ".tar.gz" else "w")
    made = ingested(tmp_path, {f"a{ending}": data[: len(data) // 2]})
    assert states(made) == [
        (f"a{ending}", "rejected", "bad_archive"),
        (f"a{ending}!/a.txt", "article", None),
        (f"a{ending}!/b.jsonl", "article", None),
        (f"a{ending}!/b.jsonl", "rejected", "bad_compression"),
    ]


def test_a_tar_that_is_damaged_in_the_middle_loses_nothing_silently(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": b"One.", "b.txt": b"Two.", "c.txt": b"Three."}, "w"))
    data[1024:1536] = b"x" * 512
    assert states(ingested(tmp_path, {"a.tar": bytes(data)})) == [
        ("a.tar", "rejected", "bad_archive"),
        ("a.tar!/a.txt", "article", None),
    ]


def test_nothing_is_taken_from_a_member_whose_checksum_is_wrong(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "Line %d.", "x": "%s"}\n' % (n, NOISE[n * 5000 : n * 5000 + 5000]) for n in range(80))
    data = bytearray(zipped({"a.jsonl": lines, "b.txt": b"Two."}))
    data[len(data) // 2] ^= 0xFF
    made = ingested(tmp_path, {"a.zip": bytes(data)})
    reasons = {reason for path, _, reason in states(made) if path.endswith("a.jsonl")}
    assert reasons == {"bad_compression"}  # nobody can say which of the lines are wrong
    assert ("a.zip!/b.txt", "article", None) in states(made)


def wrongly_summed(packed: bytes) -> bytes:
    """A gzip member with another checksum than that of its bytes."""
    return packed[:-8] + bytes([packed[-8] ^ 0xFF]) + packed[-7:]


def test_nothing_is_taken_from_a_tar_whose_checksum_is_wrong(tmp_path: Path) -> None:
    files = {"a.txt": b"One.", "b.jsonl": LINES}
    assert states(ingested(tmp_path, {"a.tar.gz": wrongly_summed(tarred(files))})) == [
        ("a.tar.gz", "rejected", "bad_archive"),
        ("a.tar.gz!/a.txt", "rejected", "bad_compression"),
        ("a.tar.gz!/b.jsonl", "rejected", "bad_compression"),
    ]


def test_a_limit_on_members_hides_no_wrong_checksum(tmp_path: Path) -> None:
    packed = wrongly_summed(tarred({"a.txt": b"One.", "b.txt": b"Two."}))
    assert states(ingested(tmp_path, {"a.tgz": packed}, Limits(archive_members=1))) == [
        ("a.tgz", "rejected", "too_many_members"),
        ("a.tgz!/a.txt", "rejected", "bad_compression"),
    ]


@pytest.mark.parametrize(("cut", "kept"), [(1024, ["a.txt"]), (1600, ["a.txt"]), (2048, ["a.txt", "b.txt"])])
def test_of_a_tar_in_parts_those_with_right_checksums_are_read(tmp_path: Path, cut: int, kept: list[str]) -> None:
    plain = tarred({"a.txt": b"One.", "b.txt": b"Two.", "c.txt": b"Three."}, "w")
    packed = gzip.compress(plain[:cut]) + wrongly_summed(gzip.compress(plain[cut:]))
    made = states(ingested(tmp_path, {"a.tar.gz": packed}))
    assert [path.removeprefix("a.tar.gz!/") for path, status, _ in made if status == "article"] == kept
    assert len(made) == 4  # the three members, and the archive


def test_a_tar_in_a_zip_whose_checksum_is_wrong_is_not_opened(tmp_path: Path) -> None:
    data = zipped({"in.tar": tarred({"a.txt": b"One."}, "w")}, zipfile.ZIP_STORED).replace(b"One.", b"Own.")
    assert states(ingested(tmp_path, {"a.zip": data})) == [("a.zip!/in.tar", "rejected", "bad_compression")]


def blanked(data: bytes) -> bytes:
    return data[:1024] + bytes(1024) + data[2048:]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.tar", blanked(tarred({"a.txt": b"One.", "b.txt": b"Two.", "c.txt": b"Three."}, "w"))),
        ("a.tar", tarred({"a.txt": b"One."}, "w") + tarred({"b.txt": b"Two."}, "w")),
        ("a.tar.gz", tarred({"a.txt": b"One."}) + tarred({"b.txt": b"Two."})),
    ],
    ids=["blanked", "joined", "joined, compressed"],
)
def test_what_follows_the_end_of_a_tar_is_said(tmp_path: Path, name: str, data: bytes) -> None:
    made = ingested(tmp_path, {name: data})
    assert states(made) == [(name, "rejected", "bad_archive"), (f"{name}!/a.txt", "article", None)]
    assert "more follows" in made.inputs.filter(path=name)["error"].item()


def test_a_tar_that_is_cut_between_two_members_is_said_to_be(tmp_path: Path) -> None:
    data = tarred({"a.txt": b"One.", "b.txt": b"Two."}, "w")[:1024]
    made = ingested(tmp_path, {"a.tar": data})
    assert states(made) == [("a.tar", "rejected", "bad_archive"), ("a.tar!/a.txt", "article", None)]
    assert "no end mark" in made.inputs.filter(path="a.tar")["error"].item()


def test_limits_hold_for_archives(tmp_path: Path) -> None:
    limits = Limits(archive_members=2, held_bytes=1000)
    files = {f"{n}.txt": b"%d." % n for n in range(4)}
    made = ingested(
        tmp_path,
        {
            "many.zip": zipped(files),
            "many.tar": tarred(files, "w"),
            "deep.zip": zipped({"in.zip": zipped({"a.txt": NOISE})}),
        },
        limits,
    )
    rejected = {(path, reason) for path, status, reason in states(made) if status == "rejected"}
    assert rejected == {
        ("many.zip", "too_many_members"),
        ("many.tar", "too_many_members"),
        ("deep.zip!/in.zip", "unreadable"),
    }


def test_a_member_stays_what_it_is_when_the_archive_grows(tmp_path: Path) -> None:
    first = ingested(tmp_path, {"a.zip": zipped({"a.txt": b"One."})})
    second = ingested(tmp_path, {"a.zip": zipped({"0.txt": b"New.", "a.txt": b"One."})})
    assert set(first.raw_articles["article_id"]) < set(second.raw_articles["article_id"])
