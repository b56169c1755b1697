"""Validation errors at the paths that the sender wrote, each place once.

Pydantic's paths also name the branches of unions it has tried (``verifier.code.tests.0.stdio.hidden``): these are
no fields of the body. Here a path is followed through the body itself, and what is not in it is left out.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import BaseModel

from services.gateway.problems import FieldError

_MOST = 100
_MOST_READ = 1_000
_MOST_NAMED = 20
_UNKNOWN = "extra_forbidden"
Path = tuple[str | int, ...]
Schema = Mapping[str, Any]


def faults_of(model: type[BaseModel], body: object, errors: Iterable[Any]) -> list[FieldError]:
    """What is wrong with a body, at most 100 places. ``errors`` are pydantic's own for that model."""
    found: dict[Path, list[str]] = {}
    whole: set[Path] = set()  # places of which all that is said is that another kind of value is expected
    for error in islice(errors, _MOST_READ):
        loc = tuple(error["loc"])
        path = _followed(loc, body, {}) + (loc[-1:] if error["type"] == "missing" else ())
        messages = found.setdefault(path, [])
        message = _unknown(model, body, path) if error["type"] == _UNKNOWN else str(error["msg"])
        if message not in messages:
            messages.append(message)
        if error["type"].endswith("_type") or error["type"] in ("too_short", "literal_error"):
            whole.add(path)
    above = {path[:length] for path in found for length in range(len(path))}
    kept = {path: messages for path, messages in found.items() if not (path in whole and path in above)}
    return [FieldError(list(path), "; or: ".join(messages)) for path, messages in list(kept.items())[:_MOST]]


def _followed(loc: Path, value: Any, known: dict[tuple[int, int], Path]) -> Path:
    """The longest part of the path that leads through the value; a branch may be named as a field is."""
    if not loc:
        return ()
    place = (len(loc), id(value))
    if place not in known:
        first, rest = loc[0], loc[1:]
        known[place] = _followed(rest, value, known)
        if _has(value, first):
            known[place] = max((first, *_followed(rest, value[first], known)), known[place], key=len)
    return known[place]


def _has(value: object, name: str | int) -> bool:
    if isinstance(value, dict):
        return name in value
    return isinstance(value, list) and isinstance(name, int) and name < len(value)


def _unknown(model: type[BaseModel], body: object, path: Path) -> str:
    """That there is no such field, and where there is one."""
    schema = _schema(model)
    name = str(path[-1])
    for length in range(len(path) - 2, -1, -1):
        if name in _fields(_at(schema, body, path[:length])):
            place = ".".join(map(str, path[:length])) or "the request itself"
            return f"there is no such field here; it belongs to {place}"
    known = _fields(_at(schema, body, path[:-1]))
    similar = difflib.get_close_matches(name, known, n=1)
    if similar:
        return f"there is no such field; did you mean {similar[0]!r}?"
    if not known:
        return "there is no such field"
    named = sorted(known)[:_MOST_NAMED]
    return f"there is no such field; there are {', '.join(named)}{', …' if len(known) > len(named) else ''}"


@lru_cache(maxsize=64)
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def _at(root: Schema, value: Any, path: Path) -> list[Schema]:
    """The schemas that the object at a path of the body may follow."""
    found = _branches(root, root, value)
    for name in path:
        inner = [child for schema in found for child in _children(schema, name)]
        value = value[name] if _has(value, name) else None
        found = [branch for schema in inner for branch in _branches(root, schema, value)]
    return found


def _children(schema: Schema, name: str | int) -> list[Schema]:
    if isinstance(name, int):
        places: Sequence[Schema] = schema.get("prefixItems", ())
        return [places[name]] if name < len(places) else [schema["items"]] if schema.get("items") else []
    properties = schema.get("properties", {})
    return [properties[name]] if name in properties else []


def _branches(root: Schema, schema: Schema, value: object) -> list[Schema]:
    """The schema without references and unions; of a union by a field, only the branch that the value names."""
    if reference := schema.get("$ref"):
        return _branches(root, root["$defs"][reference.rpartition("/")[2]], value)
    if tagged := schema.get("discriminator"):
        tag = value.get(tagged["propertyName"]) if isinstance(value, dict) else None
        reference = tagged.get("mapping", {}).get(tag) if isinstance(tag, str) else None
        return _branches(root, {"$ref": reference}, value) if reference else []
    unions = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if unions:
        return [branch for one in unions for branch in _branches(root, one, value)]
    return [schema]


def _fields(schemas: Sequence[Schema]) -> set[str]:
    return {name for schema in schemas for name in schema.get("properties", {})}
