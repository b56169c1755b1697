"""The verifier of kind ``json``: is a completion the JSON that was asked for?"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, Literal

import jsonschema_rs
from pydantic import Field, JsonValue

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.documents import documents
from verifiers.reading.fences import fenced_blocks
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_LONGEST = 2_000_000
_SHOWN = 500
_FENCES = 20
_MOST_FIELDS = 200
_WORDS = {"true": True, "false": False, "null": None, "none": None}


class JsonVerifier(Verifier):
    """Is a completion a JSON document that fulfils a schema, or equals the ground truth?

    ``take`` ``whole`` asks for a completion that is one JSON text, in a fence or not; ``last`` takes the last JSON
    object in it. Checks: ``document`` where there is none; ``schema`` (JSON Schema, draft by ``$schema``, else
    2020-12; references stay within it); and of a ground truth that is an object one check for each field, and
    ``extra`` for fields that it does not have unless those are ignored. ``loose`` reads JSON within strings, and
    the words true, false and null, as what they stand for.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["json"]
    json_schema: dict[str, JsonValue] | bool | None = None
    ground_truth: JsonValue = None
    take: Literal["whole", "last"] = "whole"
    extra: Literal["refuse", "ignore"] = "refuse"
    loose: bool = False
    weights: dict[str, float] = Field(default_factory=dict, max_length=_MOST_FIELDS)

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Read the document of one completion and check it."""
        text = conclusion(completion).strip()
        if not text:
            check = Check("document", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, checks=(check,))
        try:
            document = _whole(text) if self.take == "whole" else _last(text)
        except (ValueError, RecursionError):
            check = Check("document", False, 0.0, error="unparsable", evidence="no JSON")
            return Verdict("incorrect", 0.0, text[:_SHOWN], checks=(check,))
        return from_checks(list(self._checks(document)), text[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec where there is nothing to check, or the schema is none."""
        if self.json_schema is None and not self._has_truth:
            raise UnusableSpec("json_schema", "neither a schema nor a ground truth is given")
        _ = self._validator
        names = set(self.ground_truth) if isinstance(self.ground_truth, dict) else set()
        unknown = [name for name in self.weights if name not in names]
        if unknown:
            raise UnusableSpec("weights", f"{unknown[0]!r} is no field of the ground truth")

    @property
    def _has_truth(self) -> bool:
        return "ground_truth" in self.model_fields_set

    @cached_property
    def _validator(self) -> Any:
        """The compiled schema. Raises UnusableSpec."""
        schema = True if self.json_schema is None else self.json_schema
        try:
            # Patterns over model output: an engine whose time grows linearly with the text.
            return jsonschema_rs.validator_for(schema, offline=True, pattern_options=jsonschema_rs.RegexOptions())
        except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            raise UnusableSpec("json_schema", str(error).partition("\n")[0][:300]) from error

    def _checks(self, document: Any) -> Iterator[Check]:
        if self.json_schema is not None:
            yield self._fulfils(document)
        if not self._has_truth:
            return
        truth = self.ground_truth
        if not isinstance(truth, dict) or not truth or len(truth) > _MOST_FIELDS:
            yield _check("value", same(document, truth, loose=self.loose))
            return
        given = document if isinstance(document, dict) else {}
        for name, value in truth.items():
            found = name in given and same(given[name], value, loose=self.loose)
            yield _check(name, found, self.weights.get(name, 1.0), missing=name not in given)
        if self.extra == "refuse" and not given.keys() <= truth.keys():
            yield _check("extra", False)

    def _fulfils(self, document: Any) -> Check:
        try:
            error = next(iter(self._validator.iter_errors(document)), None)
        except (ValueError, RecursionError):
            return Check("schema", False, 0.0, error="unparsable", evidence="nested too deeply to be checked")
        if error is None:
            return Check("schema", True, 1.0)
        place = "/".join(map(str, error.instance_path)) or "the document"
        return Check(
            "schema", False, 0.0, error="wrong_answer", evidence=f"{place[:200]} does not fulfil the schema"
        )


def same(one: Any, other: Any, *, loose: bool = False) -> bool:
    """Equal as JSON: 1 is 1.0, while ``true`` is not 1."""
    try:
        return _same(_read(one), _read(other)) if loose else _same(one, other)
    except RecursionError:
        return False


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _read(value: Any) -> Any:
    """JSON within strings, and words for constants, as what they stand for."""
    if isinstance(value, Mapping):
        return {key: _read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_read(item) for item in value]
    if not isinstance(value, str):
        return value
    word = value.strip().casefold()
    if word in _WORDS:
        return _WORDS[word]
    try:
        return _read(json.loads(value)) if word[:1] in ("{", "[") else value
    except ValueError:
        return value


def _whole(text: str) -> Any:
    """The document that a text is, without a fence around it. Raises ValueError."""
    blocks = list(fenced_blocks(text)) if text.startswith(("```", "~~~")) else []
    if len(blocks) == 1:
        text = "\n".join(blocks[0].lines)
    if len(text) > _LONGEST:
        raise ValueError("too long")
    return json.loads(text, parse_constant=_refuse)


def _last(text: str) -> Any:
    """The document that a text is, the last fenced one, or the last object in it. Raises ValueError."""
    text = text[-_LONGEST:]
    contents = [block.content or "" for block in fenced_blocks(text)][-_FENCES:]
    for candidate in (text, *reversed(contents)):
        try:
            return json.loads(candidate, parse_constant=_refuse)
        except ValueError:
            continue
    found, _ = documents(text)
    if not found:
        raise ValueError("no JSON")
    return found[-1]


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _check(name: str, passed: bool, weight: float = 1.0, *, missing: bool = False) -> Check:
    return Check(
        name, passed, float(passed), weight, error=None if passed else "missing" if missing else "wrong_answer"
    )
