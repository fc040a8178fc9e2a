"""Which characters of a text mentions stand on: most rules add a name only where none stands."""

from collections.abc import Iterable

from pipelines.resolution.mentions import ResolvedMention


class Covered:
    """The characters of one field of an article that mentions of it cover."""

    def __init__(self, field: str, text: str, mentions: Iterable[ResolvedMention]) -> None:
        self._field = field
        self._taken = bytearray(len(text))
        for m in mentions:
            self.add(m)

    def add(self, m: ResolvedMention) -> None:
        """Cover a mention, if it is of the field."""
        if m.field == self._field:
            self._taken[m.char_start : m.char_end] = b"\1" * (m.char_end - m.char_start)

    def is_free(self, start: int, end: int) -> bool:
        """Whether no mention covers any of these characters."""
        return self._taken.find(1, start, end) < 0
