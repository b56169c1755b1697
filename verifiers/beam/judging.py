"""Judges one completion: reads what it states and compares it with what is right, one check a quantity."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifiers.beam.asked import Asked, Tolerance
from verifiers.beam.case import Case
from verifiers.beam.definitions import with_definitions
from verifiers.beam.documents import Pair, pairs, statements_in
from verifiers.beam.errors import Unparsable
from verifiers.beam.formulas import Chunk, Judged, chunks, factor_to, judge_formula
from verifiers.beam.labels import is_placeless
from verifiers.beam.reader import read_statements
from verifiers.beam.sentences import is_generic
from verifiers.beam.statements import Reading, Statement
from verifiers.beam.values import Value, direction_in, read_value
from verifiers.mechanics.characters import GAP
from verifiers.mechanics.plain import READ, plain
from verifiers.mechanics.units import Unit
from verifiers.reading.documents import documents
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import CheckError

_POSITIVE_SENSE = ("up", "right", "ccw", "sag")
_UNIT_OF_KEY = re.compile(
    r"\s?[(\[]\s*([kM]?N[·*-]?m{0,2}|lbf?(?:[·*-]?ft)?|kips?(?:[·*-]?ft)?|m|mm|ft|in|m?rad)\s*[)\]]$"
    r"|_((?:[kM]?N|lbf?|kips?)(?:_?(?:m|mm|ft|in))?|mm|m?rad)$"
)
_EITHER_WAY = re.compile(
    r"\d[^\n]{0,30}?\b(?:in (?:some|any|either|no particular) order\b|not necessarily in (?:that|this) order\b"
    r"|or (?:maybe |perhaps |possibly )?(?:vice versa|(?:the )?other way a?round|swapped|reversed)\b)",
    re.I,
)
"""Values that are said to belong to the quantities in one way or another: that is no answer for any of them."""
_ORDERS = ("order", "versa", "way", "swapped", "reversed", "Order", "ORDER")
_CASES = str.maketrans("⟪⟫", "  ")
_IS_NUMBER = re.compile(r"[-+]?\d[\d.,eE+-]*")
_TURNS: dict[str, dict[str, int]] = {
    "force": {"up": 1, "down": -1},
    "horizontal": {"right": 1, "left": -1},
    "couple": {"ccw": 1, "cw": -1},
    "moment": {"sag": 1, "hog": -1},
    "slope": {"ccw": 1, "cw": -1},
    "deflection": {"up": 1, "down": -1},
    "shear": {},
}


class Answer(NamedTuple):
    """What was judged of one asked quantity: the numbers stated, one per binding, or why there are none."""

    error: CheckError | None
    numbers: tuple[float, ...] = ()
    text: str = ""
    unit: Unit | None = None


@dataclass(slots=True)
class Stated:
    """Everything that a completion states: the last statement of each quantity, and expressions."""

    chosen: dict[int, Statement] = field(default_factory=dict)
    chunks: dict[str, list[Chunk]] = field(default_factory=dict)
    empty: bool = True


def judge(completion: str, case: Case, tolerance: Tolerance) -> list[Answer]:
    """One answer for each asked quantity, in their order."""
    stated, read = state(completion, case)
    return [_answer(number, read, stated, tolerance) for number in range(len(case.asked))]


def state(completion: str, case: Case) -> tuple[Stated, Case]:
    """What the completion states, and the case with the symbols that it defines."""
    final = conclusion(completion)
    stated = Stated()
    if not final.strip():
        return stated, case
    found, rest = documents(final[-READ:])
    text = plain("\n".join([rest, *statements_in(found)]))
    if case.symbols and "=" in text:
        case = with_definitions(text, case)
    reading = read_statements(text.translate(_CASES) if "⟪" in text else text, case.names)
    _choose(stated, reading, case, [pair for document in found for pair in pairs(document)])
    if len(case.asked) > 1 and any(word in text for word in _ORDERS) and _EITHER_WAY.search(text):
        stated.chosen = {number: one._replace(hedged=True) for number, one in stated.chosen.items()}
    for one in case.asked:
        if one.meaning.form == "expression" and one.variable not in stated.chunks:
            whole = text.replace(GAP, " ")
            stated.chunks[one.variable] = chunks(whole, one.variable) or _whole(whole, one, case)
    _expressions_of_documents(stated, case, found)
    return stated, case


def _choose(stated: Stated, reading: Reading, case: Case, from_documents: Sequence[Pair]) -> None:
    """The last statement of each quantity; boxed and JSON before prose, labelled before lists."""
    best: dict[int, Statement] = {}
    for statement in (one for one in reading.statements if one.number < len(case.asked)):
        known = best.get(statement.number)
        if known is None or (known.weak, statement.boxed) >= (statement.weak, known.boxed):
            best[statement.number] = statement
    for pair in from_documents:
        number = _number_of(pair, case)
        if number is not None and number < len(case.asked):
            text = _with_unit_of_key(_text_of(pair.value), pair.keys[-1])
            best[number] = Statement(number, text, True, "", isinstance(pair.value, list))
    if not any(statement.boxed for statement in best.values()) or len(case.all_asked) == 1:
        listed = _listed(reading, case, from_documents, boxed=True)
        if listed and not any(best[number].boxed for number in best):
            best = {number: Statement(number, text, True) for number, text in enumerate(listed)}
    if not best:
        listed = _listed(reading, case, from_documents, boxed=False)
        best = {number: Statement(number, text, False) for number, text in enumerate(listed)}
    stated.chosen = best


def _number_of(pair: Pair, case: Case) -> int | None:
    """The quantity that the keys of a value name: the last ones, or the last at what an outer one names."""
    keys = [_UNIT_OF_KEY.sub("", key) for key in pair.keys]
    if not keys:
        return None
    at_outer = [f"{keys[-1]} at {outer}".replace("_", " ") for outer in reversed(keys[:-1])]
    joined = [plain(" ".join(keys[start:])) for start in range(len(keys) - 1, -1, -1)]
    placeless = is_generic(keys[-1]) or is_placeless(keys[-1])
    names = [*at_outer, *joined] if placeless else [*joined, *at_outer]
    return next((number for name in names if (number := case.names.number(name)) is not None), None)


def _with_unit_of_key(text: str, key: str) -> str:
    """``{"R_A (kN)": 6}`` and ``{"R_A_kN": 6}``: the key tells the unit."""
    unit = _UNIT_OF_KEY.search(key)
    return text if unit is None or not _IS_NUMBER.fullmatch(text) else plain(f"{text} {unit[1] or unit[2]}")


def _text_of(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "?"
    return plain(value) if isinstance(value, str) else repr(value)


def _listed(reading: Reading, case: Case, from_documents: Sequence[Pair], *, boxed: bool) -> list[str]:
    """The values of the last unlabelled list, if it is as long as what is asked for."""
    for pair in reversed(from_documents):
        if isinstance(pair.value, list) and len(pair.value) == len(case.all_asked) and boxed:
            return [_text_of(pair.value[place]) for place in case.places]
    bare = [one for one in reading.bare if one.boxed == boxed]
    if not bare:
        return []
    last = [one.value for one in bare if one.run == bare[-1].run]
    return [last[place] for place in case.places] if len(last) == len(case.all_asked) else []


def _whole(text: str, asked: Asked, case: Case) -> list[Chunk]:
    """Where only one expression is asked for, the last box may be it without a label."""
    if sum(one.meaning.form == "expression" for one in case.asked) > 1 or "⟦" not in text:
        return []
    inside = text[text.rindex("⟦") + 1 :].split("⟧")[0]
    return [Chunk(asked.meaning.field, inside.split("=", 1)[-1] if "<" not in inside else inside, "", True)]


def _expressions_of_documents(stated: Stated, case: Case, found: Sequence[Any]) -> None:
    for document in found:
        for pair in pairs(document):
            number = _number_of(pair, case)
            if number is None or number >= len(case.asked) or case.asked[number].meaning.form != "expression":
                continue
            asked = case.asked[number]
            here = stated.chunks.setdefault(asked.variable, [])
            here[:] = [one for one in here if one.field != asked.meaning.field or one.boxed]
            items = pair.value if isinstance(pair.value, list) else [pair.value]
            if len(pair.keys) > 1 and re.search(r"[<>]|\d\s*(?:to|-|,)\s*\d", pair.keys[-1]):
                items = [{"expr": item, "interval": pair.keys[-1]} for item in items]
            here += [Chunk(asked.meaning.field, _piece_text(item, asked.variable), "", True) for item in items]


def _piece_text(item: Any, variable: str) -> str:
    if not isinstance(item, dict):
        return _text_of(item)
    lowered = {str(key).lower(): value for key, value in item.items()}
    formula = next((lowered[key] for key in ("expr", "expression", "value", "formula") if key in lowered), "?")
    start = next((lowered[key] for key in ("from", "start", "x1", "a", "x_start") if key in lowered), None)
    end = next((lowered[key] for key in ("to", "end", "x2", "b", "x_end") if key in lowered), None)
    if start is None or end is None:
        interval = next((lowered[key] for key in ("interval", "range", "domain") if key in lowered), "")
        return f"{_text_of(formula)} for {_text_of(interval)}"
    return f"{_text_of(formula)} for {_text_of(start)} <= {variable} <= {_text_of(end)}"


def _answer(number: int, case: Case, stated: Stated, tolerance: Tolerance) -> Answer:
    asked = case.asked[number]
    if asked.meaning.form == "expression":
        judged: Judged = judge_formula(
            number, case, stated.chunks.get(asked.variable, []), tolerance.rel, tolerance.abs_frac
        )
        return Answer(judged.error, (), judged.text)
    statement = stated.chosen.get(number)
    if statement is None:
        return Answer("missing")
    value = read_value(statement.value.strip(), case.symbols)
    shown = statement.value.strip(" ⟦⟧\n")[:200]
    if statement.hedged:
        return Answer("ambiguous", text=shown)
    if value.fault is not None or value.amount is None:
        return Answer(value.fault or "unparsable", text=shown)
    return _compared(number, case, value, statement.label, shown, tolerance)


def _compared(number: int, case: Case, value: Value, label: str, shown: str, tolerance: Tolerance) -> Answer:
    asked = case.asked[number]
    factor = _unit_factor(case, asked, value)
    if factor is None:
        return Answer("unit", text=shown)
    try:
        stated = tuple(factor * _amount(value, binding) for binding in case.bindings)
    except Unparsable:
        return Answer("unparsable", text=shown)
    named = direction_in(label) if label else None
    # "Upward reaction: -3 kN" tells which way is positive; "-3 kN upward", "downward reaction" which way it is.
    if value.direction is not None or named not in _POSITIVE_SENSE:
        stated = _directed(asked, stated, value.direction or named)
    else:
        stated = _measured(asked, stated, named)
    right = opposite = True
    for given, truth in zip(stated, case.truths[number], strict=True):
        assert truth is not None
        right = right and truth.accepts(given, tolerance.rel, tolerance.abs_frac)
        opposite = opposite and truth.accepts(-given, tolerance.rel, tolerance.abs_frac)
    if right:
        return Answer(None, stated, shown, value.unit)
    return Answer("sign" if opposite else "wrong_answer", stated, shown, value.unit)


def conflict_with(ground_truth: Mapping[str, int | float | str], case: Case, tolerance: Tolerance) -> str | None:
    """What is wrong with values given as right, in their asked units; ``None`` where nothing is."""
    numbers = {asked.key: number for number, asked in enumerate(case.asked)}
    for key, given in ground_truth.items():
        number = numbers.get(key)
        if number is None:
            return f"{key!r} is not asked for"
        if case.asked[number].meaning.form == "expression":
            chunk = Chunk(case.asked[number].meaning.field, plain(str(given)), "", boxed=True)
            error = judge_formula(number, case, [chunk], tolerance.rel, tolerance.abs_frac).error
        else:
            value = read_value(plain(str(given)).strip(), case.symbols)
            error = value.fault or _compared(number, case, value, "", "", tolerance).error
        if error:
            return f"{key!r} is not what the beam gives ({error})"
    return None


def _amount(value: Value, binding: Mapping[str, float]) -> float:
    assert value.amount is not None
    try:
        number = float(value.amount(binding))
    except (ArithmeticError, ValueError, TypeError, KeyError) as error:
        raise Unparsable(str(error)) from error
    if not math.isfinite(number):
        raise Unparsable("not finite")
    return number


def _unit_factor(case: Case, asked: Asked, value: Value) -> float | None:
    """What the number is multiplied with to be in the unit asked for; ``None`` where the units do not fit."""
    if value.unit is None:
        return 1.0
    if value.unit.dimension != asked.meaning.dimension:
        return None
    if asked.unit is None:
        return 1.0 if not case.measures.known else None
    return value.unit.factor * factor_to(case, asked)


def _measured(asked: Asked, stated: tuple[float, ...], sense: str | None) -> tuple[float, ...]:
    """Numbers counted positive in a sense that the label names."""
    directed = _directed(asked, stated, sense)
    return (
        directed
        if asked.unsigned
        else tuple(math.copysign(1, n) * d for n, d in zip(stated, directed, strict=True))
    )


def _directed(asked: Asked, stated: tuple[float, ...], direction: str | None) -> tuple[float, ...]:
    """A direction in words overrides the number's sign; where only the size counts both are ignored."""
    if asked.unsigned:
        return tuple(map(abs, stated))
    meaning = asked.meaning
    turns = _TURNS[meaning.form if meaning.form in ("force", "horizontal", "couple") else meaning.field]
    turn = turns.get(direction or "") if meaning.form not in ("place", "zero") else None
    return stated if turn is None else tuple(turn * asked.turned * abs(number) for number in stated)
