"""What well-known names are, from seeds/reference/names.csv: continents, indices of stocks, diseases, tournaments. The
model knows many of them only by their shape, and calls COVID-19 an organisation."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipelines.resolution.forms import Forms, is_in_compound
from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, bare_name
from pipelines.schemas.reference import read_rows


class KnownName(NamedTuple):
    """A row of names.csv. `needs`: words of which one must stand in the article, none if it is always that."""

    name: str
    label: str
    needs: tuple[str, ...]


def read_known_names(path: Path) -> tuple[KnownName, ...]:
    """Rows of names.csv (name, label, needs; needs joined by |).

    Raises ValueError with file and line for a row that cannot be used.
    """
    names = []
    for number, (name, label, needs) in read_rows(path, ("name", "label", "needs")):
        if not name.strip() or label not in ENTITY_CLASSES:
            raise ValueError(f"{path}, line {number}: needs a name and one of the labels {', '.join(ENTITY_CLASSES)}")
        names.append(KnownName(name.strip(), label, tuple(word.strip() for word in needs.split("|") if word.strip())))
    return tuple(names)


@dataclass(frozen=True)
class KnownNames:
    """Finds them in an article."""

    by_name: Mapping[str, KnownName]
    forms: Forms
    # Those that are always meant, and those that need a word.
    certain: frozenset[str]
    needy: Sequence[KnownName]

    @classmethod
    def of(cls, names: Iterable[KnownName]) -> "KnownNames":
        by_name = {known.name: known for known in names}
        needy = [known for known in by_name.values() if known.needs]
        return cls(by_name, Forms.of(by_name), frozenset(by_name) - {known.name for known in needy}, needy)

    def applied(self, texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
        """The mentions, in order of reading, with known names put right and added where nothing stands.

        Inside of another name a known name is part of that; values (dates, numbers) make way for it, and so do pieces
        of it ("[U.S. Customs] and [Border Protection]").
        """
        meant = self.certain | {known.name for known in self.needy if _is_meant(known, texts)}
        names = [self._typed(m, meant) for m in found if m.label in ENTITY_CLASSES]
        names = self._whole(texts, names, meant)
        taken = _places(names)
        new = [m for m in self._standing(texts, meant) if taken.isdisjoint(_places([m]))]
        covered = _places([*new, *names])
        values = [m for m in found if m.label not in ENTITY_CLASSES and covered.isdisjoint(_places([m]))]
        return sorted([*names, *values, *new], key=lambda m: m.position)

    def _typed(self, m: ResolvedMention, meant: Collection[str]) -> ResolvedMention:
        known = self.by_name[name] if (name := bare_name(m.text)) in meant else None
        return m if known is None or known.label == m.label else m._replace(label=known.label, rule="known_name")

    def _whole(
        self, texts: Mapping[str, str], names: Sequence[ResolvedMention], meant: Collection[str]
    ) -> list[ResolvedMention]:
        """The names, with those that are pieces of a known name of several words as one."""
        there = {(m.field, i): m for m in names for i in _inside(texts, m)}
        wholes: list[ResolvedMention] = []
        pieces: set[ResolvedMention] = set()
        for whole in self._standing(texts, meant):
            places = range(whole.char_start, whole.char_end)
            parts = list(dict.fromkeys(m for i in places if (m := there.get((whole.field, i)))))
            inside = [_inside(texts, m) for m in parts]
            if " " not in whole.text or not parts or inside == [places]:
                continue
            if all(part.start in places and part.stop - 1 in places for part in inside):
                first = parts[0]
                wholes.append(whole._replace(model_label=first.model_label, found_by=first.found_by))
                pieces.update(parts)
        return [*(m for m in names if m not in pieces), *wholes]

    def _standing(self, texts: Mapping[str, str], meant: Collection[str]) -> Iterator[ResolvedMention]:
        for field in FIELDS:
            for start, end in self.forms.occurrences(text := texts.get(field, "")):
                if (name := text[start:end]) in meant and not is_in_compound(text, start, end):
                    yield ResolvedMention(field, start, end, name, self.by_name[name].label, None, "rule", "known_name")


def _is_meant(known: KnownName, texts: Mapping[str, str]) -> bool:
    return any(word in text for text in texts.values() for word in known.needs)


def _inside(texts: Mapping[str, str], m: ResolvedMention) -> range:
    """The places of a mention without the article before it and the possessive after it."""
    name = bare_name(m.text)
    at = texts[m.field].find(name, m.char_start, m.char_end)
    return range(at, at + len(name)) if at >= 0 else range(m.char_start, m.char_end)


def _places(mentions: Iterable[ResolvedMention]) -> set[tuple[str, int]]:
    return {(m.field, i) for m in mentions for i in range(m.char_start, m.char_end)}


NO_NAMES = KnownNames.of(())
