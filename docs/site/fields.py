"""Tables of fields, from JSON schemas."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

_BOUNDS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "maxProperties": "at most {} entries",
    "pattern": "matches `{}`",
}


def table(schema: Schema) -> str:
    """A Markdown table of an object's fields: name, type, default, meaning. Empty where there are none."""
    rows = list(_rows(schema))
    if not rows:
        return "No fields.\n"
    head = ["| field | type | default | meaning |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def definitions(schema: Schema, known: set[str]) -> Iterator[tuple[str, Schema]]:
    """The named objects that a schema uses and that are not known yet, by name; they are known then."""
    for name, found in sorted(schema.get("$defs", {}).items()):
        if name not in known and "properties" in found:
            known.add(name)
            yield name, found


def type_name(schema: Schema) -> str:
    """A field's type in words: ``list of string``, ``"auto" or "boxed"``, the name of an object."""
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(one)}`" for one in schema["enum"])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return " or ".join(dict.fromkeys(type_name(one) for one in schema[union]))
    return _plain(schema)


def cell(text: str) -> str:
    """Text that may stand in a cell of a table."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _plain(schema: Schema) -> str:
    kind = schema.get("type", "anything")
    if kind == "array" and "prefixItems" in schema:
        return "[" + ", ".join(type_name(one) for one in schema["prefixItems"]) + "]"
    if kind == "array":
        return f"list of {type_name(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"object of {type_name(schema['additionalProperties'])}"
    return str(kind)


def _rows(schema: Schema) -> Iterator[str]:
    required: Sequence[str] = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        default = "" if name in required else _default(field)
        says = [field.get("description", "").rstrip("."), *_bounds(field)]
        cells = [f"`{name}`", cell(type_name(field)), default, cell("; ".join(one for one in says if one))]
        yield f"| {' | '.join(cells)} |"


def _default(field: Schema) -> str:
    return f"`{cell(json.dumps(field['default'], ensure_ascii=False))}`" if "default" in field else "none"


def _bounds(field: Schema) -> Iterator[str]:
    for part in (field, *field.get("anyOf", ())):
        for name, words in _BOUNDS.items():
            if name in part:
                yield words.format(part[name])
