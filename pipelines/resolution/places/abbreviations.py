"""How English-language news shortens states and provinces, as the AP and CP stylebooks, postal services and Australian
papers have it. Short names of anything else do not belong here."""

from typing import NamedTuple


class Shortened(NamedTuple):
    """What an abbreviation stands for: key of the region's name, and its country."""

    key: str
    country_code: str


_STATES = {
    "US": "alabama:Ala:AL arizona:Ariz:AZ arkansas:Ark:AR california:Calif:CA colorado:Colo:CO connecticut:Conn:CT "
    "delaware:Del:DE florida:Fla:FL georgia:Ga:GA hawaii::HI idaho::ID illinois:Ill:IL indiana:Ind:IN iowa::IA "
    "kansas:Kan:KS kentucky:Ky:KY louisiana:La:LA maine::ME maryland:Md:MD massachusetts:Mass:MA michigan:Mich:MI "
    "minnesota:Minn:MN mississippi:Miss:MS missouri:Mo:MO montana:Mont:MT nebraska:Neb:NE nevada:Nev:NV "
    "new_hampshire:NH:NH new_jersey:NJ:NJ new_mexico:NM:NM new_york:NY:NY north_carolina:NC:NC north_dakota:ND:ND "
    "ohio::OH oklahoma:Okla:OK oregon:Ore:OR pennsylvania:Pa:PA rhode_island:RI:RI south_carolina:SC:SC "
    "south_dakota:SD:SD tennessee:Tenn:TN texas:Tex:TX utah::UT vermont:Vt:VT virginia:Va:VA washington:Wash:WA "
    "west_virginia:WVa:WV wisconsin:Wis:WI wyoming:Wyo:WY district_of_columbia:DC:DC",
    "CA": "alberta:Alta:AB british_columbia:BC:BC manitoba:Man:MB new_brunswick:NB:NB newfoundland_and_labrador:NL:NL "
    "nova_scotia:NS:NS northwest_territories:NWT:NT ontario:Ont:ON prince_edward_island:PEI:PE quebec:Que:QC "
    "saskatchewan:Sask:SK nunavut::NU",
    "AU": "new_south_wales:NSW:NSW victoria:Vic:VIC queensland:Qld:QLD tasmania:Tas:TAS",
}
_ROWS = [
    (Shortened(name.replace("_", " "), country), usual, postal)
    for country, listed in _STATES.items()
    for name, usual, postal in (row.split(":") for row in listed.split())
]
# With its dots left out, and the dot that ends it as well; letter case counts.
USUAL = {usual: shortened for shortened, usual, _ in _ROWS if usual}
# Two or three capitals, after a comma alone: OR, IN and ME are words.
POSTAL = {postal: shortened for shortened, _, postal in _ROWS}
# What may stand before the last space in one: W Va, N C.
BEGINNINGS = frozenset(written[:end] for written in (*USUAL, *POSTAL) for end in range(1, len(written)))

# Countries whose places are told by state, province or nation and not by country: Paris, Texas.
REGIONAL_COUNTRIES = frozenset({*_STATES, "GB"})


def abbreviated(written: str, *, has_dot: bool, is_after_comma: bool) -> Shortened | None:
    """The region that an abbreviation stands for, where it may be one: with a dot (Ala.), of initials (N.C., NSW), or
    after a comma (Paris, TX). `written` comes without its last dot."""
    letters = written.replace(".", "").replace(" ", "")
    usual = USUAL.get(letters)
    if usual and (has_dot or is_after_comma or "." in written or (len(letters) > 2 and letters.isupper())):
        return usual
    return POSTAL.get(letters) if is_after_comma else None
