"""Spelling tools as the scorer of the evaluation data calls them: a factory that loads, then texts in, corrections out.

codespell and typos are commands: they are given the texts as files, and told to write every correction that they are
sure of. symspellpy is asked for the lower-case words that it does not know, which is how it does least harm to names.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from symspellpy import SymSpell, Verbosity

Corrector = Callable[[list[str]], list[str] | list[list[tuple[int, int, str]]]]

_BIN = Path(sys.executable).parent
_LOWER_CASE_WORD = re.compile(r"(?<![\w@#/.'’-])[a-z]{2,}(?![\w@/'’-])")
# What the commands end with when they found nothing, and when they corrected something.
_SOUND = {"codespell": {0, 65}, "typos": {0, 2}}


def codespell() -> Corrector:
    return lambda texts: _written_by([str(_BIN / "codespell"), "--write-changes", "--quiet-level", "35"], texts)


def typos() -> Corrector:
    command = [str(_BIN / "typos"), "--isolated", "--write-changes", "--format", "silent", "--no-ignore"]
    return lambda texts: _written_by(command, texts)


def symspell() -> Corrector:
    index = SymSpell(max_dictionary_edit_distance=2)
    index.load_dictionary(str(files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")), 0, 1)

    def corrected(word: re.Match[str]) -> str:
        found = index.lookup(word.group(), Verbosity.TOP, max_edit_distance=2)
        return found[0].term if found else word.group()

    return lambda texts: [_LOWER_CASE_WORD.sub(corrected, text) for text in texts]


def newsledger() -> Corrector:
    from spelling_adapter import corrector  # the scorer runs in this folder

    corrector(["The goverment said so."])  # loads the dictionaries
    return corrector


def _written_by(command: list[str], texts: list[str]) -> list[str]:
    """What a command makes of texts that it is given as files."""
    with tempfile.TemporaryDirectory(prefix="newsledger-spelling-") as folder:
        paths = [Path(folder, f"{number}.txt") for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode("utf-8"))
        done = subprocess.run([*command, folder], capture_output=True, text=True, cwd=folder)
        if done.returncode not in _SOUND[Path(command[0]).name]:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
        return [path.read_bytes().decode("utf-8") for path in paths]
