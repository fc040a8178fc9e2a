"""Where an article begins and ends among the lines that were found: what stands before its first sentence and after its
last is judged more strictly than what stands between."""

from collections.abc import Callable, Collection, Iterable, Sequence

from pipelines.ingestion.readers import page_endings as endings
from pipelines.ingestion.readers.page_lines import Line, is_invitation, is_reference_heading
from pipelines.ingestion.readers.page_metadata import PageMetadata
from pipelines.ingestion.readers.page_text import solid

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "summary"))
_FEW = 8
_SOME = 16
_NOTE_WORDS = 40
# How far down the first lines of a page may be headlines, bylines and dates.
_MAX_LEAD_LINES = 12
_ITALIC_ELSEWHERE = 0.2
_LEAD = 0.2
_MIN_ROLL = 3
# So much of an article is never an ending.
_MOST = 0.5
# What stands below a rule, if it is so little, is a note.
_MAX_NOTE_LINES = 4
_MAX_NOTE = 0.15
_MAX_REST = 0.35


def trimmed(lines: Sequence[Line], metadata: PageMetadata, titles: Collection[str]) -> list[Line]:
    """The lines from the article's first to its last. `titles`: keys of texts that the page goes by."""
    own = own_names(metadata) | set(titles)
    kept = list(lines[_start(lines, own) :])
    kept = [line for at, line in enumerate(kept) if at >= _FEW // 2 or not _is_before(line, own)] or kept
    for rule in (_cut_at_notice, _cut_at_biography(metadata.authors), _cut_at_rule, _cut_at_references):
        kept = kept[: rule(kept)]
    return kept[: _end(kept, own)]


def own_names(metadata: PageMetadata) -> set[str]:
    """What repeats a field of the record: title, outlet, and names of authors with and without "By"."""
    fields = (metadata.title, metadata.source, *metadata.authors, *(f"By {name}" for name in metadata.authors))
    return {key(text) for text in fields if text}


def key(text: str) -> str:
    """The text as titles and names are compared."""
    return "".join(filter(str.isalnum, solid(text).casefold()))


def _start(lines: Sequence[Line], own: Collection[str]) -> int:
    """How many lines stand before the article: all up to a repeated title, then bylines and dates, and short lines
    above those."""
    start = next((at + 1 for at, line in enumerate(lines[:_MAX_LEAD_LINES]) if _repeats_title(line, own)), 0)
    if _size(lines[:start]) > _LEAD * _size(lines):
        start = 0
    at = start
    while at < min(start + _MAX_LEAD_LINES, len(lines)):
        if _is_before(lines[at], own):
            start = at + 1
        elif not _is_label(lines[at]):
            break
        at += 1
    return start if start < len(lines) else 0


def _repeats_title(line: Line, own: Collection[str]) -> bool:
    return key(line.text) in own and line.block is not None and line.block.element.tag in ("h1", "h2")


def _is_before(line: Line, own: Collection[str]) -> bool:
    """Whether a line above the first sentence says who wrote the article and when, or repeats its title."""
    text = line.text.strip()
    if key(text) in own or not key(text):
        return True
    is_styled = line.block is not None and (line.block.is_all(line.block.slanted) or bool(line.block.linked))
    is_note = is_styled and len(text.split()) <= _NOTE_WORDS and endings.is_notice(text)
    return is_note or (not endings.is_sentence(text, _FEW) and endings.is_byline(text))


def _is_label(line: Line) -> bool:
    """A short line that is no sentence: the name of a section, or a heading."""
    is_heading = line.block is not None and line.block.element.tag in _HEADINGS
    return not endings.is_sentence(line.text, 1) and len(line.text.split()) <= (_SOME if is_heading else _FEW // 2)


def _cut_at_notice(lines: Sequence[Line]) -> int:
    """Where a notice of rights or of the print edition stands, below which there is little: that ends the article."""
    return _cut(lines, (endings.is_notice(line.text) for line in lines), len(lines), _MAX_REST)


def _cut_at_biography(authors: Collection[str]) -> Callable[[Sequence[Line]], int]:
    """Where one of the article's own authors is presented, below which there is little."""

    def cut(lines: Sequence[Line]) -> int:
        own = tuple(authors)
        presents = (line.text.strip().startswith(own) and endings.is_biography(line.text.strip()) for line in lines)
        return _cut(lines, presents, len(lines), _MAX_REST) if own else len(lines)

    return cut


def _cut_at_rule(lines: Sequence[Line]) -> int:
    """Where a line without letters ("___") stands, below which there is but a note."""
    return _cut(lines, (not key(line.text) for line in lines), _MAX_NOTE_LINES, _MAX_NOTE)


def _cut_at_references(lines: Sequence[Line]) -> int:
    """Where a heading announces other articles or is a link to one, and what follows is links, short lines, and what
    stands right below a heading that is a link."""
    end = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        is_teaser = _is_linked_heading(lines[at])
        if is_teaser or is_reference_heading(lines[at]):
            end = at
        is_below = at > 0 and _is_linked_heading(lines[at - 1]) and len(lines[at].text.split()) <= 2 * _SOME
        if not (is_teaser or is_below or _leads_away(lines[at])):
            break
    return end if _size(lines[end:]) <= _MAX_REST * _size(lines) else len(lines)


def _is_linked_heading(line: Line) -> bool:
    return line.block is not None and line.block.element.tag in _HEADINGS and _is_link(line)


def _cut(lines: Sequence[Line], is_mark: Iterable[bool], most_lines: int, most: float) -> int:
    total = left = _size(lines)
    for at, (line, marks) in enumerate(zip(lines, is_mark, strict=True)):
        if marks and left <= most * total and len(lines) - at - 1 <= most_lines:
            return at
        left -= len(line.text)
    return len(lines)


def _is_link(line: Line) -> bool:
    return line.block is not None and line.block.is_all(line.block.linked)


def _leads_away(line: Line) -> bool:
    """Whether a line below the announcement of other articles is one of them: linked in part, or a few words."""
    block = line.block
    is_item = block is not None and block.linked > 0 and (block.element.tag == "li" or block.is_all(block.linked, 0.5))
    return is_item or _is_label(line)


def _size(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _end(lines: Sequence[Line], own: Collection[str]) -> int:
    """How many lines are left when those that close no article are gone, one by one from the last."""
    end = len(lines) - _roll(lines)
    total = _size(lines)
    left = _size(lines[:end])
    italic = sum(line.block.slanted for line in lines if line.block) > _ITALIC_ELSEWHERE * total
    while end > 1 and _is_after(lines[end - 1], own, italic):
        end -= 1
        left -= len(lines[end].text)
        if left < _MOST * total:
            return len(lines)
    return end


def _roll(lines: Sequence[Line]) -> int:
    """How many lines at the end are a roll of names and labels: short ones that are no sentences and no list items."""
    count = 0
    for line in reversed(lines):
        is_item = line.block is None or line.block.element.tag in ("li", "td")
        words = _SOME if _is_labelled(line) else _FEW
        if is_item or len(line.text.split()) > words or endings.is_sentence(line.text, 0):
            break
        count += 1
    return count if _MIN_ROLL <= count <= _MOST * len(lines) else 0


def _is_labelled(line: Line) -> bool:
    """Whether a part of the line is in bold type, and a part is not: a role and a name."""
    return line.block is not None and line.block.bold > 0 and not line.block.is_all(line.block.bold)


def _is_after(line: Line, own: Collection[str], has_italics: bool) -> bool:
    """Whether a line below which no article is is none itself. `has_italics`: in this article they mean nothing."""
    text = line.text.strip()
    block = line.block
    if not any(map(str.isalpha, text)) or key(text) in own or endings.is_ending(text) or endings.is_credit(text):
        return True
    if block is None:
        return False
    words = len(text.split())
    is_apart = block.is_all(block.bold) or block.element.tag in _HEADINGS
    is_item = block.element.tag == "li"
    return (
        (is_apart and words <= (_SOME if endings.is_sentence(text, 0) else 2 * _SOME))
        or (endings.is_open(text) and words <= _SOME and not is_item)
        or (not is_item and (endings.is_agency(text) or endings.is_aside(text)))
        or is_invitation(line, anywhere=False)
        or (endings.is_request(text) and (bool(block.linked) or is_apart or block.is_all(block.slanted)))
        or (_is_link(line) and (not is_item or words > 2))
        or (block.is_all(block.slanted) and not has_italics)
    )
