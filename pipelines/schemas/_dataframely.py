"""Loads dataframely without SQLAlchemy and pydantic, which it would load for features that are not used here: half a
second for every process. To be imported before anything else imports dataframely."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_OPTIONAL = ("pydantic", "pydantic_core", "sqlalchemy")


@contextmanager
def _as_if_absent(names: tuple[str, ...]) -> Iterator[None]:
    """Packages that are not loaded yet cannot be found for a while; dataframely does without those that it lacks."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python marks what is not to be had
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _as_if_absent(_OPTIONAL):
    importlib.import_module("dataframely")
