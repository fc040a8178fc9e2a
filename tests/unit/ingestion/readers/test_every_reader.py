"""What is true of every reader, whatever it is given: whole files, broken ones, and any bytes at all."""

import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import proven_segments
from pipelines.limits import Limits
from pipelines.lineage.proof import Bytes, bytes_problem

from .samples import FILES

EXTENSIONS = sorted(READERS)
# Those that read pages take a second for some; a part of the examples is enough of them.
SLOW = (".html", ".htm", ".warc", ".wat", ".wet", ".arc")
# In these a row has no bytes of its own.
PACKED = (".parquet",)


def read(extension: str, data: bytes, options: ReadOptions = DEFAULT_OPTIONS) -> list[Record | Reject]:
    return list(READERS[extension].read(io.BytesIO(data), options))


def require_sound(extension: str, data: bytes, options: ReadOptions = DEFAULT_OPTIONS) -> list[Record | Reject]:
    """At least one result, each at a place of its own inside the file, the same again, and every segment true."""
    results = read(extension, data, options)
    assert results
    assert results == read(extension, data, options)
    assert len({result.locator for result in results}) == len(results)
    for result in results:
        assert 0 <= result.byte_start <= result.byte_end <= len(data)
        if isinstance(result, Reject):
            assert re.fullmatch("[a-z_0-9]+", result.reason)
            assert result.error
            assert len(result.error) < 2_500
            continue
        assert result.text.strip()
        if extension not in PACKED:
            assert result.data == data[result.byte_start : result.byte_end]
        for field in ("title", "text"):
            value = (result.title if field == "title" else result.text) or ""
            segments = proven_segments(result, field, READERS[extension])
            found = Bytes(result.data, result.byte_start, result.encoding, READERS[extension].decodes)
            assert not value or bytes_problem(value, segments, found) is None
    return results


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_whole_file_gives_its_records_with_every_character_at_its_bytes(extension: str) -> None:
    records = [r for r in require_sound(extension, FILES[extension]) if isinstance(r, Record)]
    assert records
    for record in records:
        kinds = {s.kind for field in ("title", "text") for s in proven_segments(record, field, READERS[extension])}
        assert ("unaligned" in kinds) == (extension in PACKED)


def test_the_samples_are_those_of_the_formats() -> None:
    assert set(FILES) == set(READERS)


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfe\0\0",
        b"\x1f\x8b",
        b"PK\x03\x04",
        b"\n" * 5000,
        b"<" * 5000,
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'"' * 9_999,
        b"<item>" * 5_000,
        b"<item><![CDATA[" * 3_000,
        b"<item>" + b"<a>" * 20_000 + b"</item>",
        b"<REUTERS><TEXT>" + b"<BODY>" * 5_000,
        b"WARC/1.0\r\n" * 2_000,
        b"WARC/1.0\r\nContent-Length: 999999999999\r\n\r\nx",
        b"PAR1" + b"\0" * 100 + b"PAR1",
        b'id,text\n1,"' + b"\n" * 5_000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_hostile_gives_rejects(extension: str, data: bytes) -> None:
    require_sound(extension, data)


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with a few stretches cut, doubled, moved or overwritten."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from([1, 8, 200, 10_000])))))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.just(data[start:end] * 2),
                st.binary(max_size=6),
                st.sampled_from(
                    [b'"', b"\\", b"<", b"&", b"]]>", b"<![CDATA[", b"\n", b"\0", b"\\ud800", b"<p>", b" ,"]
                ),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_broken_file_is_read_as_far_as_it_goes(extension: str) -> None:
    profile = settings.get_profile(settings.get_current_profile_name())
    examples = max(10, profile.max_examples // (10 if extension in SLOW else 2))

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(broken(FILES[extension]))
    def holds(data: bytes) -> None:
        require_sound(extension, data)

    holds()


@given(st.sampled_from([one for one in EXTENSIONS if one not in SLOW]), st.binary(max_size=300))
def test_any_bytes_at_all_give_a_result(extension: str, data: bytes) -> None:
    require_sound(extension, data)


SMALL = ReadOptions(limits=Limits(record_bytes=40, nesting=2))


@pytest.mark.parametrize("extension", [one for one in EXTENSIONS if one not in (".html", ".htm", ".parquet")])
def test_a_record_beyond_the_limit_is_a_reject_and_the_others_count(extension: str) -> None:
    results = require_sound(extension, FILES[extension], SMALL)
    assert {"too_large", "bad_row"} & {result.reason for result in results if isinstance(result, Reject)}
