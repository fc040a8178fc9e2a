"""Edits: how a source text becomes a clean text, and how several rounds of changes compose into one ordered list.

Spans are half-open, 0-based, in code points. What belongs here: the arithmetic. Rules that propose changes live in
`pipelines.cleaning`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Replacement(NamedTuple):
    """A change proposed by a rule, in the coordinates of the text the rule was shown."""

    start: int
    end: int
    after: str
    rule: str


class Edit(NamedTuple):
    """One replacement that leads from source text to clean text.

    `rule` lists several rules, in order and separated by ", ", where later changes fell upon earlier ones.
    """

    rule: str
    raw_start: int
    raw_end: int
    char_start: int
    char_end: int
    before: str
    after: str


@dataclass(frozen=True)
class EditedText:
    """A source text, what has become of it, and the edits in between; `replay(source, edits) == text` always."""

    source: str
    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def unedited(cls, source: str) -> "EditedText":
        return cls(source, source)

    def apply(self, replacements: Iterable[Replacement]) -> "EditedText":
        """The text after the replacements, which count in `self.text`, are sorted and do not overlap.

        Raises ValueError when they are not.
        """
        proposed = list(replacements)
        _require_ordered(proposed, len(self.text))
        changes = [r for r in proposed if self.text[r.start : r.end] != r.after]
        if not changes:
            return self
        edits = tuple(_compose(self, changes))
        return EditedText(self.source, replay(self.source, edits), edits)


def replay(source: str, edits: Sequence[Edit]) -> str:
    """The text that the edits make of the source text."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += (source[position : edit.raw_start], edit.after)
        position = edit.raw_end
    pieces.append(source[position:])
    return "".join(pieces)


def proves(source: str, edits: Sequence[Edit], text: str) -> bool:
    """Whether the edits are a true account of how `source` became `text`.

    True when every edit's `before` and `after` stand where it says, edits are in order and do not overlap, the
    stretches between them are as long on both sides, and replaying them gives the text.
    """
    raw_position = char_position = 0
    for edit in edits:
        if (
            edit.raw_start < raw_position
            or edit.raw_start - raw_position != edit.char_start - char_position
            or source[edit.raw_start : edit.raw_end] != edit.before
            or text[edit.char_start : edit.char_end] != edit.after
        ):
            return False
        raw_position, char_position = edit.raw_end, edit.char_end
    return len(source) - raw_position == len(text) - char_position and replay(source, edits) == text


def _require_ordered(changes: Sequence[Replacement], length: int) -> None:
    position = 0
    for change in changes:
        if not position <= change.start <= change.end <= length:
            raise ValueError(f"replacement {change} overlaps another, is out of order or leaves the text")
        position = change.end


class _Item(NamedTuple):
    """An earlier edit or a new change, by its span in the text between the two rounds."""

    start: int
    end: int
    edit: Edit | None
    change: Replacement | None


def _compose(edited: EditedText, changes: Sequence[Replacement]) -> Iterator[Edit]:
    """Merge new changes with the earlier edits they fall upon; leave the others as they are, moved."""
    raw_shift = char_shift = 0
    for cluster in _clusters(edited.edits, changes):
        if len(cluster) == 1 and (alone := cluster[0].edit) is not None:
            raw_shift = alone.raw_end - alone.char_end
            start, end = alone.char_start + char_shift, alone.char_end + char_shift
            yield alone._replace(char_start=start, char_end=end) if char_shift else alone
            continue
        start, end = cluster[0].start, max(item.end for item in cluster)
        raw_start, char_start = start + raw_shift, start + char_shift
        after: list[str] = []
        position = start
        rules: list[str] = []
        for item in cluster:
            if item.edit is not None:
                raw_shift = item.edit.raw_end - item.edit.char_end
                rules += (rule for rule in item.edit.rule.split(", ") if rule not in rules)
        for item in cluster:
            if item.change is not None:
                after += (edited.text[position : item.start], item.change.after)
                position = item.end
                char_shift += len(item.change.after) - (item.end - item.start)
                rules += () if item.change.rule in rules else (item.change.rule,)
        after.append(edited.text[position:end])
        new = "".join(after)
        raw_end = end + raw_shift
        before = edited.source[raw_start:raw_end]
        if before != new:
            yield Edit(", ".join(rules), raw_start, raw_end, char_start, char_start + len(new), before, new)


def _clusters(edits: Sequence[Edit], changes: Sequence[Replacement]) -> Iterator[list[_Item]]:
    """Groups of items that fall upon one another, in order.

    Spans that only touch stay apart, so that each edit keeps its own rule and tight spans. Two empty spans at one
    point (something deleted there, something inserted there) belong together, since no order between them is given.
    """
    items = [_Item(e.char_start, e.char_end, e, None) for e in edits]
    items += [_Item(c.start, c.end, None, c) for c in changes]
    items.sort(key=lambda item: (item.start, item.end, item.change is not None))
    cluster: list[_Item] = []
    cluster_end = -1
    for item in items:
        overlaps = item.start < cluster_end
        same_point = (
            bool(cluster)
            and cluster[0].start == item.start == item.end == cluster_end
            and (cluster[-1].edit is None) != (item.edit is None)
        )
        if cluster and not overlaps and not same_point:
            yield cluster
            cluster = []
        cluster.append(item)
        cluster_end = item.end if len(cluster) == 1 else max(cluster_end, item.end)
    if cluster:
        yield cluster
