"""What kind of thing a name is, by what the article says around it, by what is known of it, and whether it is one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.resolution.article import resolve_article
from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.known_names import KnownName, KnownNames, read_known_names
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES

Resolve = Callable[..., list[ResolvedMention]]
SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "reference" / "names.csv"
GAME = (
    "The coach said the game was a win. They won 31-21 after a 14-7 first quarter and a 20-3 second; the season and "
    "the championship go on, with two touchdowns. "
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Grain company [Quillon|PERSON] grew. [Quillon|PERSON] workers left.", "ORG"),
        ("[Quillon|PRODUCT], which sells grain, grew. It buys from the firm [Quillon|PRODUCT].", "ORG"),
        ("Spokesman [Quillon|ORG] left. [Quillon|ORG] said so.", "PERSON"),
        ("The town of [Quillon|PERSON] is old.", "GPE"),
        ("They met near [Quillon|ORG], and the [Quillon|ORG] region is poor.", "GPE"),
        ("The [Quillon|PERSON] people left.", "NORP"),
        ("A [Quillon|PERSON] woman won; [Quillon|PERSON] residents cheered.", "GPE"),
        ("[Quillon|ORG] police came, and so did [Quillon|ORG]'s mayor.", "GPE"),
        ("Ruth Marlowe, 34, of [Quillon|ORG], won.", "GPE"),
        ("They live at 12 Harbour St., [Quillon|ORG].", "GPE"),
        ("They farm in Linden, [Quillon|PERSON] and Kenning counties.", "GPE"),
    ],
)
def test_cues_around_all_mentions_of_a_name_make_its_kind(resolve: Resolve, text: str, label: str) -> None:
    """One rule or another, the whole article has one answer."""
    assert {m.label for m in resolve(text)} == {label}


def test_a_full_name_of_a_person_is_no_company_for_a_cue(resolve: Resolve) -> None:
    """She may well be the company's."""
    assert resolve("The firm [Ruth Marlowe|PERSON] runs. [Ruth Marlowe|PERSON] workers left.")[0].label == "PERSON"


def test_who_plays_is_a_team_and_where_they_play_a_place(resolve: Resolve) -> None:
    """In the report of a game, and there only; countries stay countries."""
    text = "[Millhaven|GPE] beat [Port Linden|GPE] (3-2) in [Oldtown|GPE], and [Mexico|GPE] beat the [Otters|NORP]."
    assert [m.label for m in resolve(GAME + text)] == ["ORG", "ORG", "GPE", "GPE", "ORG"]
    assert "ORG" not in {m.label for m in resolve(text)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The [Sheikh|PERSON] left.", "title_alone"),
        ("The [Interior|ORG] Minister left.", "portfolio"),
        ("The Minister of [Health|ORG] left.", "portfolio"),
        ("The [Kingdom|GPE] is large.", "common_noun"),
        ("The [CEO|ORG] left.", "common_acronym"),
        ("They sent a [ship|PRODUCT].", "not_a_name"),
    ],
)
def test_what_is_no_name_says_why(resolve: Resolve, text: str, rule: str) -> None:
    """It keeps the model's answer beside, and has no entity."""
    (mention,) = resolve(text)
    assert (mention.label, mention.rule, mention.entity_id) == ("OTHER", rule, None)


def test_a_title_that_is_somebodys_surname_is_a_name(resolve: Resolve) -> None:
    """Arthur King."""
    full, short = resolve("[Arthur King|PERSON] left. [King|PERSON] came back.")
    assert (short.label, short.entity_id) == ("PERSON", full.entity_id)


@pytest.mark.parametrize(
    "text", ["The Harbour Guild of Zorah (HGZ) met. HGZ left.", "The HGZ (Harbour Guild of Zorah) met. HGZ left."]
)
def test_what_an_acronym_stands_for_is_a_name_in_either_order(resolve: Resolve, text: str) -> None:
    """Also where the model found half of it, or nothing."""
    for marked in (text, text.replace("Zorah", "[Zorah|GPE]")):
        mentions = [m for m in resolve(marked.replace("HGZ left", "[HGZ|PERSON] left")) if "HGZ" not in m.text]
        assert [(m.text, m.label) for m in mentions] == [("Harbour Guild of Zorah", "ORG")]


@pytest.mark.parametrize("text", ["The Deputy Harbour Commissioner (DHC) left.", "a big old ship (ABOS) left."])
def test_offices_and_common_words_with_an_acronym_are_no_bodies(resolve: Resolve, text: str) -> None:
    assert resolve(text) == []


def test_place_and_agency_of_a_dateline_are_found(resolve: Resolve) -> None:
    """The model missed both."""
    mentions = resolve("MILLHAVEN, Dec 7 (Newswire) - Rain fell.")
    assert [(m.text, m.label, m.found_by, m.rule) for m in mentions] == [
        ("MILLHAVEN", "GPE", "rule", "dateline"),
        ("Newswire", "ORG", "rule", "dateline"),
    ]


def test_an_organisation_that_its_last_word_gives_away_is_found(resolve: Resolve) -> None:
    (mention,) = resolve("Rain fell. On Monday Almond Grain Inc said so.")
    assert (mention.text, mention.label, mention.found_by) == ("Almond Grain Inc", "ORG", "rule")


def test_a_family_name_that_comes_first_is_known_again(resolve: Resolve) -> None:
    """The model called it an organisation."""
    full, short = resolve("[Quan Yiming|PERSON] left. [Quan|ORG] said so.")
    assert (short.label, short.entity_id, short.rule) == ("PERSON", full.entity_id, "first_name")


KNOWN = KnownNames.of([KnownName("Zorah 20", "PRODUCT", ()), KnownName("Mirror", "PRODUCT", ("index", "shares"))])


def test_known_names_are_put_right_and_found_where_nothing_or_a_number_stands() -> None:
    """A name that needs support is left alone without it, and so is what is part of another name."""
    text = "The Zorah 20 rose. The Mirror fell. Zorah 20 Street is long."
    mentions = [
        ModelMention("text", 10, 12, "20", "CARDINAL"),
        ModelMention("text", 36, 51, "Zorah 20 Street", "FAC"),
    ]
    found = resolve_article({"title": "", "text": text}, mentions, Gazetteer.of([]), known=KNOWN)
    assert [(m.text, m.label, m.found_by) for m in found] == [
        ("Zorah 20", "PRODUCT", "rule"),
        ("Zorah 20 Street", "FAC", "model"),
    ]
    of_person = [ModelMention("text", 4, 10, "Mirror", "PERSON")]
    for text, label in (("The Mirror index.", "PRODUCT"), ("The Mirror left.", "PERSON")):
        (m,) = resolve_article({"title": "", "text": text}, of_person, Gazetteer.of([]), known=KNOWN)
        assert (m.label, m.model_label) == (label, "PERSON")


@pytest.mark.parametrize(
    ("pieces", "names"),
    [
        (("Harbour Customs", "Zorah Guard"), ["Harbour Customs and Zorah Guard"]),
        (("the Harbour Customs",), ["Harbour Customs and Zorah Guard"]),
        (("Zorah Guard’s",), ["Harbour Customs and Zorah Guard"]),
        (("the Harbour Customs and Zorah Guard",), ["the Harbour Customs and Zorah Guard"]),
        (("Zorah Guard’s Hall",), ["Zorah Guard’s Hall"]),
    ],
)
def test_pieces_of_a_known_name_are_one(pieces: tuple[str, ...], names: list[str]) -> None:
    """What the model said of the first piece stays beside it; what runs over the edge of the name stays."""
    text = "So the Harbour Customs and Zorah Guard’s Hall fell."
    mentions = [ModelMention("text", at := text.index(p), at + len(p), p, "ORG") for p in pieces]
    known = KnownNames.of([KnownName("Harbour Customs and Zorah Guard", "ORG", ())])
    found = resolve_article({"title": "", "text": text}, mentions, Gazetteer.of([]), known=known)
    assert [m.text for m in found] == names
    assert {m.model_label for m in found} == {"ORG"}


def test_the_table_of_known_names_can_be_used() -> None:
    names = read_known_names(SEEDS)
    assert len({known.name for known in names}) == len(names) > 200
    assert {known.label for known in names} <= set(ENTITY_CLASSES)


@pytest.mark.parametrize("row", ["Zorah,CITY,", ",ORG,", "Zorah,ORG"])
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "names.csv").write_text(f"name,label,needs\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match=r"names\.csv, line 2"):
        read_known_names(tmp_path / "names.csv")
