"""A spaCy pipeline that costs next to nothing: sentences by full stops, a name wherever capitals stand. It gives tables
of the usual size, so that everything but the reading of texts can be measured on a corpus for which the time of a real
model is not at hand."""

import json
import subprocess
import sys
from pathlib import Path

NAME = "newsledger_plain_model"
_VERSION = "1.0"
_PACKAGE = """
from spacy.util import load_model_from_init_py

def load(**overrides):
    return load_model_from_init_py(__file__, **overrides)
"""
_MAKE = """
import sys, spacy
nlp = spacy.blank("en")
nlp.meta.update(name="plain", version="1.0")
nlp.add_pipe("sentencizer")
capital = {"IS_TITLE": True}
nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": [capital, capital]},
    {"label": "ORG", "pattern": [{"IS_UPPER": True, "LENGTH": {">=": 3}}]}, {"label": "GPE", "pattern": [capital]}])
nlp.to_disk(sys.argv[1])
"""


def make_plain_model(folder: Path) -> None:
    """Write the package into a folder, which is to stand in PYTHONPATH."""
    package, information = folder / NAME, folder / f"{NAME}-{_VERSION}.dist-info"
    if information.exists():
        return
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(_PACKAGE, "utf-8")
    (package / "meta.json").write_text(json.dumps({"lang": "en", "name": "plain", "version": _VERSION}), "utf-8")
    subprocess.run([sys.executable, "-c", _MAKE, str(package / f"en_plain-{_VERSION}")], check=True)
    information.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {_VERSION}\n"
    (information / "METADATA").write_text(metadata, "utf-8")
