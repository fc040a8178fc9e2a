"""Which parts of a page are not the article by the names that publishers give to elements: boxes of related stories,
sign-ups, shares, captions, comments. Names and tags only; what a line says is not looked at here."""

import re
from collections.abc import Collection

from pipelines.ingestion.readers.page_tree import Element

_ATTRIBUTES = ("class", "id", "role", "data-testid", "data-component", "data-module", "data-type")
_MAX_NAME = 500
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TAGS = frozenset(("nav", "footer", "form", "button", "dialog", "figcaption", "aside", "menu", "title"))
_WHOLE = ("body", "html")
# Their ids repeat what they say.
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Words of a name, joined by "-": camelCase, snake_case and BEM names read alike.
_NAMES = re.compile(
    r"""(?:^|[ -])(?:
      (?:related|recirc|recirculation|recommend(?:ed|ation|ations)|trending|outbrain|taboola)
    | (?:more|most|also|read|top|popular|latest)-(?:read|popular|more|also|viewed|stories|news|from|on|in|articles
        |next)
    | (?:up|read)-next | you-may | teaser|teasers|promo|promos|promotion|upsell|cta
    | link-?(?:stack|list|box)s?|stay-connected
    | newsletters?|signup|sign-up|subscribe|subscription|subscriber|inbox|morning-brief
    | share|sharing|shares|social|follow-us|addthis|sharedaddy|jp-relatedposts
    | comments?|disqus|coral|respond|livefyre|xenforo
    | captions?|credits?|photo-credit|image-credit|image-cite|wp-caption
    | bylines?(?=$|[ ]|-(?:name|author|date|info|wrapper|container|block|text))|bio|biography|tagline|author-(?:box
        |info|card|bio|details|about|block|description|profile)|about-(?:the-)?authors?
    | disclaimers?|disclosures?|copyright|boilerplate|legal|terms-of
    | advert|adverts|advertisement|advertising|sponsor|sponsored|sponsorship|adver
    | popover|popup|modal|tooltip|age-gate|consent|cookie|gdpr|login|toast
    | breadcrumbs?|toc|table-of-contents|pagination|pager|navigation|nav|menu|sidebar
    | tags?|tag-list|topics?-list|article-tags|article-topics|filed-under|keywords
    | citations?|cite-this|story-source|journal-references?|article-main-more|fact-check|correction-policy
    | visually-hidden|sr-only|screen-reader|print-only|noprint|no-print
    | twitter-tweet|twitter-video|instagram-media|tiktok-embed|reddit-card|reddit-embed|bluesky-embed|fb-post
        |mastodon-embed
    | paywall-(?:promo|prompt|message)
    )(?=$|[ -])""",
    re.VERBOSE,
)
# Alone, for "overflow-hidden" and "md:hidden" are shown.
_HIDDEN_NAMES = frozenset(("hidden", "is-hidden", "hide", "d-none"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_COMMENTS = re.compile(r"(?:^|[ -])(?:comments?-(?:list|area|section|thread|container|wrapper)|disqus|comments)(?=$| )")


class Regions:
    """What is apart from the article on one page. `core`: elements that hold most of the article, whose names, like
    those of the page as a whole, say nothing about a part of it."""

    def __init__(self, core: Collection[Element] = ()) -> None:
        self._core = core
        self._known: dict[Element, bool] = {}

    def is_apart(self, element: Element) -> bool:
        """Whether the element, or one around it below the core, is named as something else than the article."""
        path: list[Element] = []
        part: Element | None = element
        while part is not None and part not in self._known and part not in self._core and part.tag not in _WHOLE:
            path.append(part)
            part = part.getparent()
        found = part is not None and self._known.get(part, False)
        for inner in reversed(path):
            found = self._known[inner] = found or names_chrome(inner)
        return found


def names_chrome(element: Element) -> bool:
    """Whether the element's own tag and attributes say that it is not article text."""
    return (
        element.tag in _TAGS
        or element.get("hidden") is not None
        or bool(_HIDDEN.search((element.get("style") or "")[:_MAX_NAME]))
        or not _HIDDEN_NAMES.isdisjoint((element.get("class") or "")[:_MAX_NAME].lower().split())
        or (element.tag not in _HEADINGS and bool(_NAMES.search(names(element))))
    )


def names(element: Element) -> str:
    """The words of an element's names, in lower case: those of one name joined by "-", names apart by blanks."""
    found = []
    for attribute in _ATTRIBUTES:
        for name in (element.get(attribute) or "")[:_MAX_NAME].split():
            found.append("-".join(_WORD.findall(name)).lower())
    return " ".join(found)


def holds_comments(element: Element) -> bool:
    """Whether what readers wrote stands in the element, which may be more than the article."""
    return bool(_COMMENTS.search(names(element)))
