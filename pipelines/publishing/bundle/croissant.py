"""croissant.json: the bundle in the vocabulary of Croissant 1.1, which loaders of data for machine learning read.

References between tables are left to datapackage.json: mlcroissant takes a reference for the order to join, and then
gives other rows than the table has."""

from collections.abc import Iterator, Mapping, Sequence

from duckdb.sqltypes import DuckDBPyType

from pipelines.publishing.bundle.content import AboutDatabase, BundledColumn, BundledTable, item_type, struct_types

_TYPES = {
    "varchar": "sc:Text",
    "bigint": "sc:Integer",
    "integer": "sc:Integer",
    "hugeint": "sc:Integer",
    "decimal": "sc:Float",
    "double": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
_CONTEXT: dict[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# Croissant asks for a licence, and the database knows of none: saying so is the truth.
NO_LICENCE = (
    "No licence is stated. The rights in the articles stay with their publishers; the program that made the database "
    "is under the MIT licence."
)
Json = dict[str, object]


def croissant(about: AboutDatabase, tables: Sequence[BundledTable], files: Mapping[str, tuple[int, str]]) -> Json:
    """The content of croissant.json. `files` gives size in bytes and SHA-256 of the described files, by path."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": f"newsledger-{about.content_fingerprint[:16]}",
        "description": f"{about.title}. Caveats: {' '.join(about.caveats)}",
        "citeAs": about.how_to_cite,
        "datePublished": f"{about.published_at:%Y-%m-%d}",
        "license": NO_LICENCE,
        "version": about.version,
        "distribution": [_file(table, *files[table.parquet]) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }


def _file(table: BundledTable, byte_count: int, sha256: str) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": table.parquet,
        "name": table.parquet,
        "contentUrl": table.parquet,
        "contentSize": f"{byte_count} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256,
    }


def _records(table: BundledTable) -> Json:
    records: Json = {
        "@type": "cr:RecordSet",
        "@id": table.qualified_name,
        "name": table.qualified_name,
        "description": table.description,
        "field": [_field(table, column) for column in table.columns],
    }
    if table.key:
        records["key"] = [{"@id": f"{table.qualified_name}/{name}"} for name in table.key]
    return records


def _field(table: BundledTable, column: BundledColumn) -> Json:
    field: Json = {
        "@type": "cr:Field",
        "@id": f"{table.qualified_name}/{column.name}",
        "name": column.name,
        "description": column.description,
    }
    item = column.type
    if item.id == "list":
        field |= {"isArray": True, "arrayShape": "-1"}
        item = item_type(item)
    source: Json = {"fileObject": {"@id": table.parquet}, "extract": {"column": column.name}}
    if item.id == "struct":
        field["subField"] = list(_sub_fields(str(field["@id"]), item, source))
    else:
        field |= {"dataType": _TYPES.get(item.id, "sc:Text"), "source": source}
    return field


def _sub_fields(parent: str, struct: DuckDBPyType, source: Json) -> Iterator[Json]:
    for name, type_ in struct_types(struct):
        yield {
            "@type": "cr:Field",
            "@id": f"{parent}/{name}",
            "name": name,
            "description": f"{name} of each item.",
            "dataType": _TYPES.get(type_.id, "sc:Text"),
            "source": source | {"transform": {"jsonPath": name}},
        }
