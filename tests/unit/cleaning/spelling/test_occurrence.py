"""What the words around an occurrence say."""

import pytest

from pipelines.cleaning.spelling.corrections import Correction, Decision, Veto, correct, judged
from pipelines.cleaning.spelling.occurrence import TextWords, choose, surroundings
from pipelines.cleaning.spelling.scoring import Choice
from pipelines.schemas.cleaning import VETO_REASONS


def chosen(form: str, text: str, **scores: float) -> str | None:
    """What a form becomes in the one place where it stands in a text."""
    start = text.index(form)
    choices = [Choice(word, score) for word, score in scores.items()]
    placed = choose(form, choices, surroundings(text, start, start + len(form)), TextWords(text))
    return None if placed.kept_for else placed.word


def test_neighbours_choose_between_words_that_are_as_near() -> None:
    """The same form is another slip in another place."""
    both = {"hand": 0.4, "band": 0.4}
    assert chosen("zand", "She won, on the other zand, nothing.", **both) == "hand"
    assert chosen("zand", "He plays in a rock zand.", **both) == "band"
    assert chosen("zand", "Zeno zand", **both) is None


def test_doubt_is_settled_by_the_neighbours_either_way() -> None:
    doubtful = {"against": -0.6}
    assert chosen("agains", "They fought agains the invaders.", **doubtful) == "against"
    assert chosen("agains", "A word such as agains.", **doubtful) is None


@pytest.mark.parametrize(
    "text",
    [
        'He coined the word "liberati" then.',
        "He coined the word *liberati* then.",
        "Whales (Rhinclodon liberati) migrate.",
        "In schwuppdiwupp liberati nschotzi, she said.",
    ],
)
def test_what_is_set_apart_or_among_foreign_words_is_kept(text: str) -> None:
    assert chosen("liberati", text, liberate=1.0) is None
    assert chosen("liberati", "They want to liberati the city.", liberate=1.0) == "liberate"


def test_an_article_uses_its_words_again() -> None:
    """The word itself elsewhere in the text, or one of its family, is evidence; another one is none."""
    assert chosen("famers", "The famers protest.", farmers=-0.5) is None
    assert chosen("famers", "The famers protest. Other farmers do not.", farmers=-0.5) == "farmers"
    assert chosen("famers", "The famers protest. A farmerless land.", farmers=-0.3) == "farmers"
    assert chosen("famers", "The famers protest. A famers' union.", farmers=-0.5) is None


def test_drawn_out_vowels_are_meant() -> None:
    assert chosen("huuuge", "It was a huuuge crowd.", huge=3.0) is None


def test_a_sentence_that_begins_small_has_lost_its_first_letter() -> None:
    assert chosen("espite", "It failed. espite its size, it sank.", despite=-1.0, spite=-1.5) == "despite"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. Menawhile, they waited.", "Meanwhile"),
        ("Menawhile, they waited.", "Meanwhile"),
        ("They met Menawhile, a painter.", None),
        ("It rained. Menawhile Online, a site, said so.", None),
    ],
)
def test_capitalised_forms_are_put_right_only_where_any_word_has_a_capital(text: str, expected: str | None) -> None:
    assert chosen("Menawhile", text, Meanwhile=2.5) == expected


def test_the_score_of_a_correction_is_that_of_its_place() -> None:
    candidates = (Choice("against", -0.6), Choice("again", -1.6))
    decisions = {"agains": Decision("agains", "in_context", "against", None, "doubtful", candidates)}
    (found,) = correct("They fought agains the invaders. A word such as agains.", decisions)
    assert (found.start, found.replacement, found.reason) == (12, "against", "fits_context")
    assert found.score is not None
    assert found.score > 0
    settled = {"agains": Decision("agains", "correct", "against", None, "clear_winner", (Choice("against", 2.4),))}
    assert [c.reason for c in correct("Oh agains.", settled)] == ["clear_winner"]
    assert correct("An 'agains'.", settled) == []


def test_what_is_left_as_it_stands_says_why() -> None:
    """With the odds where it was weighed: then a person can see how near it was."""
    forms = {
        "agains": Decision("agains", "in_context", "against", None, "doubtful", (Choice("against", -0.6),)),
        "huuuge": Decision("huuuge", "correct", "huge", None, "clear_winner", (Choice("huge", 3.0),)),
        "Menawhile": Decision("Menawhile", "in_context", "Meanwhile", None, "capitalised", (Choice("Meanwhile", 2.5),)),
        "bass": Decision("bass", "keep", None, None, "too_unlikely", (Choice("base", -3.0),)),
    }
    text = "They fought agains the bass. A word such as agains, or 'agains'. A huuuge crowd met Menawhile, a painter."
    found = judged(text, forms)
    assert [(type(f), f.original, f.reason) for f in found] == [
        (Correction, "agains", "fits_context"),
        (Veto, "agains", "unlikely_here"),
        (Veto, "agains", "set_apart"),
        (Veto, "huuuge", "drawn_out"),
        (Veto, "Menawhile", "may_be_a_name"),
    ]
    vetoes = [f for f in found if isinstance(f, Veto)]
    assert [veto.score is None for veto in vetoes] == [False, True, False, True]
    assert vetoes[0].score is not None
    assert vetoes[0].score < 0
    assert [veto.candidate for veto in vetoes] == ["against", "against", "huge", "Meanwhile"]
    assert {veto.reason for veto in vetoes} == set(VETO_REASONS)
    assert [text[f.start : f.end] for f in found] == [f.original for f in found]
