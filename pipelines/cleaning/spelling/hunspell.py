"""The Hunspell dictionary en_US that comes with spylls, ready in a tenth of the time that spylls takes to read it.

What belongs here: loading it, and asking it. What its answers mean is in ``lexicon.py``.
"""

import warnings
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from spylls.hunspell.algo.capitalization import Type  # type: ignore[import-untyped]
from spylls.hunspell.algo.lookup import CompoundForm, Lookup  # type: ignore[import-untyped]
from spylls.hunspell.data.aff import Aff  # type: ignore[import-untyped]
from spylls.hunspell.data.dic import Dic, Word  # type: ignore[import-untyped]
from spylls.hunspell.readers.aff import read_aff  # type: ignore[import-untyped]
from spylls.hunspell.readers.file_reader import FileReader  # type: ignore[import-untyped]

# Words recur, and to look one up that is none takes a tenth of a millisecond.
_REMEMBERED = 1 << 17
# Signs of what a .dic file may have and this one has not: data after a word, a slash that is no border.
_NOT_READ = ("\t", " ", "\\")


class Hunspell:
    """A dictionary that says whether a form is one of its words."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lru_cache(_REMEMBERED)(lookup)


class _Words(Dic):  # type: ignore[misc]
    """The words of a .dic file, each made when it is asked for: of fifty thousand few ever are."""

    def __init__(self, flags: Mapping[str, str], aff: Aff) -> None:
        """Take the flags of each stem as they are written."""
        super().__init__(words=[])
        self._flags, self._casing = flags, aff.casing
        self._made: dict[str, Word] = {}

    def homonyms(self, stem: str, *, ignorecase: bool = False) -> list[Word]:
        """The words of a stem, or of all stems that are filed under it without regard to capitals."""
        if ignorecase:
            return [self._word(found) for found in self._filed.get(stem, ())]
        return [self._word(stem)] if stem in self._flags else []

    def _word(self, stem: str) -> Word:
        if stem not in self._made:
            self._made[stem] = Word(stem, set(self._flags[stem]), {}, [], self._casing.guess(stem))
        return self._made[stem]

    @cached_property
    def _filed(self) -> dict[str, list[str]]:
        """What spylls files under: the stem in small letters, and each letter of one that has no other."""
        found: dict[str, list[str]] = {}
        for stem in self._flags:
            for key in stem if self._casing.guess(stem) is Type.NO else self._casing.lower(stem):
                found.setdefault(key, []).append(stem)
        return found


class _Lookup(Lookup):  # type: ignore[misc]
    """Compounds of this dictionary are numbers (21st), and are not looked for in letters."""

    def compound_forms(self, word: str, *given: object, **named: object) -> Iterator[CompoundForm]:
        """The ways to make a word of several."""
        return iter(()) if word.isalpha() else super().compound_forms(word, *given, **named)


@cache
def load_hunspell() -> Hunspell:
    """Load en_US, once per process, by its path: by name alone, spylls prefers an ``en_US.aff`` in the working folder.

    Raises ValueError when the file has more in it than words and their flags: spylls has another dictionary now.
    """
    folder = files("spylls").joinpath("hunspell", "data", "en")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves closing its files to the garbage collector
        aff, context = read_aff(FileReader(str(folder.joinpath("en_US.aff"))))
    written = folder.joinpath("en_US.dic").read_text(context.encoding)
    count, *lines = written.split()
    flags = {stem: written_flags for stem, _, written_flags in (line.partition("/") for line in lines)}
    is_plain = context.flag_format in ("short", "UTF-8") and not (context.ignore or context.flag_synonyms)
    if len(flags) != int(count) or not is_plain or any(sign in written for sign in _NOT_READ):
        raise ValueError("the dictionary en_US of spylls is not of the form that is read here")
    return Hunspell(_Lookup(aff, _Words(flags, aff)))
