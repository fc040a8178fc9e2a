"""One text that names several authors, as names: "By Ann Lee, Bo Ek and Cy Roe". Precision first: a text is cut only
where every part looks like a person's name, for an outlet may be called "Courts, Crime and Justice Desk"."""

import re

_BY = re.compile(r"by:?\s+(?=\S)", re.IGNORECASE)
_SURE = re.compile(r"[;|\n]")
# In a text whose white space is single spaces; of longer runs, every start would be tried.
_LIKELY = re.compile(r" ?, ?(?:and |& ?)?| (?:and|&) ", re.IGNORECASE)
# What is longer is no list of names.
MAX_AUTHORS = 10_000
# After a comma, these belong to the name before it.
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|Ph\.?\s?D|M\.?\s?D|Esq|CFA)\.?", re.IGNORECASE)
# Two to five words, the first and last with a capital; between them may stand "van der" and the like.
_WORD = r"[^\W\d_a-z][\w.'’\-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+(?:{_WORD}|[a-z]{{1,4}}|[a-z]{{1,2}}['’]{_WORD})){{0,3}}\s+{_WORD}")
_NO_PERSON = re.compile(
    r"\b(?:staff|desk|agency|news|press|reporters?|editors?|correspondents?|times|team)\b", re.IGNORECASE
)


def author_names(written: str) -> tuple[str, ...]:
    """The names in a text of up to MAX_AUTHORS characters, at least one where it is not blank, in order and each once,
    with single spaces."""
    found: dict[str, None] = {}
    for part in (" ".join(line.split()) for line in _SURE.split(written)):
        bare = _BY.sub("", part, count=1) if _BY.match(part) else part
        names = _with_suffixes(_LIKELY.split(bare))
        if len(names) < 2 or not all(
            _NAME.fullmatch(name.split(", ")[0]) and not _NO_PERSON.search(name) for name in names
        ):
            names = [bare]
        found |= dict.fromkeys(name.strip() for name in names if name.strip())
    return tuple(found)


def _with_suffixes(parts: list[str]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return [name for name in names if name]
