"""Lines of an article's text and what they say about themselves: whether they are the page's, and not the article's.

Each rule is a pattern or a few properties of the line, and holds for any site. What elements are called is looked at in
page_regions; where a line stands, in page_edges.
"""

import re
from typing import NamedTuple

from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_tree import Element


class Line(NamedTuple):
    """A line as the extractor gave it, the number of the page's block that it begins with, and that block, if it is the
    whole line. A line that begins with no block has the number of the line before it."""

    text: str
    place: int
    block: Block | None
    element: Element | None = None


_LABEL = re.compile(
    r"""^\W{0,3}(?:more|related|read|see|watch|also\ read|read\ (?:more|also|next|the)|see\ also|watch\ (?:more|now
        |live|also)
      |listen|more\ on\ this|required\ reading|recommended|don['’]t\ miss|must\ read|in\ case\ you\ missed\ it
      |further\ reading|exclusive|related\ (?:stories|story|article|articles|content|coverage|news|video|link|links)
      |also\ on\ [\w ]{1,30}|from\ the\ archives?|note\ to\ readers?|subscribe|sign\ up|download|shop|buy|play|gallery
      |lire\ aussi|à\ lire\ aussi|lesen\ sie\ auch|mehr\ zum\ thema|lea\ también|leer\ más|leia\ (?:também|mais)
      |leggi\ anche|lees\ ook|les\ også|läs\ också|czytaj\ (?:też|także))\s*[:|»>›–—-]""",
    re.VERBOSE | re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    r"""^\W*(?:advertisement|advertising|ad|anzeige|publicité|publicidad|sponsored(?:\ content)?|supported\ by
        |loading(?:\.\.\.|…)?
      |(?:story|article)\ continues\ (?:below|after)(?:\ (?:this\ )?(?:ad|advertisement|video|gallery))?
        |scroll\ to\ continue
      |published|contents|table\ of\ contents|featured\ video|most\ popular|most\ read(?:\ in\ [\w\ ]{1,30})?
        |trending(?:\ now)?
      |related(?:\ (?:stories|story|articles?|content|coverage|news|videos?|links?|topics?|posts?|reading))?
      |read\ (?:more|next|also)(?:\ (?:on|about|from)\ [\w\ ’']{1,40})?|see\ also|recommended(?:\ (?:stories
        |for\ you|reading))?
      |you\ (?:might|may)\ (?:also\ )?(?:be\ interested\ in|like)|people\ are\ also\ reading
        |editors?['’]?s?['’]?\ (?:picks?|choice)
      |more\ (?:must-reads?\ )?from\ [\w\ ’'.&]{1,40}|more\ stories|explore\ more|watch\ now|listen\ now
        |share(?:\ this.{0,40})?
      |instagram\ content|twitter\ content|this\ content\ is\ not\ available.{0,80}|view\ (?:this\ post|on)\ .{0,40}
      |session\ expired|skip\ advertisement|photos?|gallery|video|comments?|(?:leave|post)\ (?:a|your)\ (?:comment
        |reply)|reply
      )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE_HEADING = re.compile(
    r"""^\W*(?:related\b.{0,40}|more\ (?:from|on|in|about|must-reads?|stories|news|top|great)\b.{0,60}
        |(?:also\ )?read\ (?:more|next|also)\b.{0,40}
      |(?:you\ (?:may|might)|people|readers)\b.{0,20}\b(?:like|enjoy|interested|reading)\b.{0,20}|recommended\b.{0,30}
      |(?:most|top|trending|popular|latest|other|further|similar|explore|discover|keep)\ (?:read|reads|viewed
        |popular|stories|news|reading|articles|posts|more|this)\b.{0,40}
      |what\ to\ (?:read|watch)\ next|up\ next|see\ (?:also|more)|(?:now,?\ )?(?:see|read
        |check\ out)\b.{0,20}\bmore\b.{0,40}:)\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDIT = re.compile(
    r"""^\W*(?:(?:photo(?:graph)?s?|image|images|picture|video|illustration|foto|fotos|source\ images?|credit
        |credits)\s*
        (?:credit|courtesy|source|by|via|from|provided\ by|illustration|:|©)[^\n]{0,120}
      |(?:getty\ images|shutterstock|ap\ photo|reuters\ photo|via\ getty)[^\n]{0,80})$""",
    re.VERBOSE | re.IGNORECASE,
)
_DISCLOSURE = re.compile(
    r"""(?:may|might|could|can|will)\ (?:earn|receive|get|make|collect)\ (?:a\ |an\ |some\ )?(?:small\ |affiliate\ 
        |portion\ )*
        (?:commissions?|revenue|compensation|money|fee|share)
      |independently\ (?:selected|chosen|reviewed|recommended)\ by
      |(?:participates?|participant)\ in\ (?:various\ )?affiliate|affiliate\ (?:commission|links?|advertising)
      |this\ content\ can\ also\ be\ viewed\ on\ the\ site""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"""^\W*(?:(?:sign\ up|signup|subscribe|register|get|want|don['’]t\ (?:want\ to\ )?miss|receive|join)\b.{0,160}
        \b(?:newsletters?|inbox|alerts?|updates|e-?mails?|subscription|whatsapp|telegram)\b)
      |\b(?:delivered|sent|straight|right)\b.{0,60}\binbox\b|^\W*(?:sign\ up|subscribe)\ (?:to|for|here|now|today)\b
      |^\W*(?:click|tap)\ here\ (?:to|for)|by\ clicking\ here\W*$|^\W*not\ a\ subscriber\b""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNED_UP = re.compile(
    r"^\W*thank(?:s|\ you)\ for\ (?:signing\ up|subscribing)|\byour\ subscription\ has\ been\ confirmed", re.IGNORECASE
)
_BRACKETED = re.compile(
    r"^\W*[\[(]\s*(?:photo|image|picture|video|related|read|watch|more|also|see|want)\b[^\n]*[\])]\W*$", re.I
)
_LONG = 400
_INVITATION_WORDS = 40
# Fewer words in a link may be a name.
_REFERENCE_WORDS = 4


def is_said_by_the_page(line: Line) -> bool:
    """Whether a line, wherever it stands, is one that pages put between paragraphs."""
    text = line.text[:_LONG]
    return (
        bool(_LABEL_ALONE.match(text))
        or is_cross_reference(line)
        or bool(_BRACKETED.match(text) or _CREDIT.match(text))
        or (len(line.text) <= _LONG and bool(_DISCLOSURE.search(text)))
        or is_invitation(line)
    )


def is_reference_heading(line: Line) -> bool:
    """Whether a line announces other articles: it is in no sentence, and names what follows."""
    return bool(_REFERENCE_HEADING.match(line.text[:_LONG]))


def is_cross_reference(line: Line) -> bool:
    """A line that leads to another article: a label and a link, or a paragraph that is nothing but a link."""
    block = line.block
    if block is None:
        return False
    if _LABEL.match(line.text[:_LONG]):
        return block.is_all(block.linked, 0.5)
    is_paragraph = block.element.tag in ("p", "div", "strong", "b", "em")
    return is_paragraph and block.is_all(block.linked) and len(line.text.split()) >= _REFERENCE_WORDS


def is_invitation(line: Line, *, anywhere: bool = True) -> bool:
    """A call to subscribe: the words, and, between paragraphs, a link or a style of its own."""
    block = line.block
    if _SIGNED_UP.search(line.text[:_LONG]):
        return True
    if block is None or len(line.text.split()) > _INVITATION_WORDS or not _SIGN_UP.search(line.text[:_LONG]):
        return False
    return not anywhere or bool(block.linked) or block.is_all(block.slanted) or block.is_all(block.bold)
