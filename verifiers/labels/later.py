"""Layouts of kinds beyond mathematics, choice, code and calls.

Each is read into the specification that its kind takes. A server without the kind refuses the row by its name; one
that has it judges the row, with nothing changed here.
"""

import re
from collections.abc import Mapping
from typing import Any

from verifiers.labels.boxes import boxes_of
from verifiers.labels.comparisons import tolerance_of
from verifiers.labels.outcome import Reading, Refused, reading_of
from verifiers.labels.rows import MISSING, Row, container, is_number, listed, mapping
from verifiers.reading.patterns import Pattern
from verifiers.units.quantities import read_unit

_FENCED_JSON = Pattern(r"\s*```(?:json)?\s*\n(.*?)\n\s*```\s*", dot_all=True)
_POWER = Pattern(r"10\s*\^\s*\{?\s*([-+]?\d{1,3})\s*\}?")
"""SciBench keeps a power of ten in the column of the unit."""
_ROUNDING = 1e-8
"""How far off a value may be where a row names no tolerance, times the value (UGPhysics)."""
_VALIDATORS = ("validate_", "verify_")
_QUERY = Pattern(r"\s*(?:select|with)\b.+\bfrom\b", ignore_case=True, dot_all=True)
_INSERTS = re.compile(r"\binsert\s+into\b", re.I)
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")


def instructions(row: Row) -> Reading | None:
    """IFEval and its relatives: ids of instructions with their arguments."""
    names, arguments = listed(row.get("instruction_id_list", "instruction_id")), listed(row.get("kwargs"))
    if names is None:
        items = None if row.truth is MISSING else listed(row.truth)
        first = (mapping(items[0]) if items and len(items) == 1 else None) or {}
        validator = next((one for one in (*row.levels, first) if _names_validator(one)), None)
        if validator:
            return _validator(validator)
        if "instruction_id" not in first:
            return None
        names, arguments = (
            listed(first["instruction_id"]) or [first["instruction_id"]],
            listed(first.get("kwargs")),
        )
    if arguments is None and row.truth is not MISSING and row.path:
        arguments = listed(row.truth)
    arguments = arguments or [None] * len(names)
    if not names or len(names) != len(arguments):
        raise Refused(f"{len(names)} instructions and {len(arguments)} arguments", row.fields)
    asked = [
        {"id": str(name), "kwargs": _without_nulls(given)} for name, given in zip(names, arguments, strict=True)
    ]
    return reading_of("instructions", {"instructions": asked}, "instruction_id_list")


def _names_validator(level: Mapping[str, Any]) -> bool:
    return str(level.get("func_name") or "").startswith(_VALIDATORS)


def _validator(level: Mapping[str, Any]) -> Reading:
    """Tulu 3: one function by name, with its arguments beside it."""
    given = {name: value for name, value in level.items() if name != "func_name" and value is not None}
    return reading_of("instructions", {"instructions": [{"id": level["func_name"], "kwargs": given}]}, "func_name")


def _without_nulls(given: Any) -> dict[str, Any]:
    inner = container(given)
    return {key: value for key, value in inner.items() if value is not None} if isinstance(inner, Mapping) else {}


def documents(row: Row) -> Reading | None:
    """JSON: a schema that the completion has to fulfil, or a document that it has to equal."""
    schema = _schema(row)
    if schema is not None:
        kind = str(row.get("schema_type") or "json").casefold()
        if kind != "json":
            raise Refused(f"the schema is of type {kind[:20]!r}; only json is read", row.fields)
        if not isinstance(schema, Mapping):
            raise Refused("the schema is no JSON object", row.fields)
        return reading_of("json", {"json_schema": dict(schema)}, "schema_str")
    document = next((level["ground_truth"] for level in row.levels if "ground_truth" in level), None)
    if row.text("task_type") == "complex_json_output" and isinstance(container(document), dict | list):
        return reading_of("json", {"ground_truth": container(document), "take": "last"}, "ground_truth")
    if str(row.get("task_type")) == "code_output_prediction" and row.truth is not MISSING:
        return reading_of(
            "json", {"ground_truth": {"output": row.truth}, "take": "last", "extra": "ignore"}, row.source
        )
    fenced = _FENCED_JSON.fullmatch(row.truth) if isinstance(row.truth, str) else None
    document = container(fenced[1]) if fenced else None
    if not isinstance(document, dict | list):
        return None
    return reading_of("json", {"ground_truth": document, "take": "last", "loose": True}, row.source, row.truth)


def _schema(row: Row) -> Any:
    """A JSON Schema in a column of its own, bare or as ``response_format`` wraps it; None without one."""
    for name in ("schema_str", "json_schema", "response_format", "schema"):
        found = _decoded(row.get(name))
        for inner in ("json_schema", "schema"):
            found = _decoded(found[inner]) if isinstance(found, Mapping) and inner in found else found
        if found is not None and (name in ("schema_str", "json_schema") or _is_schema(found)):
            return found
    return None


def _decoded(value: Any) -> Any:
    """What a text stands for; datasets encode schemas twice."""
    return container(container(value))


def _is_schema(value: Any) -> bool:
    """Whether an object is a JSON Schema of an object or a list, rather than a database's or a tool's."""
    if not isinstance(value, Mapping):
        return False
    return bool({"$schema", "$ref", "properties", "items", "anyOf", "oneOf", "allOf"} & value.keys())


def queries(row: Row) -> Reading | None:
    """Text to SQL: the query whose result counts, and the database that it is asked of."""
    names = ("sql", "gold_sql", "query", "ground_truth_sql")
    text = next((row.text(name) for name in names if _QUERY.match(row.text(name))), "")
    text = text or (row.truth if isinstance(row.truth, str) and _QUERY.match(row.truth) else "")
    if not text:
        return None
    script = row.text("schema", "sql_context", "context", "create_table")
    if not _INSERTS.search(script):
        raise Refused(
            "the query is there, and no rows to ask it of: every query would be right on them", row.fields
        )
    return reading_of(
        "sql", {"ground_truth": text.strip().rstrip(";"), "databases": [script]}, "sql", f"```sql\n{text}\n```"
    )


def quantities(row: Row) -> Reading | None:
    """A number whose unit stands beside it: a few per cent off still count, and the unit need not be said."""
    number = row.get("answer_number")
    if number is None:
        return None
    truth = str(number).strip()
    if not _NUMBER.fullmatch(truth):
        return reading_of("math", {"ground_truth": truth}, "answer_number")
    power = _POWER.search(row.text("unit"))
    truth = truth.replace(",", "") + (f" \\times 10^{{{power[1]}}}" if power else "")
    return _quantity(truth, row, 0.05, "answer_number", f"\\boxed{{{truth}}}")


def _quantity(truth: str, row: Row, rel: float, source: str, solution: str) -> Reading:
    """A quantity, or mathematics where the unit is none that is known."""
    unit = _unit(row)
    warning = f"{100 * rel:g} % off still counts" if rel >= 1e-3 else ""
    warnings = (warning,) if warning else ()
    if unit and read_unit(unit) is None:
        warnings = (*warnings, f"the unit {unit[:40]!r} is not known and not compared")
        return reading_of("math", {"ground_truth": truth, "tolerance": {"rel": rel}}, source, solution, warnings)
    verifier = {"ground_truth": truth, "unit": unit, "tolerance": {"rel": rel}}
    return reading_of("quantity", verifier, source, solution, warnings)


def unit_in_column(row: Row) -> Reading | None:
    """UGPhysics: boxed answers, several of them in one box, their units in another column."""
    text = row.text("answers")
    if not text or row.get("answer_type") is None:
        return None
    boxes = list(boxes_of(text))
    if (
        len(boxes) == 1
        and row.text("answer_type") == "NV"
        and row.text("unit")
        and _NUMBER.fullmatch(boxes[0].strip())
    ):
        return _quantity(boxes[0].strip(), row, _ROUNDING, "answers", text)
    return reading_of("math", {"ground_truth": ", ".join(boxes)}, "answers", text) if boxes else None


def unit_beside(row: Row) -> Reading | None:
    """A number as the truth, and its unit in another column."""
    texts = listed(row.truth) if row.levels and row.truth is not MISSING else None
    value = texts[0] if texts and len(texts) == 1 else row.truth
    truth = str(value).strip(" $") if isinstance(value, str) or is_number(value) else ""
    if not _NUMBER.fullmatch(truth) or not row.text("unit") or read_unit(_unit(row)) is None:
        return None
    given = tolerance_of(row) or {"rel": _ROUNDING}
    return reading_of(
        "quantity", {"ground_truth": truth, "unit": _unit(row), "tolerance": {"rel": 0, **given}}, row.source
    )


def _unit(row: Row) -> str:
    return _POWER.sub("", row.text("unit")).strip().strip("$ ")
