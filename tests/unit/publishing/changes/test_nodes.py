"""Tables are followed as the chain has them: one that is new needs no line here."""

from dataclasses import replace

from pipelines.engine.differences import makings
from pipelines.publishing.changes.nodes import Making, article_nodes, coarse_node
from pipelines.publishing.changes.sides import COMPARED, is_of_articles
from pipelines.settings import Settings

CHAIN = makings(Settings())


def reads(makings: dict[str, Making]) -> dict[str, tuple[str, ...]]:
    return {node.name: node.reads for node in article_nodes(makings)}


def test_every_table_of_articles_is_a_node_and_follows_what_it_reads() -> None:
    names = [node.name for node in article_nodes(CHAIN)]
    assert len(names) == len(set(names))
    assert {name for name, table in COMPARED.items() if is_of_articles(table)} <= set(names)
    for node in article_nodes(CHAIN):
        before = names[: names.index(node.name)]
        assert {read for read in node.reads if read in names} <= set(before), node


def test_every_compared_table_is_made_by_the_chain() -> None:
    assert set(COMPARED) == set(CHAIN)


def test_processes_that_are_named_are_those_of_the_chain() -> None:
    known = {process for making in CHAIN.values() for process in making.processes}
    nodes = [*article_nodes(CHAIN), *(coarse_node(name, CHAIN) for name in CHAIN)]
    assert {process for node in nodes for process in (*node.processes, *node.assembly)} <= known


def test_what_the_step_of_the_inputs_makes_reads_the_inputs() -> None:
    assert "inputs" in reads(CHAIN)["raw_articles"]
    assert "inputs" not in reads(CHAIN)["mentions"]


def test_a_table_that_a_step_reads_in_future_is_followed() -> None:
    mentions = CHAIN["mentions"]
    more = CHAIN | {"mentions": replace(mentions, reads=(*mentions.reads, "source_texts", "inputs"))}
    assert set(reads(more)["mentions"]) - set(reads(CHAIN)["mentions"]) == {"source_texts", "inputs"}
