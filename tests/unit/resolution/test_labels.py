"""Labels and bounds that the neighbours, the head noun or the article's majority set right."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention

Resolve = Callable[..., list[ResolvedMention]]


@pytest.mark.parametrize(
    ("text", "label", "rule"),
    [
        ("Then Mr [Almond|NORP] left.", "PERSON", "after_title"),
        ("Dr. [Ruth Marlowe|ORG] left.", "PERSON", "after_title"),
        ("[MILLHAVEN|PERSON] (Newswire) - Rain fell.", "GPE", "dateline"),
        ("[MILLHAVEN|ORG], Dec 7 (Newswire) — Rain fell.", "GPE", "dateline"),
        ("They live in [Millhaven|PERSON] now.", "GPE", "locative"),
        ("The city of [Port Linden|PERSON] is old.", "GPE", "locative"),
        ("The [Harbour Safety Commission|LAW] met.", "ORG", "head_noun"),
        ("They crossed [Ellison Bridge|PERSON] on foot.", "FAC", "head_noun"),
        ("They swam in [Mirror Lake|ORG] again.", "LOC", "head_noun"),
    ],
)
def test_what_stands_around_a_name_or_ends_it_corrects_the_label(
    resolve: Resolve, text: str, label: str, rule: str
) -> None:
    """The rule says why."""
    mention = resolve(text)[0]
    assert (mention.label, mention.rule) == (label, rule)
    assert mention.entity_id


@pytest.mark.parametrize(
    "text",
    [
        "We believe in [Marlowe|PERSON].",
        "They lost confidence in [Marlowe|PERSON].",
        "They ruled in [Marlowe|PERSON]'s case.",
        "They ruled in [Marlowe’s|PERSON] case.",
        "It was seen in [Ruth Marlowe|PERSON].",
        "[MARLOWE|PERSON] / Reuters",
    ],
)
def test_a_person_after_in_is_a_person_where_english_has_it_so(resolve: Resolve, text: str) -> None:
    """Verbs and nouns that take "in", possessives, and names of two words."""
    (mention,) = resolve(text)
    assert (mention.label, mention.rule) == ("PERSON", None)


def test_in_before_somebody_the_article_introduces_makes_no_place(resolve: Resolve) -> None:
    """ "In Marlowe they found a leader."""
    full, short = resolve("[Ruth Marlowe|PERSON] won. In [Marlowe|PERSON] they found a leader.")
    assert short.entity_id == full.entity_id


def test_most_mentions_of_a_name_decide_its_label(resolve: Resolve) -> None:
    """MILLHAVEN counts with Millhaven; all are then one place."""
    mentions = resolve("[Millhaven|GPE] and [Millhaven|GPE] again.", title="[MILLHAVEN|ORG]")
    assert {m.label for m in mentions} == {"GPE"}
    assert len({m.entity_id for m in mentions}) == 1
    assert (mentions[0].model_label, mentions[0].rule) == ("ORG", "majority")


def test_without_two_thirds_a_name_may_be_two_things(resolve: Resolve) -> None:
    """A city and its team, say."""
    assert [m.label for m in resolve("[Linden|GPE] [Linden|ORG] [Linden|GPE] [Linden|ORG] x")] == ["GPE", "ORG"] * 2


@pytest.mark.parametrize("text", ["city council", "customs house", "https://News.example/A-B", "@marlowe"])
@pytest.mark.parametrize("label", ["ORG", "GPE", "PERSON"])
def test_what_is_no_name_has_no_identity_and_is_not_looked_for(resolve: Resolve, text: str, label: str) -> None:
    """The mention stays, with the model's label beside, for whoever wants it."""
    (mention,) = resolve(f"The [{text}|{label}] and the {text} again.")
    assert (mention.label, mention.model_label, mention.entity_id, mention.rule) == ("OTHER", label, None, "not_a_name")


@pytest.mark.parametrize(
    ("marked", "name", "start"),
    [
        ("[Ruth Marlowe / Illustration|PERSON]", "Ruth Marlowe", 0),
        ("[https://news.example/a\n\nRuth Marlowe|PERSON]", "Ruth Marlowe", 24),
        ("[Ruth Marlowe\n \nForwards|PERSON]", "Ruth Marlowe", 0),
    ],
)
def test_a_name_ends_at_an_empty_line_or_a_spaced_slash(resolve: Resolve, marked: str, name: str, start: int) -> None:
    """The first part that can be a name stays the model's mention."""
    (mention,) = resolve(marked)
    assert (mention.text, mention.char_start, mention.char_end) == (name, start, start + len(name))
    assert (mention.model_label, mention.rule) == ("PERSON", "cut_at_break")


@pytest.mark.parametrize(
    "marked", ["[Anna von|PERSON] der Linde's", "[Anna von der|PERSON] Linde", "[Omar bin|ORG] Salim"]
)
def test_a_name_does_not_end_in_a_particle(resolve: Resolve, marked: str) -> None:
    """The rest of it is taken in, without a possessive."""
    (mention,) = resolve(f"Then {marked} left.")
    assert mention.text in {"Anna von der Linde", "Omar bin Salim"}
    assert mention.rule == "cut_end"


def test_a_cut_name_takes_in_what_the_model_made_of_its_rest(resolve: Resolve) -> None:
    """Mentions never overlap: the two are one."""
    (mention,) = resolve("Then [Anna von|PERSON] der [Linde|GPE].")
    assert (mention.text, mention.label) == ("Anna von der Linde", "PERSON")


def test_a_cut_name_without_a_capital_after_it_stays(resolve: Resolve) -> None:
    """Nothing is made up."""
    assert resolve("Then [Anna von|PERSON] left.")[0].text == "Anna von"


def test_a_name_may_run_over_a_single_line_end(resolve: Resolve) -> None:
    """Old newswire is hard-wrapped; the name is the same."""
    broken, whole = resolve("The [Harbour\nTrust|ORG] met. The [Harbour Trust|ORG] left.")
    assert (broken.text, broken.entity_name) == ("Harbour\nTrust", "Harbour Trust")
    assert broken.entity_id == whole.entity_id


@pytest.mark.parametrize("label", ["DATE", "CARDINAL", "MONEY"])
def test_values_pass_through(resolve: Resolve, label: str) -> None:
    """Even where their words are a country's."""
    (value,) = resolve(f"[Jordan / 5|{label}]")
    assert (value.label, value.model_label, value.entity_id, value.rule) == (label, label, None, None)
