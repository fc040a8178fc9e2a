"""datapackage.json: the bundle as a Data Package (v2), made of the database's own columns and comments and of what the
declarations add to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.publishing.bundle.content import AboutDatabase, BundledColumn, BundledTable
from pipelines.publishing.bundle.place import MARKER
from pipelines.publishing.bundle.tables import INPUT_COLUMNS, INPUTS, NULLABLE_IN_MANIFEST

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    "varchar": "string",
    "bigint": "integer",
    "integer": "integer",
    "hugeint": "integer",
    "decimal": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}
# constraint of a field: the attribute of a declared column that it is taken from
_CONSTRAINTS = {"pattern": "regex", "minimum": "min", "maximum": "max"}
Json = dict[str, object]


def datapackage(about: AboutDatabase, tables: Sequence[BundledTable], files: Mapping[str, tuple[int, str]]) -> Json:
    """The content of datapackage.json. `files` gives size in bytes and SHA-256 of the described files, by path."""
    return {
        "$schema": _PROFILE,
        MARKER: 1,
        "name": f"newsledger-{about.content_fingerprint[:16]}",
        "id": about.content_fingerprint,
        "title": about.title,
        "description": f"{about.how_to_cite} Caveats: {' '.join(about.caveats)}",
        "version": about.version,
        "created": f"{about.published_at:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [*(_table(table, tables) for table in tables), _inputs(tables, files)],
    }


def _table(table: BundledTable, tables: Sequence[BundledTable]) -> Json:
    # Parquet knows null, so that an empty text is a value there.
    schema: Json = {"fields": [_field(column) for column in table.columns], "missingValues": []}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if references := list(_references(table, tables)):
        schema["foreignKeys"] = references
    return {
        "name": table.qualified_name,
        "type": "table",
        "path": table.parquet,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.description,
        "rows": table.row_count,
        "schema": schema,
    }


def _inputs(tables: Sequence[BundledTable], files: Mapping[str, tuple[int, str]]) -> Json:
    known = {f"{table.name}.{column.name}": column for table in tables for column in table.columns}
    columns = (
        replace(known[name], is_nullable=known[name].is_nullable or name in NULLABLE_IN_MANIFEST)
        for name in INPUT_COLUMNS
    )
    return {
        "name": INPUTS,
        "type": "table",
        "path": INPUTS,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": "Manifest of inputs: where each came from and what became of it.",
        **_size(INPUTS, files),
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": [_field(column) for column in columns]},
    }


def _size(path: str, files: Mapping[str, tuple[int, str]]) -> Json:
    byte_count, sha256 = files[path]
    return {"bytes": byte_count, "hash": f"sha256:{sha256}"}


def _field(column: BundledColumn) -> Json:
    """A field. Two types are wider than the column, for what frictionless gets of Parquet: a list comes as an array
    of numpy, which is no `array` to it, and beside a null a whole number comes as a float, which is no `integer`."""
    constraints: Json = {} if column.is_nullable else {"required": True}
    for constraint, attribute in _CONSTRAINTS.items():
        value = getattr(column.declared, attribute, None)
        if value is not None:
            constraints[constraint] = float(value) if isinstance(value, Decimal) else value
    type_ = _TYPES.get(column.type.id, "any")
    if type_ == "integer" and column.is_nullable:
        type_ = "number"
    field: Json = {"name": column.name, "type": type_, "description": column.description}
    if type_ == "any":
        field["description"] = f"{column.description} ({str(column.type).replace(chr(34), '')})".strip()
    return field | ({"constraints": constraints} if constraints else {})


def _references(table: BundledTable, tables: Sequence[BundledTable]) -> Iterator[Json]:
    names = {other.name: other.qualified_name for other in tables}
    for column, other, key in table.references:
        yield {"fields": [column], "reference": {"resource": names[other], "fields": [key]}}
