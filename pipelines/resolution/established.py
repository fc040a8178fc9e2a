"""Whose a surname is in an article of several bearers: who went by it before the others came in keeps it, as newsrooms
write. Relatives who come later go by their full names, or by a title that tells them from the first."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, name_key, person_tokens

Position = tuple[int, int, int, str]
_COURTESY = re.compile(r"\b(?:(?P<woman>Mrs|Ms|Miss|Lady)|(?P<man>Mr|Lord|Sir))\b\.?\s")


class Established(NamedTuple):
    """Who goes by a surname, and the courtesy title ("woman", "man") with which, None where the article has none."""

    name: str
    courtesy: str | None


def courtesy(texts: Mapping[str, str], m: ResolvedMention) -> str | None:
    """Which courtesy title a mention has, in it or before it."""
    found = _COURTESY.search(texts[m.field], max(0, m.char_start - 6), m.char_end)
    return found.lastgroup if found else None


def established_surnames(
    texts: Mapping[str, str],
    mentions: Iterable[ResolvedMention],
    by_surname: Mapping[str, Sequence[str]],
    people: Mapping[str, Position],
    longer: Mapping[str, str],
) -> dict[str, Established]:
    """Surname, casefolded, of several people -> who alone had been introduced when it first stood alone.

    `mentions` in order of reading; `people` are full names with their introduction, `longer` their fuller forms.
    """
    shared = {surname: names for surname, names in by_surname.items() if len(names) > 1}
    found: dict[str, Established] = {}
    for m in mentions if shared else ():
        surname = " ".join(person_tokens(bare_name(m.text))).casefold()
        if m.label != "PERSON" or surname not in shared:
            continue
        introduced = [longer.get(name, name) for name in shared[surname] if people[name] < m.position]
        if len({name_key(name) for name in introduced}) != 1:
            continue
        before = found.get(surname) or Established(introduced[0], None)
        found[surname] = before._replace(courtesy=before.courtesy or courtesy(texts, m))
    return found


def keeps_surname(held: Established | None, with_courtesy: str | None, bearers: Collection[str]) -> bool:
    """Whether a surname that stands alone, with a courtesy title or without, is still theirs who had it first: with a
    title it is if they had that one before; Mr is as good as none."""
    if held is None or held.name not in bearers:
        return False
    return with_courtesy is None or with_courtesy == (held.courtesy or "man")
