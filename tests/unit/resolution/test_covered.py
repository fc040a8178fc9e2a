"""Which characters mentions stand on."""

from pipelines.resolution.covered import Covered
from pipelines.resolution.mentions import ResolvedMention

TEXT = "Ruth Marlowe met Almond"


def _mention(field: str, start: int, end: int) -> ResolvedMention:
    return ResolvedMention(field, start, end, TEXT[start:end], "PERSON", "PERSON", "model")


def test_only_mentions_of_the_field_cover() -> None:
    covered = Covered("text", TEXT, [_mention("text", 0, 12), _mention("title", 17, 23)])
    assert not covered.is_free(11, 13)
    assert covered.is_free(12, 23)


def test_what_is_added_covers_as_well() -> None:
    covered = Covered("text", TEXT, iter([_mention("text", 0, 4)]))
    covered.add(_mention("text", 17, 23))
    assert not covered.is_free(0, 1)
    assert covered.is_free(4, 17)
    assert not covered.is_free(16, 18)
