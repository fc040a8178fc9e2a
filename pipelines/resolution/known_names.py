"""What well-known names are, from seeds/reference/names.csv: continents, indices of stocks, diseases, tournaments. The
model knows many of them only by their shape, and calls COVID-19 an organisation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from pipelines.resolution.covered import Covered
from pipelines.resolution.forms import Forms, is_in_compound
from pipelines.resolution.mentions import FIELDS, ResolvedMention, in_reading_order
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


_IsMeant = Callable[[KnownName], bool]


@dataclass(frozen=True)
class KnownNames:
    """Finds them in an article."""

    by_name: Mapping[str, KnownName]
    forms: Forms

    @classmethod
    def of(cls, names: Iterable[KnownName]) -> "KnownNames":
        by_name = {known.name: known for known in names}
        return cls(by_name, Forms.of(by_name))

    def applied(self, texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
        """The mentions, in order of reading, with known names put right and added where nothing stands.

        Inside of another name a known name is part of that; values (dates, numbers) make way for it, and so do pieces
        of it ("[U.S. Customs] and [Border Protection]").
        """
        is_meant = cache(partial(_is_meant, texts))
        names = [self._typed(m, is_meant) for m in found if m.label in ENTITY_CLASSES]
        standing = list(self._standing(texts, is_meant))
        if wholes := [m for m in standing if " " in m.text]:
            names = _whole(texts, names, wholes)
        covered = {field: Covered(field, text, names) for field, text in texts.items()}
        new = [m for m in standing if covered[m.field].is_free(m.char_start, m.char_end)]
        for m in new:
            covered[m.field].add(m)
        values = [
            m for m in found if m.label not in ENTITY_CLASSES and covered[m.field].is_free(m.char_start, m.char_end)
        ]
        return in_reading_order([*names, *values, *new])

    def _typed(self, m: ResolvedMention, is_meant: _IsMeant) -> ResolvedMention:
        known = self.by_name.get(bare_name(m.text))
        if known is None or known.label == m.label or not is_meant(known):
            return m
        return m._replace(label=known.label, rule="known_name")

    def _standing(self, texts: Mapping[str, str], is_meant: _IsMeant) -> Iterator[ResolvedMention]:
        for field in FIELDS:
            for start, end in self.forms.occurrences(text := texts.get(field, "")):
                known = self.by_name[text[start:end]]
                if not is_in_compound(text, start, end) and is_meant(known):
                    yield ResolvedMention(field, start, end, known.name, known.label, None, "rule", "known_name")


def _whole(
    texts: Mapping[str, str], names: Sequence[ResolvedMention], wholes: Sequence[ResolvedMention]
) -> list[ResolvedMention]:
    """The names, with those that are pieces of a known name of several words as one."""
    around = {field: Covered(field, text, wholes) for field, text in texts.items()}
    near = [m for m in names if not around[m.field].is_free(m.char_start, m.char_end)]
    there = {(m.field, i): m for m in near for i in _inside(texts, m)}
    joined: list[ResolvedMention] = []
    pieces: set[ResolvedMention] = set()
    for whole in wholes:
        places = range(whole.char_start, whole.char_end)
        parts = list(dict.fromkeys(m for i in places if (m := there.get((whole.field, i)))))
        inside = [_inside(texts, m) for m in parts]
        if not parts or inside == [places]:
            continue
        if all(part.start in places and part.stop - 1 in places for part in inside):
            first = parts[0]
            joined.append(whole._replace(model_label=first.model_label, found_by=first.found_by))
            pieces.update(parts)
    return [*(m for m in names if m not in pieces), *joined]


def _is_meant(texts: Mapping[str, str], known: KnownName) -> bool:
    """Whether it is always that name, or one of the words that it needs stands in the article."""
    return not known.needs or any(word in text for text in texts.values() for word in known.needs)


def _inside(texts: Mapping[str, str], m: ResolvedMention) -> range:
    """The places of a mention without the article before it and the possessive after it."""
    name = bare_name(m.text)
    at = texts[m.field].find(name, m.char_start, m.char_end)
    return range(at, at + len(name)) if at >= 0 else range(m.char_start, m.char_end)


NO_NAMES = KnownNames.of(())
