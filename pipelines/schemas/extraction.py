"""Tables of the extraction stage: what the model says about each text."""

import dataframely as dy

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo


def sentence_id(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        description="Identity of the sentence: article_id:field:raw_start-raw_end.",
        metadata={"example": "d1c82bd32eeb9d23:text:1598-1788"},
    )


def mention_id(
    description: str = "Identity of the mention: article_id:field:raw_start-raw_end.", *, primary_key: bool = True
) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        description=description,
        metadata={"example": "d1c82bd32eeb9d23:text:1623-1630"},
    )


class Sentences(Table):
    """Sentences of every title and text that was read, as the model's parser sees them."""

    info = TableInfo(
        "sentences",
        "extraction",
        "one sentence",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    sentence_id = sentence_id(primary_key=True)
    article_id = c.article_id()
    field = c.field()
    sentence_index = dy.Int64(min=0, description="Position in the field, from 0.", metadata={"example": 7})
    char_start = c.char_start()
    char_end = c.char_end()
    raw_start = c.raw_start()
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    text = dy.String(
        description="The sentence, as it stands in the clean field.",
        metadata={"running_text": True, "example": "Ellison will travel to Paris in May to sign a joint statement."},
    )


class RawMentions(Table):
    """Names and values exactly as the model finds them, before resolution."""

    info = TableInfo(
        "raw_mentions", "extraction", "one mention by the model", namespace="intermediate", primary_key=False
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    char_start = c.char_start(primary_key=True)
    char_end = c.char_end()
    text = dy.String(description="The mention, as it stands in the clean field.", metadata={"example": "Starmer"})
    label = c.label()
