"""Where an article begins and ends among the lines that were found: what stands before its first sentence and after its
last is judged more strictly than what stands between."""

import re
from collections.abc import Collection, Sequence

from pipelines.ingestion.readers.page_lines import Line
from pipelines.ingestion.readers.page_metadata import PageMetadata
from pipelines.ingestion.readers.page_text import solid

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "summary"))
_SENTENCE_END = re.compile(r"""[.!?…。！？।۔](?:["'”’»)\]*]|\s)*$""")
_BYLINE = re.compile(
    r"""^\W*(?:(?:by|von|par|por|di|door|av|af)\s+[^\W\d_].{0,120}|(?:words|story|text|written|posted|reported|reviewed)\ by\b.{0,120}
      |(?:first\ |last\ )?(?:published|updated|posted|modified)\b.{0,80}|\d{1,2}\s*(?:min|minute)s?\s*(?:read|listen)\W*)$""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE_LINE = re.compile(
    rf"""\b(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:at\s+)?\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d
      |\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_DATE_LINE_WORDS = 14
_WHO = r"(?:[A-ZÀ-Þ][\w.’'-]+\s+){1,4}"
_ROLE = (
    r"(?:writer|reporter|editor|correspondent|journalist|columnist|author|contributor|producer|professor|fellow|analyst"
    r"|critic|researcher|director|photographer|blogger|freelancer?|intern|co-?founder|founder|novelist|historian|lecturer"
    r"|scientist|host|expert|staff|bureau\s+chief|graduate|member|veteran|executive|CEO|president|journalism)"
)
_BIOGRAPHY = re.compile(
    rf"""^\W*{_WHO}(?:(?:is|was|are)\s+(?:\w+\s+)?(?:an?|the|our|one\ of|based|now|currently|also)\b.{{0,160}}?\b{_ROLE}s?\b
      |(?:writes?|covers?|reports?|reported|contributed|blogs?|tweets?|teaches|lives|works|worked|has\ (?:been|worked|written|covered)|joined)
        \b.{{0,200}}?\b(?:for|about|on|from|at|in|to|as)\b.{{0,120}}\b(?:{_ROLE}s?|newsletter|times|post|magazine|news|this\ (?:report|story|article))\b
      |(?:can\ be\ (?:reached|contacted|followed|found)|may\ be\ reached)\b)""",
    re.VERBOSE,
)
_SIGN_OFF = re.compile(
    r"""^\W*(?:
        (?:additional\ |with\ )?(?:reporting|writing|editing|research|compiled|translated|edited|produced|reviewed)\ (?:by|from)\b
      | (?:follow|connect\ with|contact|email|e-mail|reach|write\ to|message|tweet|dm)\b.{0,120}
          (?:\b(?:twitter|facebook|instagram|threads|tiktok|linkedin|mastodon|bluesky|on\ x|youtube|us)\b|@)
      | (?:the\ )?(?:associated\ press|ap|reuters|afp|bloomberg)\b.{0,100}\b(?:contributed|writers?|reported)\b
      | copyright\b|©|\(c\)\s|all\ rights\ reserved|reprinted\ (?:by|with|from)|republished\ (?:by|with|from)|excerpted\ from
      | (?:this|the)\ (?:article|story|piece|post|report|essay|column|interview|content|material|page|video|review|op-ed)\ 
          (?:was|is|has\ been|originally|first|appeared|appears|may|must|has|contains|includes|\(?also)\b
      | (?:originally|first)\ (?:published|appeared|posted)|a\ version\ of\ this|editor['’]?s?['’]?\ note|correction\b|clarification\b
      | our\ standards\b|materials\ provided\ by|provided\ by|story\ source|source\s*:|sources\s*:|more\ information\s*:
      | journal\ (?:information|reference)|cite\ this|citation\s*:|doi\s*:|reference\s*:|references\s*:?\W*$
      | (?:what\ do\ you\ think|let\ us\ know|tell\ us|have\ your\ say|share\ your|join\ the\ (?:conversation|discussion)|do\ you\ have)\b
      | (?:got|have)\ (?:a|any|an)\ (?:news\ )?(?:tip|story|question|comment|confidential|thoughts?)
      | (?:listen\ to|watch|download|subscribe|sign\ up|also\ available|available\ on|read\ more|see\ more|see\ also|find\ out\ more|learn\ more|get\ the\ latest|get\ alerts|get\ more|for\ more|to\ read\ more|to\ learn\ more|check\ out|click|visit|share|explore|stay\ (?:up|in|on|connected|tuned)|join|support|donate|buy|order|shop)\b
      | (?:tags?|filed\ under|topics?|categories|category|keywords|labels|more\ on|more\ about|read|related|more)\s*:
      | (?:stats|statistics|data|figures|photos?|image|images|video|illustration|graphic|audio)\ (?:courtesy|via|from|by|provided)
      | (?:we\ )?(?:occasionally\ )?recommend\ |all\ (?:products|opinions|prices)\b|prices?\ (?:are|were|and)\b|disclaimer|disclosure
      | (?:join|get|become)\b.{0,60}\b(?:member|subscriber|free)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"""all\ rights\ reserved|©|may\ not\ be\ (?:published|reproduced|copied|redistributed|used)|contributed\ to\ th(?:is|e)\b
      |\bfollow\ (?:him|her|them|me|us)\b|can\ be\ reached|send\ (?:a\ )?letters?\ to|print\ edition|appeared\ (?:in|on)\ the
      |\b(?:view|opinion)s?\ expressed\b|is\ solely\ responsible|do(?:es)?\ not\ necessarily\ (?:reflect|represent)
      |[\w.+-]{1,64}@[\w-]{1,64}\.\w{2,}|primary\ (?:journalistic\ )?mission|'?s?\ mission\ is\ to|content\ may\ be\ edited""",
    re.VERBOSE | re.IGNORECASE,
)
# "—Field Level Media", "-- AP", "(Reuters)".
_AGENCY = re.compile(r"^(?:[—–-]{1,2}|\()\s*(?:by\s+|with\s+)?[A-Z][^\n]{0,60}$|^[—–-]{1,2}\s*By\s+[A-Z]")
_LONG = 600
_MAX_AGENCY_WORDS = 6
_MAX_LEAD_LINES = 12
_FEW = 8
_ITALIC_ELSEWHERE = 0.2
# So much of an article is never an ending.
_MOST = 0.5


def trimmed(lines: Sequence[Line], metadata: PageMetadata, titles: Collection[str]) -> list[Line]:
    """The lines from the article's first to its last. `titles`: solid, case-folded texts that the page goes by."""
    kept = list(lines)
    own = own_names(metadata) | set(titles)
    start = _start(kept, own)
    kept = kept[start:]
    end = _end(kept, own)
    return kept[:end]


def own_names(metadata: PageMetadata) -> set[str]:
    """What repeats a field of the record: title, outlet, and names of authors with and without "By"."""
    fields = (metadata.title, metadata.source, *metadata.authors, *(f"By {name}" for name in metadata.authors))
    return {key(text) for text in fields if text}


def key(text: str) -> str:
    """The text as titles and names are compared."""
    return solid(text).casefold()


def _start(lines: Sequence[Line], own: Collection[str]) -> int:
    """How many lines stand before the article: all up to a repeated title, then bylines and dates."""
    head = next((at + 1 for at, line in enumerate(lines[:_MAX_LEAD_LINES]) if _repeats_title(line, own)), 0)
    start = head if sum(len(line.text) for line in lines[:head]) < _MOST * sum(len(x.text) for x in lines) else 0
    while start < len(lines) and _is_before(lines[start], own):
        start += 1
    return start if start < len(lines) else 0


def _repeats_title(line: Line, own: Collection[str]) -> bool:
    return key(line.text) in own and line.block is not None and line.block.element.tag in ("h1", "h2")


def _is_before(line: Line, own: Collection[str]) -> bool:
    text = line.text.strip()[:_LONG]
    if key(text) in own or not solid(text) or not any(map(str.isalnum, text)):
        return True
    if _SENTENCE_END.search(text) and len(text.split()) > _FEW:
        return False
    return bool(_BYLINE.match(text)) or (len(text.split()) <= _MAX_DATE_LINE_WORDS and bool(_DATE_LINE.search(text)))


def _end(lines: Sequence[Line], own: Collection[str]) -> int:
    """How many lines are left when those that close no article are gone, one by one from the last."""
    end = len(lines)
    left = total = sum(len(line.text) for line in lines)
    italic = sum(line.block.slanted for line in lines if line.block) > _ITALIC_ELSEWHERE * total
    while end > 1 and is_after(lines[end - 1], own, italic):
        end -= 1
        left -= len(lines[end].text)
        if left < _MOST * total:
            return len(lines)
    return end


def is_after(line: Line, own: Collection[str], has_italics: bool) -> bool:
    """Whether a line that no article line follows is none itself. `has_italics`: articles in which italics are common."""
    text = line.text.strip()[:_LONG]
    block = line.block
    if not any(map(str.isalnum, text)) or key(text) in own:
        return True
    if _SIGN_OFF.match(text) or _BIOGRAPHY.match(text) or _RIGHTS.search(text):
        return True
    if _AGENCY.match(text) and len(text.split()) <= _MAX_AGENCY_WORDS:
        return True
    if text.endswith((":", "…")) and len(text.split()) <= 2 * _FEW:
        return True
    if block is None:
        return False
    is_short = not _SENTENCE_END.search(text) and len(text.split()) <= 2 * _FEW
    return (
        (is_short and (block.element.tag in _HEADINGS or block.is_all(block.bold)))
        or block.is_all(block.linked)
        or (block.is_all(block.slanted) and not has_italics)
    )
