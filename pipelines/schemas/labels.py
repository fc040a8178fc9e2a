"""The labels that mentions and entities carry: what each means and where the model errs. The labels are spaCy's
(OntoNotes 5) and one of our own for what is no name; the words are ours. Which of them name an entity is said in
`columns.NAME_LABELS`."""

from typing import NamedTuple


class Label(NamedTuple):
    """What a label means, and what to watch for before counting it."""

    meaning: str
    caveat: str


# What the model took for a name, and is none.
OTHER = "OTHER"

LABELS: dict[str, Label] = {
    "PERSON": Label(
        "A person, real or invented, without title or role.",
        "Rare surnames on their own are missed or taken for organisations; mountains, firms and ships with a "
        "person's name are taken for people. A surname is given to whoever the article introduces by full name; where "
        "that fits several, to nobody.",
    ),
    "ORG": Label(
        "A company, agency, institution, party, newspaper or team.",
        "The least certain of the frequent labels: a team with its city's name, a product with its maker's and a "
        "building with its owner's come out as either. Acronyms in capitals tend to land here.",
    ),
    "GPE": Label(
        "A place with a government: country, state, region, city, town.",
        "Used for the place, its people and its government alike ('London said'). Unknown towns come out as PERSON or "
        "ORG, teams as their city; a capital that stands for a government is counted as the city.",
    ),
    "LOC": Label(
        "A place without a government: sea, river, mountain, continent, region of the world.",
        "Rare in news, and often mixed up with GPE (regions) and FAC (quays, beaches).",
    ),
    "FAC": Label(
        "Something built that has a name: bridge, street, airport, stadium, building.",
        "Mixed up with ORG wherever the building houses an institution (hospital, town hall, station).",
    ),
    "NORP": Label(
        "A nationality, a religion or a political group, mostly as an adjective: British, Catholic, Republican.",
        "A demonym is counted for its country (entities.country_code), also where it describes a thing and not the "
        "state: 'French cheese' counts for France. Party names in full are ORG.",
    ),
    "PRODUCT": Label(
        "A thing with a name: vehicle, weapon, device, food; not a service.",
        "Unreliable: the maker's name is an ORG of its own, and other brand names come out as ORG or are missed.",
    ),
    "EVENT": Label(
        "An occasion with a name: war, storm, match, festival, summit.",
        "Unreliable: storms and campaigns are mostly missed; feasts come out as DATE.",
    ),
    "WORK_OF_ART": Label(
        "The title of a book, film, song, programme or picture.",
        "Unreliable: most titles are missed, or come out as PRODUCT or ORG.",
    ),
    "LAW": Label(
        "A law, treaty or ruling with a name.",
        "Found when it ends in Act, Treaty, Article or the like; bills under discussion are mostly missed.",
    ),
    "LANGUAGE": Label(
        "A language that is named as such.",
        "Most words for languages are also demonyms, and come out as NORP.",
    ),
    "DATE": Label(
        "A date or a period of a day or longer, absolute or relative: 3 March, last week, the 1990s.",
        "Kept as written: 'Monday' is not resolved to a day. Ages and 'annual' are in here too.",
    ),
    "TIME": Label(
        "A time of day, or a period shorter than a day.",
        "'morning' and 'night' are found with and without the day they belong to.",
    ),
    "PERCENT": Label(
        "A percentage, with its sign or word.",
        "'Two percentage points' is a CARDINAL.",
    ),
    "MONEY": Label(
        "An amount of money, with its currency.",
        "The currency sign may be left out of the span; amounts are not converted or parsed.",
    ),
    "QUANTITY": Label(
        "A measurement with its unit: distance, weight, speed, area.",
        "'About', 'more than' and their like are inside the span in one sentence and outside in the next.",
    ),
    "ORDINAL": Label(
        "A rank: first, second, 19th.",
        "'second' as a unit of time and 'first' as an adverb are in here too.",
    ),
    "CARDINAL": Label(
        "A number that is nothing of the above.",
        "Votes, casualties and results are not told apart; a result such as 3-2 is cut in two.",
    ),
    OTHER: Label(
        "Not a name, though the model took it for one: a title or office without its bearer, a web address, words in "
        "small letters, an acronym of common nouns (CEO, GDP). The model's own label stands beside it, "
        "and the rule says why.",
        "Has no entity. Common nouns with a capital (the Court, the Kingdom) are here even where the text means one "
        "certain court.",
    ),
}
