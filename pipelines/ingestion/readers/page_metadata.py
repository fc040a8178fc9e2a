"""What a page says about itself: title, source, url, authors and time of publication.

JSON-LD comes first, then meta tags, then marked elements, and only then trafilatura's own search.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipelines.ingestion.readers import bylines
from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_dateline import shown_byline, shown_date
from pipelines.ingestion.readers.page_dates import choose_published
from pipelines.ingestion.readers.page_tree import Element
from pipelines.ingestion.readers.structured_data import Node, StructuredData, read_structured_data

# Names of meta tags, in lower case, the surest first. Those of the last change are not among them.
_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "story:published_time",
    "article:publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "pub_date",
    "publish-date",
    "publisheddate",
    "published_at",
    "published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "date.release",
    "og:pubdate",
    "pdate",
    "date",
)
_CHANGED = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "lastmod")
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
    "authors",
    "byl",
    "byline",
    "article_author",
    "article:author_name",
)
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_WORD = re.compile(r"\w+")
_SITE_SUFFIX = re.compile(r"\s+[|–—»·-]\s+([^|–—»·]{2,60})$")
_MAX_TITLE = 500
_MAX_CONTENT = 2_000
_SECTION_WORDS = 3
_MAX_DATE = 100
# Those further down belong to related articles and comments.
_MAX_TIMES = 3


@dataclass(frozen=True)
class PageMetadata:
    """Fields of a record, as the page has them."""

    title: str | None
    source: str | None
    url: str | None
    authors: tuple[str, ...]
    published_at: str | None
    notes: tuple[str, ...]
    descriptions: tuple[str, ...] = ()


def read_metadata(tree: Element, shown: Sequence[Block] = ()) -> PageMetadata:
    """Read all fields; what cannot be used is left out, with a note. `shown`: the page's lines."""
    tags = _meta_tags(tree)
    data = read_structured_data(tree)
    url = _url(tree, tags)
    titles = {title for key in ("og:title", "twitter:title") for title in tags.get(key, ())}
    node = data.article(titles | ({url} if url else set()))
    # The node was looked for by the page's address, so its own one only stands in for that.
    url = url or next((text for text in data.texts(node.get("url")) if _is_address(text)), None)
    source = next(iter(tags.get("og:site_name", ())), None) or data.first(node.get("publisher")) or _host(url)
    title = _title(tree, tags, data.first(node.get("headline")), source)
    published_at, date_notes = choose_published(
        _dates(tree, tags, data, node), url, shown_date(shown, title), _changes(tags, data, node)
    )
    return PageMetadata(
        title,
        source,
        url,
        _authors(tree, tags, data, node, [name for name in (source, data.first(node.get("publisher"))) if name])
        or bylines.names(filter(None, [shown_byline(shown, title)]), [source or ""]),
        published_at,
        (*data.notes, *date_notes),
        tuple(text for key in _DESCRIPTIONS for text in tags.get(key, ())) + tuple(data.texts(node.get("description"))),
    )


def _meta_tags(tree: Element) -> dict[str, list[str]]:
    """Contents of the meta tags by name, in order; blank and endless ones are missing."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        content = " ".join((tag.get("content") or "").split())
        if content and len(content) <= _MAX_CONTENT:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _url(tree: Element, tags: dict[str, list[str]]) -> str | None:
    """The canonical address, else og:url; whole addresses only."""
    graph = next((url for url in tags.get("og:url", ()) if _is_address(url)), None)
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            address = _joined(graph, (link.get("href") or "").strip())
            if address:
                return address
    return graph


def _joined(base: str | None, address: str) -> str | None:
    try:
        whole = urljoin(base, address) if base and address else address
    except ValueError:
        return None
    return whole if _is_address(whole) else None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False


def _host(url: str | None) -> str | None:
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def _title(tree: Element, tags: dict[str, list[str]], headline: str | None, source: str | None) -> str | None:
    """The heading that readers see. Of several, the one most like the titles that the page is shared under, the longest
    of those that are equally so.

    A heading that is the outlet's name is its logo, and a short one unlike all titles names a section.
    """
    shared = [title for key in ("og:title", "twitter:title", "dc.title") for title in tags.get(key, ())[:1]]
    shared += [headline] if headline else []
    own = [line for title in list(tree.iter("title"))[:1] if (line := _line(title))]
    words = _words(" ".join(shared or own))
    headings = [
        line
        for line in map(_line, tree.iter("h1"))
        if line and len(line) <= _MAX_TITLE and _words(line) != _words(source or "")
    ]
    if headings:
        best = max(headings, key=lambda line: (_shared(words, line), len(_words(line))))
        if len(words & _words(best)) > 1 or not words or (len(headings) == 1 and len(_words(best)) > _SECTION_WORDS):
            return best
    title = headline or next((_without_site(title, source) for title in (*shared, *own)), None)
    return title[:_MAX_TITLE] if title else None


def _shared(words: set[str], line: str) -> float:
    """The share of a line's words that are among these."""
    own = _words(line)
    return len(words & own) / (len(own) or 1)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _line(element: Element) -> str:
    return " ".join(element.text_content()[:_MAX_CONTENT].split())


def _without_site(title: str, source: str | None) -> str:
    """The title less a last part that names the outlet."""
    match = _SITE_SUFFIX.search(title)
    if match and source and _words(match.group(1)) & _words(source):
        return title[: match.start()]
    return title


def _authors(
    tree: Element, tags: dict[str, list[str]], data: StructuredData, node: Node, outlets: list[str]
) -> tuple[str, ...]:
    """Of the first place that names somebody other than the outlet."""
    for place in (data.texts(node.get("author")), *(tags.get(key, []) for key in _AUTHORS)):
        if found := bylines.names(place, outlets):
            return found
    from trafilatura.metadata import extract_author  # here, for it takes half a second to import

    found_by_search = extract_author(tree)
    return bylines.names([found_by_search], outlets) if found_by_search else ()


def _changes(tags: dict[str, list[str]], data: StructuredData, node: Node) -> Iterator[str]:
    """When the article was last changed."""
    yield from data.texts(node.get("dateModified"))
    for key in _CHANGED:
        yield from tags.get(key, ())


def _dates(tree: Element, tags: dict[str, list[str]], data: StructuredData, node: Node) -> Iterator[str]:
    """All that may say when the article was published, the most certain first; never words in the text."""
    yield from data.texts(node.get("datePublished"))
    for key in _PUBLISHED:
        yield from tags.get(key, ())
    for element in tree.iter():
        if "datepublished" in (element.get("itemprop") or "").lower().split():
            yield element.get("content") or element.get("datetime") or element.text_content()[:_MAX_DATE]
    for other in data.nodes:
        yield from data.texts(other.get("datePublished"))
    times = [time for time in tree.iter("time") if time.get("datetime")]
    for time in sorted(times, key=lambda time: time.get("pubdate") is None)[:_MAX_TIMES]:
        yield time.get("datetime") or ""
