"""What lines at the edges of an article say: bylines above it; biographies, sign-offs, rights and requests below it.

Patterns only. Each is anchored, or its words stand in no sentence of a report; where a line stands is judged in
page_edges, before these are asked.
"""

import re

# Longer lines are looked at as far as this.
_LONG = 600
_SENTENCE_END = re.compile(r"""[.!?…。！？।۔](?:["'”’»)\]*]|\s)*$""")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_BYLINE = re.compile(
    rf"""^\W*(?:(?:by|von|par|por|di|door|av|af)\s+[^\W\d_].{{0,120}}
      |(?:words|story|text|written|posted|reported|reviewed)\ by\b.{{0,120}}
      |(?:first\ |last\ )?(?:published|updated|posted|modified)\b.{{0,80}}|\d{{1,2}}\s*(?:min|minute)s?\s*(?:read
        |listen)\W*)$
      |^(?:\S+\s+){{0,8}}?\S{{0,20}}?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:at\s+)?\d{{4}}
        |\d{{1,2}}\.?\s+{_MONTH},?\s+\d{{4}}
        |\b\d{{4}}-\d\d-\d\d|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})(?:\s+\S+){{0,8}}\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = r"(?:(?:[A-ZÀ-Þ][\w.’'-]{0,30}|de|van|von|der|den|al|bin|la|le|el)\s+)"
_ROLE = (
    r"(?:writer|reporter|editor|correspondent|journalist|columnist|author|contributor|producer|professor|fellow|analyst"
    r"|critic|researcher|director|photographer|blogger|freelancer?|intern|co-?founder|founder|novelist|historian|lecturer"
    r"|scientist|host|expert|staff|bureau\s+chief|graduate|member|veteran|executive|CEO|president|journalism|lead|scout)"
)
_BIOGRAPHY = re.compile(
    rf"""^(?:About\ )?(?:[A-ZÀ-Þ][\w.’'-]{{0,30}}\s+){_NAME}{{0,3}}[A-ZÀ-Þ][\w.’'-]{{0,30}},?\s+
      (?:\([^)]{{1,40}}\)\s+)?(?:who\ )?
      (?:(?:is|was|are)\ (?:\w+\ )?(?:an?|the|our|one\ of|based|now|currently|also
        |[\w’']{{1,30}}[’']s?)(?=\ ).{{0,160}}?\b{_ROLE}s?\b
      |(?:writes|covers|reports)\ (?:about|on|for|the|politics|news|national|local|breaking)\b
      |(?:writes?|covers?|reports?|reported|contributed|blogs?|tweets?|teaches|has\ (?:been|worked|written|covered)
        |joined)
        \b.{{0,200}}?\b(?:{_ROLE}s?|newsletter|times|post|magazine|news|this\ (?:report|story|article)|from)\b
      |(?:can|may)\ be\ (?:reached|contacted|followed|found)\b)
      |^[A-ZÀ-Þ][\w.’'-]{{0,30}}\ (?:reported|contributed)\ (?:from|to)\b""",
    re.VERBOSE,
)
# An agency's own sign-off in brackets, "(Reporting by ...)", runs with its text in every format: cleaning judges it.
_SIGN_OFF = re.compile(
    r"""^\W*(?:
        (?<!\()(?:additional\ |with\ )?(?:reporting|writing|editing|research|compiled|translated|edited|produced
        |reviewed)\ (?:by|from)\b
      | (?:the\ )?(?:associated\ press|ap|reuters|afp|bloomberg)\b.{0,100}\b(?:contributed|writers?|reported)\b
      | editor['’]?s?['’]?\ note|corrections?\s*[:(]|clarification\b
      | materials\ provided\ by|provided\ by|story\ source|sources?\s*:|more\ information\s*:
      | journal\ (?:information|reference)|cite\ this|citation\s*:|doi\s*:|references?\s*:
      | (?:what\ do\ you\ think|let\ us\ know|tell\ us|have\ your\ say|join\ the\ (?:conversation|discussion))\b
      | (?:got|have|do\ you\ have)\ (?:a|any|an|something)\ (?:news\ )?(?:tip|story|question|comment|confidential
        |thought)
      | (?:tags?|filed\ under|topics?|categories|category|keywords|labels|more\ on|more\ about|read|read\ more
        |related|more|photos?|video)\s*:
      | \[\d{1,3}\]\s | (?:footnotes|references|notes|sources)\W*$ | (?:post|leave)\ (?:your|a)\ (?:comment|reply)
      | (?:photographer|makeup|hair|stylist|nails|designer|wardrobe|styling)s?\s*:
      | (?:stats|statistics|figures|photos?|image|images|illustration|graphic|audio)\ (?:courtesy|via|by|provided)
      | (?:we\ )?(?:occasionally\ )recommend\ |disclaimer|disclosure
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_REQUEST = re.compile(
    r"""^\W*(?:follow|connect\ with|contact|email|e-mail|reach|write\ to|message|listen|watch|download|subscribe
        |sign\ up|also\ available
      |available\ on|read|see|find|learn|get|for\ (?:more|a|the|all|full)|to\ (?:read|learn|see|hear|find|get
        |contact)|check\ out|click|visit|share|explore
      |stay|join|support|donate|buy|order|shop|want|like\ this|enjoy|discover|don['’]t\ miss|catch)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NOTICE = re.compile(
    r"""all\ rights\ reserved|^\W*(?:copyright\b|©|\(c\)\s)|may\ not\ be\ (?:published|reproduced|copied
        |redistributed|rewritten)
      |(?:appeared|appears|published|printed)\ (?:\w+\ ){0,12}?(?:in\ (?:the\ )?print|print\ edition)
      |^\W*(?:this|the)\ (?:article|story|piece|post|report|essay|column|interview)\ (?:was|is|has\ been|originally
        |first)\ 
        (?:\w+\ )?(?:published|appeared|posted|republished|reprinted|written|produced|adapted|excerpted|supported)\b
      |^\W*(?:originally|first)\ (?:published|appeared|posted)\b|^\W*a\ version\ of\ this\b
      |^\W*(?:reprinted|republished|excerpted)\ (?:by|with|from)\b|^\W*our\ standards\b""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_PASSING = re.compile(
    r"""comments\ on\ this\ (?:piece|article|story|post)\ |contributed\ to\ th(?:is|e)\ (?:report|story|article
        |piece)|\bfollow\ (?:him|her|them|me|us)\ (?:on|at|@)|can\ be\ reached\ (?:at|by|on|via)
      |send\ (?:a\ )?letters?\ to|\b(?:views?|opinions?)\ expressed\b|is\ solely\ responsible
        |do(?:es)?\ not\ necessarily\ (?:reflect|represent)
      |(?:primary|journalistic)\ mission|['’]s\ mission\ is\ to|content\ may\ be\ edited
        |for\ informational\ purposes\ only""",
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w{2,}")
_WRITE = re.compile(r"\b(?:e-?mail|send|write|contact|reach|submit)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"^(?:[A-Z][\w&,’' -]{2,40}):\s+[A-ZÀ-Þ@][\w.’'-]*(?:\s+[A-ZÀ-Þ@][\w.’'-]*){1,3}"
    r"(?:\s+(?:for|with|at|from)\s.{1,40})?$"
)
# "—Field Level Media", "-- AP", "(Reuters)".
_AGENCY = re.compile(r"^(?:[—–-]{1,2}|\()\s*(?:by\s+|with\s+)?[A-Z][^\n]{0,60}$|^[—–-]{1,2}\s*By\s+[A-Z]")
_ASIDE = re.compile(r"^\[[^\[\]]*\]$")
_MAX_AGENCY_WORDS = 6
_MAX_ADDRESS_WORDS = 60
_MAX_BYLINE_WORDS = 20


def is_sentence(text: str, words: int) -> bool:
    """Whether the text ends as sentences do, and has more than so many words."""
    return bool(_SENTENCE_END.search(text[-_LONG:])) and len(text[:_LONG].split()) > words


def is_open(text: str) -> bool:
    """Whether the text ends as no sentence does."""
    return text.rstrip().endswith((":", "…", "...", ": -"))


def is_byline(text: str) -> bool:
    """Who wrote it, and when: a short line with "By", or around a date."""
    return len(text) <= _LONG and len(text.split()) <= _MAX_BYLINE_WORDS and bool(_BYLINE.match(text))


def is_notice(text: str) -> bool:
    """Whose the text is and where else it appeared."""
    return bool(_NOTICE.search(text[:_LONG]))


def is_ending(text: str) -> bool:
    """A biography, a sign-off, a notice, or an address to write to."""
    start = text[:_LONG]
    return bool(
        _SIGN_OFF.match(start)
        or _BIOGRAPHY.match(start)
        or _IN_PASSING.search(start)
        or _NOTICE.search(start)
        or (_ADDRESS.search(start) and _WRITE.search(start) and len(text.split()) <= _MAX_ADDRESS_WORDS)
    )


def is_biography(text: str) -> bool:
    """Who somebody is that writes."""
    return bool(_BIOGRAPHY.match(text[:_LONG]))


def is_request(text: str) -> bool:
    """Something that the reader is asked to do."""
    return bool(_REQUEST.match(text[:_LONG]))


def is_credit(text: str) -> bool:
    """One line of a roll of credits: a role, a colon, a name."""
    return bool(_CREDIT.match(text)) and not is_sentence(text, 1)


def is_aside(text: str) -> bool:
    """What is put in square brackets as a whole ("[Music]"), and a few words all in capital letters and no sentence."""
    start = text[:_LONG].strip()
    is_shout = start.isupper() and 2 <= len(start.split()) <= _MAX_AGENCY_WORDS and not is_sentence(start, 0)
    return is_shout or (len(text) <= _LONG and bool(_ASIDE.match(start)))


def is_agency(text: str) -> bool:
    """The name that stands below an agency's report."""
    return len(text.split()) <= _MAX_AGENCY_WORDS and bool(_AGENCY.match(text[:_LONG]))
