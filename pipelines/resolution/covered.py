"""Which characters of a text mentions stand on: most rules add a name only where none stands."""

from collections.abc import Iterable
from functools import cached_property

from pipelines.resolution.mentions import ResolvedMention


class Covered:
    """The characters of one field of an article that mentions of it cover. They are marked when first asked for: most
    texts have nothing that a rule would add."""

    def __init__(self, field: str, text: str, mentions: Iterable[ResolvedMention]) -> None:
        self._field = field
        self._length = len(text)
        self._mentions = mentions

    @cached_property
    def _taken(self) -> bytearray:
        taken = bytearray(self._length)
        for m in self._mentions:
            if m.field == self._field:
                taken[m.char_start : m.char_end] = b"\1" * (m.char_end - m.char_start)
        return taken

    def add(self, m: ResolvedMention) -> None:
        """Cover one more mention of the field."""
        self._taken[m.char_start : m.char_end] = b"\1" * (m.char_end - m.char_start)

    def is_free(self, start: int, end: int) -> bool:
        """Whether no mention covers any of these characters."""
        return self._taken.find(1, start, end) < 0
