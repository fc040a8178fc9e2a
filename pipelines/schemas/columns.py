"""Columns that several tables share, declared once so that the same quantity has the same name, type, check,
unit and description everywhere. A column that one table alone has is declared in that table."""

import dataframely as dy

HASH16 = "^[0-9a-f]{16}$"
SHA256 = "^[0-9a-f]{64}$"
FIELDS = ("title", "text")

# Labels that name somebody or something; the others are values (dates, amounts, counts) and have no entity.
NAME_LABELS = (
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
)  # fmt: skip


def article_id(
    description: str = "Identity of the article: hash of external id, url and the record's bytes as found.",
    *,
    primary_key: bool = False,
    nullable: bool = False,
) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        nullable=nullable,
        regex=HASH16,
        description=description,
        metadata={"example": "d1c82bd32eeb9d23"},
    )


def input_id(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        regex=HASH16,
        description="Identity of the input: hash of the source object's SHA-256 and the locator. "
        "Byte-identical copies of a file share it.",
        metadata={"example": "28d1dcd608aaa2ab"},
    )


def path(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        description="POSIX path of the file, relative to the articles folder that was given; a member of an archive "
        "has the archive's path, `!/`, and its name.",
        metadata={"example": "ukraine_talks_announced.txt"},
    )


def object_sha256(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        regex=SHA256,
        description="SHA-256 of the source object's bytes (of the decompressed bytes for .gz and members of archives).",
        metadata={"example": "0533b4ccf66c5a91b51d7383af97cee7788b2552dc57599d5618105f4a5bd4fa"},
    )


def field(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        check=lambda c: c.is_in(FIELDS),
        description="Which of the article's texts the span counts in: title or text.",
        metadata={"example": "text"},
    )


def char_start(*, primary_key: bool = False) -> dy.Int64:
    return dy.Int64(
        primary_key=primary_key,
        min=0,
        metadata={"unit": "code points", "example": 1623},
        description="Start of the span in the clean field, 0-based.",
    )


def char_end() -> dy.Int64:
    return dy.Int64(
        min=0,
        metadata={"unit": "code points", "example": 1630},
        description="End of the span in the clean field, exclusive.",
    )


def raw_start(*, primary_key: bool = False) -> dy.Int64:
    return dy.Int64(
        primary_key=primary_key,
        min=0,
        metadata={"unit": "code points", "example": 1623},
        description="Start of the span in the source text (lineage.source_texts), 0-based.",
    )


def raw_end() -> dy.Int64:
    return dy.Int64(
        min=0,
        metadata={"unit": "code points", "example": 1630},
        description="End of the span in the source text, exclusive.",
    )


def byte_start(of: str = "the span") -> dy.Int64:
    return dy.Int64(
        min=0,
        nullable=True,
        metadata={"unit": "bytes", "example": 1645},
        description=f"Start of {of} in the source object (decompressed for .gz), 0-based; null if it is not known.",
    )


def byte_end(of: str = "the span") -> dy.Int64:
    return dy.Int64(
        min=0,
        nullable=True,
        metadata={"unit": "bytes", "example": 1652},
        description=f"End of {of} in the source object, exclusive; markup and escapes inside it are taken in.",
    )


def is_aligned() -> dy.Bool:
    return dy.Bool(
        metadata={"example": True},
        description="Whether the bytes of the span are known. False where an extractor made text that its page does "
        "not show in this form.",
    )


def label() -> dy.String:
    return dy.String(
        description="Kind of name or value, in spaCy's OntoNotes labels (PERSON, ORG, GPE ...), or OTHER: no name.",
        metadata={"example": "PERSON"},
    )


def source(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        description="Outlet as the input names it; 'unknown' if it does not.",
        metadata={"example": "The Harbour Courier"},
    )


def entity_id(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        regex=HASH16,
        description="Identity of the entity: hash of its class, normalised full name and discriminator.",
        metadata={"example": "af31c29fc0746d75"},
    )


def country_code(
    description: str = "ISO 3166-1 alpha-2 code of the country.", *, primary_key: bool = False, nullable: bool = False
) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        nullable=nullable,
        regex="^[A-Z]{2}$",
        description=description,
        metadata={"example": "GB"},
    )


def count(what: str, *, example: int, at_least: int = 0) -> dy.Int64:
    return dy.Int64(min=at_least, metadata={"unit": "count", "example": example}, description=what)


def share(what: str, *, example: str) -> dy.Decimal:
    metadata = {"unit": "share in [0, 1]", "example": example}
    return dy.Decimal(9, 6, min=0, max=1, metadata=metadata, description=what)


def published_at(what: str = "Moment of publication") -> dy.Datetime:
    return dy.Datetime(
        time_unit="us",
        nullable=True,
        metadata={"unit": "UTC", "example": "2026-03-04 12:00:00"},
        description=f"{what} in UTC; a time given without a zone is taken as UTC; null if unknown.",
    )


def published_date(*, primary_key: bool = False, nullable: bool = False) -> dy.Date:
    return dy.Date(
        primary_key=primary_key,
        nullable=nullable,
        description="The publisher's calendar date (in the publisher's own zone). Of a page the day that it shows next "
        "to its headline, which is that of the last change where it shows no other.",
        metadata={"example": "2026-03-04"},
    )


def run_id(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        regex=HASH16,
        description="Identity of one execution of the chain; different every time, so never fingerprinted.",
        metadata={"fingerprinted": False, "example": "e2abe6749dd877c5"},
    )
