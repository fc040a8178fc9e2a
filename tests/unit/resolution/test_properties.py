"""What holds for every article, whatever its words and whatever the model made of them."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipelines.resolution.article import resolve_article
from pipelines.resolution.countries import Country, Gazetteer
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES
from pipelines.schemas.labels import OTHER

GAZETTEER = Gazetteer.of([Country("MX", "Mexico", ("MX",), ("Mexican",)), Country("JO", "Jordan", (), ("Jordanian",))])
WORDS = [
    "Arthur", "Ellison", "Ruth", "Ellison's", "ELLISON", "von", "der", "Linde", "Mr", "King", "in", "New", "Mexico",
    "Mexican", "Jordan", "Harbour", "Board", "Inc.", "(HB)", "HB", "the", "The", "Street", "city", "council", "😀",
    "’s", "http://a.example/Ellison", "Ellison-led", "@Ruth", "e\u0301lan", "\n", "\n\n", "/", ".", "“",
]  # fmt: skip
NO_NAME_RULES = {"not_a_name", "title_alone", "common_noun", "common_acronym", "portfolio"}
LABELS = [*ENTITY_CLASSES, "DATE", "CARDINAL"]


@st.composite
def articles(draw: st.DrawFn) -> tuple[dict[str, str], list[ModelMention]]:
    """Texts of such words, with mentions of one to four words that do not overlap."""
    texts: dict[str, str] = {}
    mentions: list[ModelMention] = []
    for field in ("title", "text"):
        words = draw(st.lists(st.sampled_from(WORDS), max_size=20))
        text = " ".join(words)
        starts = [sum(len(word) + 1 for word in words[:i]) for i in range(len(words))]
        position = 0
        while position < len(words):
            length = draw(st.integers(0, 4))
            last = min(position + length, len(words)) - 1
            start, end = starts[position], starts[last] + len(words[last]) if length else 0
            inner = text[start:end].strip()
            if inner:
                start += text[start:end].index(inner)
                label = draw(st.sampled_from(LABELS))
                mentions.append(ModelMention(field, start, start + len(inner), inner, label))
            position += max(length, 1)
        texts[field] = text
    return texts, mentions


@given(articles(), st.randoms(use_true_random=False))
def test_the_order_of_the_models_mentions_does_not_count(
    article: tuple[dict[str, str], list[ModelMention]], random: Random
) -> None:
    """The same rows come out, in order of reading; a second run gives them again."""
    texts, mentions = article
    shuffled = random.sample(mentions, len(mentions))
    resolved = resolve_article(texts, mentions, GAZETTEER)
    assert resolve_article(texts, shuffled, GAZETTEER) == resolved == resolve_article(texts, mentions, GAZETTEER)
    assert [m.position for m in resolved] == sorted(m.position for m in resolved)


@given(articles())
def test_every_span_is_the_text_it_says_and_none_overlaps_another(
    article: tuple[dict[str, str], list[ModelMention]],
) -> None:
    """Propagated mentions and those that were cut included."""
    texts, mentions = article
    end = {"title": 0, "text": 0}
    for m in resolve_article(texts, mentions, GAZETTEER):
        assert texts[m.field][m.char_start : m.char_end] == m.text != ""
        assert end[m.field] <= m.char_start
        end[m.field] = m.char_end


@given(articles())
def test_no_mention_of_the_model_gets_lost(article: tuple[dict[str, str], list[ModelMention]]) -> None:
    """Where it has one there is one, and what is said to be the model's has its label. Others have no model label."""
    texts, mentions = article
    resolved = resolve_article(texts, mentions, GAZETTEER)
    for given_ in mentions:
        assert any(_overlap(given_, found) for found in resolved)
    for found in resolved:
        if found.found_by == "model":
            assert any(_overlap(given_, found) and given_.label == found.model_label for given_ in mentions)
        else:
            assert found.model_label is None


def _overlap(one: ModelMention, other: ResolvedMention) -> bool:
    return one.field == other.field and one.char_start < other.char_end and other.char_start < one.char_end


@given(articles())
def test_identity_and_name_come_together_and_values_have_neither(
    article: tuple[dict[str, str], list[ModelMention]],
) -> None:
    """A mention without identity says why, unless it is a value."""
    for m in resolve_article(*article, GAZETTEER):
        assert (m.entity_id is None) == (m.entity_name is None)
        if m.label == OTHER:
            assert (m.entity_id, m.rule in NO_NAME_RULES) == (None, True)
        elif m.label not in ENTITY_CLASSES:
            assert (m.entity_id, m.rule, m.label) == (None, None, m.model_label)
        elif m.entity_id is None:
            assert m.rule in {"ambiguous_surname", "ambiguous_first_name"}
