"""What an article's rows are made of: the tables of the chain, and finer parts of them where a table alone does not
tell causes apart. How causes are found along them is in `articles.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipelines.publishing.changes.sides import COMPARED, is_of_articles


@dataclass(frozen=True)
class Making:
    """How a table is made: the tables it is made from and together with, and the names of the processes."""

    reads: tuple[str, ...]
    makes: tuple[str, ...]
    processes: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """A table, or a part of one.

    An article whose rows differ there has the causes that it has in `reads`, and what differs in `processes`. What
    differs in `assembly` is named only for articles that would have no cause: it hands on what the others made, and its
    code contains theirs. `of` and `columns` make a part of a table's columns; `query` names a file that finds the
    articles which differ, `before` one that finds further causes first.
    """

    name: str
    reads: tuple[str, ...]
    processes: tuple[str, ...] = ()
    assembly: tuple[str, ...] = ()
    of: str | None = None
    columns: tuple[str, ...] = ()
    query: str | None = None
    before: str | None = None
    needs: tuple[str, ...] = ()


_CLEANING = ("correction", "cleaning")

# Nodes that are not as the chain has them. `raw_texts` and `texts` keep apart what changes an article's text from what
# changes the facts about it; `normalised` is the first pass of
# cleaning, `trimmed` and `spelled` what the second does by decisions about lines and words;
# `identified` what a name stands for by what other articles say.
_KNOWN = (
    Node("raw_texts", ("raw_articles",), of="raw_articles", columns=("title", "text")),
    Node("near_duplicates", ("raw_articles",), ("near_duplicates",), before="paired.sql"),
    Node(
        "normalised",
        ("raw_texts",),
        ("normalisation",),
        query="normalised.sql",
        needs=("articles", "text_edits"),
    ),
    Node(
        "trimmed",
        ("raw_texts",),
        ("normalisation",),
        assembly=_CLEANING,
        query="trimmed.sql",
        needs=("articles", "text_edits", "chrome_decisions"),
    ),
    Node(
        "spelled",
        ("normalised",),
        assembly=_CLEANING,
        query="spelled.sql",
        needs=("spelling_corrections", "spelling_vetoes", "spelling_decisions"),
    ),
    Node(
        "articles",
        ("raw_articles", "near_duplicates", "normalised", "trimmed", "spelled"),
        assembly=_CLEANING,
        before="versions.sql",
    ),
    Node("source_texts", ("raw_texts",), assembly=_CLEANING),
    Node("text_edits", ("normalised", "trimmed", "spelled"), assembly=_CLEANING),
    Node("datelines", ("normalised", "trimmed", "spelled"), assembly=_CLEANING),
    Node("spelling_corrections", ("normalised", "trimmed", "spelled"), assembly=_CLEANING),
    Node("spelling_vetoes", ("normalised", "trimmed", "spelled"), assembly=_CLEANING),
    Node(
        "texts",
        ("raw_texts", "normalised", "trimmed", "spelled"),
        assembly=_CLEANING,
        of="articles",
        columns=("title", "text", "language"),
    ),
    Node("sentences", ("texts", "text_edits"), ("reading",), ("extraction",)),
    Node("raw_mentions", ("texts", "text_edits"), ("reading",), ("extraction",)),
    Node("identified", (), query="identified.sql", needs=("mentions", "entity_merges")),
    Node(
        "mentions",
        ("texts", "text_edits", "sentences", "raw_mentions", "identified"),
        ("resolving",),
        ("resolution",),
    ),
)
# Tables without articles whose rows depend on less than their step reads, or whose effect shows in rows of articles.
_COARSE = (
    Node("vocabulary", ("raw_texts", "normalised"), assembly=("vocabulary", "normalisation")),
    Node("chrome_decisions", ("raw_articles", "normalised"), ("chrome_decisions",), assembly=("normalisation",)),
    Node("entities", ("articles", "mentions"), assembly=("resolving", "resolution")),
    Node("entity_aliases", ("mentions",), assembly=("resolving", "resolution")),
    Node("entity_merges", ("mentions",), ("resolution",), assembly=("resolving",)),
)


# What the known nodes read finer than the chain says.
_REFINED = frozenset({"raw_articles", "articles", "near_duplicates", "spelling_decisions", "chrome_decisions"})


def article_nodes(makings: Mapping[str, Making]) -> list[Node]:
    """Nodes of articles, each after those that it reads: the known ones, with what else the chain has them read, and
    tables that are as the chain has them. `inputs` stands for what became of an article's own input."""
    known = {node.name for node in _KNOWN}
    others = [
        Node(name, makings[name].reads, makings[name].processes)
        for name, table in COMPARED.items()
        if is_of_articles(table) and name in makings and name not in known
    ]
    nodes = [*others, *_KNOWN]
    return list(_in_order(replace(node, reads=(*node.reads, *_also_read(node, makings))) for node in nodes))


def _also_read(node: Node, makings: Mapping[str, Making]) -> Iterable[str]:
    """Tables with articles that the chain reads for a node, beyond those that the node names."""
    making = makings.get(node.name, Making((), (), ()))
    if "inputs" in making.makes:
        yield "inputs"
    for read in making.reads:
        if read not in _REFINED and read not in node.reads and (read == "inputs" or is_of_articles(COMPARED[read])):
            yield read


def coarse_node(name: str, makings: Mapping[str, Making]) -> Node:
    """What the rows of a table without articles are made of."""
    known = {node.name: node for node in _COARSE}
    making = makings[name]
    return known.get(name) or Node(name, (*making.reads, *making.makes), making.processes)


def _in_order(nodes: Iterable[Node]) -> Iterable[Node]:
    waiting = {node.name: node for node in nodes}
    while waiting:
        ready = [node for node in waiting.values() if not any(r in waiting for r in node.reads if r != node.name)]
        for node in ready or list(waiting.values()):
            yield waiting.pop(node.name)
