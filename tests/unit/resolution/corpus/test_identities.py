"""Merges by what articles say, what is kept apart, and that nothing but the names counts."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.resolution.corpus.identities import IDENTITIES
from pipelines.resolution.names import entity_id
from pipelines.resolution.overrules import Overrule
from pipelines.resolution.short_names import ShortName

from .conftest import Articles, Identify, identified, uses_of

UN = ShortName("UN", "United Nations", "ORG")
CALIF = ShortName("Calif.", "California", "GPE")


def org(name: str) -> str:
    return entity_id("organisation", name)


def test_an_acronym_is_what_some_article_spells_out(identify: Identify) -> None:
    found = identify(
        {
            "a": [("Western Harbours Authority", "ORG"), ("WHA", "ORG", "Western Harbours Authority", "acronym")],
            "b": [("W.H.A.", "ORG")],
            "c": [("WHA", "GPE")],
        }
    )
    assert found.entity("b", "W.H.A.") == found.entity("c", "WHA") == org("Western Harbours Authority")
    [evidence] = found.rows.filter(pl.col("article_id") == "b", pl.col("step") == "merge").rows(named=True)
    assert (evidence["rule"], evidence["evidence_article_id"], evidence["evidence_place"]) == ("acronym", "a", 1)


def test_an_acronym_of_two_names_is_left_open(identify: Identify) -> None:
    found = identify(
        {
            "a": [("American Medical Association", "ORG"), ("AMA", "ORG", "American Medical Association", "acronym")],
            "b": [
                ("Australian Medical Association", "ORG"),
                ("AMA", "ORG", "Australian Medical Association", "acronym"),
            ],
            "c": [("AMA", "ORG")],
        }
    )
    assert found.entity("c", "AMA") == org("AMA")
    assert found.mentions.filter(article_id="c")["is_open"].to_list() == [True]


def test_short_names_that_everybody_knows(identify: Identify) -> None:
    """Whether or not the corpus has the long name; Mo. is not MO, nor an organisation."""
    missouri = ShortName("Mo.", "Missouri", "GPE")
    found = identify({"a": [("UN", "ORG"), ("Calif", "GPE"), ("MO", "GPE"), ("Mo", "ORG")]}, [UN, CALIF, missouri])
    assert (found.entity("a", "UN"), found.name("a", "UN")) == (org("United Nations"), "United Nations")
    assert found.entity("a", "Calif") == entity_id("place", "California")
    assert (found.entity("a", "MO"), found.entity("a", "Mo")) == (entity_id("place", "MO"), org("Mo"))
    assert identify({"a": [("Mo", "GPE")]}, [missouri]).entity("a", "Mo") == entity_id("place", "Missouri")


def test_places_of_one_name_stay_apart_and_each_merge_says_so(identify: Identify) -> None:
    """A mention that no article places keeps the bare name, and the whole form is the same as the short one."""
    found = identify(
        {
            "a": [("Paris", "GPE", "Paris, Texas", "namesake"), ("Paris", "GPE")],
            "b": [("Paris", "GPE")],
            "c": [("Paris, Texas", "GPE")],
            "d": [("Paris", "GPE", "Paris, Ontario", "namesake")],
        }
    )
    texas = entity_id("place", "Paris, Texas")
    assert {found.entity("b", "Paris"), found.entity("c", "Paris, Texas")} == {entity_id("place", "Paris"), texas}
    assert found.merges() == {
        ("Paris", texas, "namesake"),
        ("Paris", entity_id("place", "Paris, Ontario"), "namesake"),
    }


def test_initials_with_and_without_spaces_are_one_name(identify: Identify) -> None:
    found = identify(
        {
            "a": [("J. K. Rowling", "PERSON"), ("J.K. Rowling", "PERSON")],
            "b": [("J. K. Rowling", "PERSON"), ("K. Rowling", "PERSON"), ("A B Foods", "ORG")],
            "c": [("AB Foods", "ORG"), ("AB Foods", "ORG")],
        }
    )
    assert found.entity("a", "J.K. Rowling") == entity_id("person", "J. K. Rowling")
    assert found.entity("b", "A B Foods") == found.entity("c", "AB Foods")
    assert found.entity("b", "K. Rowling") == entity_id("person", "K. Rowling")
    assert found.rules() == {"spelling"}


def test_a_single_name_that_a_person_says_is_nobodys_is_not_in_doubt(identify: Identify) -> None:
    names = {"a": [("Britons", "PERSON"), ("Jane", "PERSON")]}
    rows = identify(names, overrules=[Overrule("type", "Britons", "PERSON", "", "NORP", "")]).mentions
    assert dict(rows.select("form", "is_open").iter_rows()) == {"Britons": False, "Jane": True}


def test_spellings_of_a_whole_name_are_one(identify: Identify) -> None:
    found = identify(
        {
            "a": [("Recep Tayyip Erdoğan", "PERSON"), ("World Health Organisation", "ORG"), ("Peña", "PERSON")],
            "b": [("Recep Tayyip Erdogan", "PERSON"), ("World Health Organization", "ORG"), ("Pena", "PERSON")],
            "c": [("Recep Tayyip Erdogan", "PERSON"), ("World Health Organization", "ORG")],
        }
    )
    assert found.entity("a", "Recep Tayyip Erdoğan") == found.entity("b", "Recep Tayyip Erdogan")
    assert found.entity("a", "World Health Organisation") == org("World Health Organization")
    assert found.entity("a", "Peña") != found.entity("b", "Pena")
    assert found.rules() == {"spelling"}


def test_similar_names_are_not_merged(identify: Identify) -> None:
    """Nor chained: families stay many people."""
    family = ["Jon Berg", "John Berg", "Joan Berg", "Jo Berg", "J. Berg", "Joanna Berg"]
    found = identify({str(number): [(name, "PERSON")] for number, name in enumerate(family)})
    assert found.mentions["into_id"].n_unique() == len(family)


def test_a_short_name_of_what_the_article_names_in_full(identify: Identify) -> None:
    """In that article alone."""
    found = identify(
        {
            "a": [("Heathrow Airport", "FAC"), ("Heathrow", "FAC"), ("Royal Navy", "ORG"), ("Navy", "ORG")],
            "b": [("U.S. Navy", "ORG"), ("Navy", "ORG")],
            "c": [("Bank of England", "ORG"), ("Bank", "ORG")],
        }
    )
    assert found.entity("a", "Heathrow") == entity_id("place", "Heathrow Airport")
    assert (found.entity("a", "Navy"), found.entity("b", "Navy")) == (org("Royal Navy"), org("U.S. Navy"))
    assert found.entity("c", "Bank") == org("Bank of England")


def test_a_short_name_of_two_is_none_of_them(identify: Identify) -> None:
    found = identify({"a": [("World Bank", "ORG"), ("Bank of England", "ORG"), ("Bank", "ORG")]})
    assert found.entity("a", "Bank") == org("Bank")


def test_what_mostly_stands_alone_is_no_short_name(identify: Identify) -> None:
    alone: Articles = {f"x{number}": [("Google", "ORG")] for number in range(3)}
    found = identify({"a": [("Image Google", "ORG"), ("Google", "ORG")], **alone})
    assert found.entity("a", "Google") == org("Google")


def test_a_place_is_not_what_is_named_after_it(identify: Identify) -> None:
    """Manchester is not its team, also where the model takes it for one; England is not the United Kingdom."""
    found = identify(
        {
            "a": [("Manchester United", "ORG"), ("Manchester", "ORG"), ("Manchester", "GPE")],
            "b": [("Manchester", "GPE"), ("England", "GPE"), ("New York", "GPE")],
            "c": [("New York", "ORG"), ("New York", "GPE"), ("Kremlin", "FAC"), ("Russia", "GPE")],
        }
    )
    assert found.entity("a", "Manchester", "ORG") == org("Manchester")
    assert found.entity("a", "Manchester", "GPE") == entity_id("place", "Manchester")
    assert found.entity("c", "New York", "ORG") == org("New York")
    assert found.merges() == set()


def test_one_name_under_two_labels_in_an_article_is_one(identify: Identify) -> None:
    """The label that more articles have is kept; where labels are as frequent, there may be two of the name."""
    found = identify(
        {
            "a": [("Joy Bauer", "ORG"), ("Joy Bauer", "PERSON")],
            "b": [("Joy Bauer", "PERSON")],
            "c": [("Walt Disney", "PERSON")],
            "d": [("Walt Disney", "ORG")],
        }
    )
    assert found.entity("a", "Joy Bauer", "ORG") == entity_id("person", "Joy Bauer")
    assert found.entity("d", "Walt Disney") == org("Walt Disney")


def test_a_rare_label_beside_a_frequent_one_is_an_error(identify: Identify) -> None:
    often: Articles = {f"x{number}": [("Manchester United", "ORG")] for number in range(4)}
    found = identify({"a": [("Manchester United", "PERSON")], "b": [("Manchester United", "GPE")], **often})
    assert found.entity("a", "Manchester United") == found.entity("b", "Manchester United") == org("Manchester United")


def test_two_letters_are_initials_only_after_the_name(identify: Identify) -> None:
    found = identify(
        {
            "a": [("British Airways", "ORG"), ("BA", "ORG")],
            "b": [("BA", "ORG"), ("Bergen Arts", "ORG")],
        }
    )
    assert (found.entity("a", "BA"), found.entity("b", "BA")) == (org("British Airways"), org("BA"))


def test_a_person_merges_splits_renames_and_types(identify: Identify) -> None:
    overrules = [
        Overrule("merge", "The Met", "ORG", "Metropolitan Police", "ORG", ""),
        Overrule("split", "Navy", "ORG", "Royal Navy", "ORG", ""),
        Overrule("split", "Smith", "PERSON", "", "", ""),
        Overrule("rename", "Metropolitan Police", "ORG", "London's police", "", ""),
        Overrule("type", "Sago", "ORG", "", "LOC", ""),
    ]
    found = identify(
        {
            "a": [("The Met", "ORG"), ("Royal Navy", "ORG"), ("Navy", "ORG"), ("Sago", "ORG")],
            "b": [("Anna Smith", "PERSON"), ("Smith", "PERSON", "Anna Smith", "surname")],
        },
        overrules=overrules,
    )
    assert (found.entity("a", "The Met"), found.name("a", "The Met")) == (org("Metropolitan Police"), "London's police")
    assert found.entity("a", "Navy") == org("Navy")
    assert found.entity("b", "Smith") == entity_id("person", "Smith")
    assert found.mentions.filter(form="Sago")["label"].to_list() == ["LOC"]
    assert found.merges() == {("The Met", org("Metropolitan Police"), "person")}


def test_what_a_person_keeps_apart_is_not_merged_by_way_of_others(identify: Identify) -> None:
    articles: Articles = {
        "a": [("Acme Works Inc", "ORG"), ("Acme Works", "ORG", "Acme Works Inc", "legal_form")],
        "b": [("Acme Works", "ORG"), ("A. W.", "ORG")],
    }
    merge = Overrule("merge", "A. W.", "ORG", "Acme Works", "ORG", "")
    assert identify(articles, overrules=[merge]).entity("b", "A. W.") == org("Acme Works Inc")
    split = Overrule("split", "A. W.", "ORG", "Acme Works Inc", "ORG", "")
    assert identify(articles, overrules=[merge, split]).entity("b", "A. W.") == org("A. W.")


def test_ids_stay_when_the_corpus_grows_unless_a_merge_says_so(identify: Identify) -> None:
    before: Articles = {
        "a": [("Anna Smith", "PERSON"), ("UN", "ORG"), ("Royal Navy", "ORG")],
        "b": [("WHA", "ORG"), ("Smith", "PERSON"), ("Port Alston", "GPE")],
    }
    more: Articles = {
        "c": [("Western Harbours Authority", "ORG"), ("WHA", "ORG", "Western Harbours Authority", "acronym")],
        "d": [("John Smith", "PERSON"), ("Royal Navy", "ORG"), ("Port Alston", "PERSON")],
    }
    small, large = identify(before, [UN]), identify({**before, **more}, [UN])
    keys = ["article_id", "entity_id", "form"]
    both = small.mentions.join(large.mentions, on=keys, suffix="_later")
    moved = both.filter(pl.col("into_id").ne_missing(pl.col("into_id_later")))
    assert moved.select("form", "into_id_later").rows() == [
        ("WHA", org("Western Harbours Authority")),
        ("Smith", None),  # another one bears it now
    ]
    assert ("WHA", org("Western Harbours Authority"), "acronym") in large.merges()


NAMES = st.sampled_from(
    [
        ("Anna Smith", "PERSON"), ("John Smith", "PERSON"), ("Smith", "PERSON"), ("John Q. Smith", "PERSON"),
        ("Smith", "PERSON", "Anna Smith", "surname"), ("Smith Works", "ORG"), ("Smith Works Inc", "ORG"),
        ("Smith Works", "ORG", "Smith Works Inc", "legal_form"), ("United Nations", "ORG"), ("UN", "ORG"),
        ("UN", "GPE"), ("UN", "ORG", "United Nations", "acronym"), ("UN", "ORG", "Union of Nurses", "acronym"),
        ("Union of Nurses", "ORG"), ("Union", "ORG"), ("Berlin", "GPE"), ("Berlin", "ORG"), ("Berlin Union", "ORG"),
        ("Anna Smith", "ORG"), ("Añna Smith", "PERSON"),
    ]
)  # fmt: skip
CORPORA = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(NAMES, min_size=1, max_size=7), max_size=6)


def _unique(articles: Articles) -> pl.DataFrame:
    return uses_of(articles).unique(["article_id", "entity_id", "form"], keep="first", maintain_order=True)


# A corpus at a time takes long: a hundred operations on tables.
FEW = settings(max_examples=settings.default.max_examples // 5) if settings.default else settings()


@FEW
@given(CORPORA, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_count(articles: Articles, chance) -> None:  # type: ignore[no-untyped-def]
    uses = _unique(articles)
    order = list(range(uses.height))
    chance.shuffle(order)
    one, other = identified(uses, [UN]), identified(uses[order], [UN])
    columns = list(IDENTITIES)
    assert sorted(map(repr, one.select(columns).rows())) == sorted(map(repr, other.select(columns).rows()))


@FEW
@given(CORPORA, st.integers(2, 4))
def test_how_articles_are_dealt_out_does_not_count(articles: Articles, dealings: int) -> None:
    uses = _unique(articles)
    assert_frame_equal(identified(uses, [UN]), identified(uses, [UN], dealings=dealings), check_row_order=False)


@FEW
@given(CORPORA)
def test_every_use_has_one_identity_and_every_move_a_reason(articles: Articles) -> None:
    """Where no step leads to an entity, the use is at the one that its own article gave it."""
    uses = _unique(articles)
    rows = identified(uses, [UN])
    mentions = rows.filter(pl.col("step") == "mention")
    key = ["article_id", "entity_id", "form"]
    assert sorted(mentions.select(key).rows()) == sorted(uses.select(key).rows())
    merged = rows.filter(pl.col("step") == "merge")
    moved = mentions.drop_nulls("into_id").filter(pl.col("into_id") != pl.col("entity_id"))
    assert moved.join(merged, on=[*key, "into_id"], how="anti").is_empty()
    assert merged["rule"].null_count() == merged["evidence_article_id"].null_count() == 0
    assert mentions.drop_nulls("into_id")["name"].null_count() == 0


def test_an_empty_corpus_has_no_identities() -> None:
    assert dict(identified(uses_of({}), [UN]).schema) == dict(IDENTITIES)
