"""What differs between two runs' processes is named by its part, and once: where it is, not in all that follows."""

import json
from dataclasses import replace

from pipelines.lineage.processes import Model, Process
from pipelines.publishing.changes.blame import Blame, all_differences, library_differences, own_differences

READING = Process("reading", "c1", "{}", '{"spacy": "3.8.1"}', Model("small", "1.0", "a" * 64))
COUNTRIES = {"countries": "1" * 64}


def resolving(reading: Process, countries: dict[str, str] = COUNTRIES, code: str = "c2") -> Process:
    return Process("resolving", code, json.dumps(countries | {"reading": reading.process_id}), "{}")


def about(*processes: Process) -> Process:
    return Process("about", "c3", json.dumps({"processes": [p.process_id for p in processes]}), "{}")


def chain(reading: Process = READING, countries: dict[str, str] = COUNTRIES, code: str = "c2") -> list[Process]:
    made = [reading, resolving(reading, countries, code)]
    return [*made, about(*made)]


def test_equal_processes_have_no_differences() -> None:
    assert own_differences(chain(), chain()) == {}
    assert {tuple(blames) for blames in all_differences(chain(), chain()).values()} == {()}


def test_a_difference_belongs_to_the_process_that_has_it() -> None:
    other = replace(READING, model=Model("large", "2.0", "b" * 64))
    blame = Blame("model", "large 2.0, was small 1.0")
    assert own_differences(chain(), chain(other)) == {"reading": [blame]}
    found = all_differences(chain(), chain(other))
    assert {process.step: found[process.process_id] for process in chain(other)} == {
        "reading": [blame],
        "resolving": [blame],
        "about": [blame],
    }


def test_every_part_is_named_as_what_it_is() -> None:
    files = replace(READING, model=Model("small", "1.0", "b" * 64), packages='{"spacy": "3.8.2", "thinc": "8"}')
    assert own_differences(chain(), chain(files, {"countries": "2" * 64}, "c9")) == {
        "reading": [
            Blame("code", "reading (spacy 3.8.2, was 3.8.1)"),
            Blame("code", "reading (thinc 8, was none)"),
            Blame("model", "small 1.0, other files"),
        ],
        "resolving": [Blame("code", "resolving"), Blame("configuration", "countries")],
    }


def test_the_query_of_a_table_is_code() -> None:
    old, new = (Process("pairs", "c", json.dumps({"sql": sql}), "{}") for sql in ("SELECT 1", "SELECT 2"))
    assert own_differences([old], [new]) == {"pairs": [Blame("code", "pairs (sql)")]}


def test_a_process_that_one_run_alone_has_is_code() -> None:
    assert own_differences([READING], []) == {"reading": [Blame("code", "reading (gone)")]}
    assert own_differences([], [READING]) == {"reading": [Blame("code", "reading (new)")]}


def test_what_no_process_names_is_a_library_of_the_run_or_unknown() -> None:
    old = json.dumps({"python": "3.11.1", "polars": "2.1.0"})
    assert library_differences(old, json.dumps({"python": "3.11.2", "polars": "2.1.0"})) == [
        Blame("code", "python 3.11.2, was 3.11.1")
    ]
    [unknown] = library_differences(old, old)
    assert unknown.cause == "unknown"
