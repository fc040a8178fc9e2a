"""OpenLineage's schemas, to hold events against. Two sources, one after the other:

- the classes of the official client, which its authors generate from the official JSON schemas: every class gives the
  schema that it stands for (fields, types, what is required, formats) and the address of that schema. They are stricter
  than the official files in one way: a field that the schema does not know is refused, which finds misspelt ones.
- the official files themselves, where somebody has them: NEWSLEDGER_OPENLINEAGE_SPEC names a folder that mirrors
  https://openlineage.io/spec/.
"""

import enum
import importlib
import json
import pkgutil
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import attr
import jsonschema
import openlineage.client.generated as generated
from openlineage.client.generated import base
from referencing import Registry, Resource

SPEC = "https://openlineage.io/spec/"
_SCALARS: Mapping[object, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Any: {},
}
_FORMATS = {
    "runId": "uuid",
    "eventTime": "date-time",
    "producer": "uri",
    "schemaURL": "uri",
    "_producer": "uri",
    "_schemaURL": "uri",
    "url": "uri",
}
# Facets whose key is not the name of their class.
_KEYS = {"processing_engine": "processingEngine", "version": "datasetVersion", "sql": "sQL"}
_KINDS = ("InputDatasetFacet", "OutputDatasetFacet", "DatasetFacet", "RunFacet", "JobFacet")

FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@FORMATS.checks("date-time", ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


@FORMATS.checks("uri", ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path))


@cache
def classes() -> dict[str, type]:
    """Every class of the client that stands for a schema, by that schema's address."""
    found: dict[str, type] = {}
    for module in pkgutil.iter_modules(generated.__path__):
        for value in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
            if isinstance(value, type) and attr.has(value) and hasattr(value, "_get_schema"):
                found[value._get_schema()] = value
    return found


def schema_of(cls: type) -> dict[str, Any]:
    """The JSON schema that a class of the client stands for."""
    definitions: dict[str, Any] = {}
    return {"$ref": _reference(cls, definitions), "$defs": definitions}


def _reference(cls: type, definitions: dict[str, Any]) -> str:
    name = cls.__qualname__
    if name not in definitions:
        definitions[name] = {}  # a class may hold itself
        hints = typing.get_type_hints(cls)
        fields = {field.name: field for field in attr.fields(cls)}
        required = {name for name, field in fields.items() if field.default is attr.NOTHING}
        definitions[name] |= {
            "type": "object",
            "properties": {name: _value(hints[name], name, definitions) for name in fields},
            "required": sorted(required | ({"_producer", "_schemaURL", "producer", "schemaURL"} & set(fields))),
            "additionalProperties": False,
        }
    return f"#/$defs/{name}"


def _value(hint: Any, name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        chosen = [_value(argument, name, definitions) for argument in arguments if argument is not type(None)]
        return chosen[0] if len(chosen) == 1 else {"anyOf": chosen}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _value(arguments[0], "", definitions)}
    if origin is dict:
        held = arguments[1]
        if isinstance(held, type) and issubclass(held, base.BaseFacet):  # facets are looked at one by one
            return {"type": "object"}
        return {"type": "object", "additionalProperties": _value(held, "", definitions)}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {"enum": [member.value for member in hint]}
    if isinstance(hint, type) and attr.has(hint):
        return {"$ref": _reference(hint, definitions)}
    return _SCALARS[hint] | ({"format": _FORMATS[name]} if name in _FORMATS else {})


def facets_of(event: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every facet of an event with its key, those of jobs and runs inside facets included."""
    for holder in (event["run"], event["job"], *event["inputs"], *event["outputs"]):
        for kind in ("facets", "inputFacets", "outputFacets"):
            yield from holder.get(kind, {}).items()


def problems(event: Mapping[str, Any]) -> list[str]:
    """What is wrong with an event and its facets, by the client's classes."""
    found = [f"event: {e.message}" for e in _errors(schema_of(classes()[event["schemaURL"]]), event)]
    for key, facet in facets_of(event):
        cls = classes()[facet["_schemaURL"]]
        if cls.__name__ in _KINDS:  # a facet of our own, with a prefix of our own
            if not key.startswith("newsledger_"):
                found.append(f"{key}: no facet that OpenLineage knows")
            continue
        expected = next(cls.__name__.removesuffix(kind) for kind in _KINDS if cls.__name__.endswith(kind))
        if _KEYS.get(key, key) != expected[0].lower() + expected[1:]:
            found.append(f"{key}: not the key of a {cls.__name__}")
        found += [f"{key}: {e.message}" for e in _errors(schema_of(cls), facet)]
    return found


def official_problems(event: Mapping[str, Any], folder: Path) -> list[str]:
    """What is wrong with an event and its facets, by the official files."""

    def retrieve(address: str) -> Resource[Any]:
        return Resource.from_contents(json.loads((folder / address.removeprefix(SPEC)).read_text("utf-8")))

    registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    parts = [(event["schemaURL"], event), *((facet["_schemaURL"], facet) for _, facet in facets_of(event))]
    return [e.message for address, part in parts for e in _errors({"$ref": address}, part, registry)]


def _errors(schema: dict[str, Any], value: object, registry: Registry[Any] | None = None) -> Iterator[Any]:
    chosen = {} if registry is None else {"registry": registry}
    yield from jsonschema.Draft202012Validator(schema, format_checker=FORMATS, **chosen).iter_errors(value)
