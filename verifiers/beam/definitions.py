"""Symbols that an answer defines on the way: ``b = L - a``, ``q = w``."""

import re
from collections.abc import Mapping
from dataclasses import replace

from verifiers.beam.case import Case
from verifiers.beam.errors import Unparsable
from verifiers.beam.expressions import Expression, parse_prefix, value_of

_DEFINED = re.compile(r"(?<![\w.^(/*+-])(alpha|beta|gamma|xi|eta|lambda|[A-Za-z](?:_?\d)?)\s*=\s*(?=[\w(√-])")
_ENDS = re.compile(r"\s*(?:$|[,;.:)\n¦⟧⇒]|\s(?:and|so|then|we|is|be|for)\b|\s[A-Za-z]+_)")
_MOST = 20
_LONGEST = 200


def with_definitions(text: str, case: Case) -> Case:
    """The case with the symbols that a plain text defines by those of the problem."""
    found = _definitions(text, case)
    bindings = [dict(binding) for binding in case.bindings]
    for name, expression in found.items():
        for binding in bindings:
            _bind(binding, name, expression)
    defined = [name for name in found if all(name in binding for binding in bindings)]
    if not defined:
        return case
    names = replace(case.names, binding=bindings[0], known={}, labels={})
    return replace(case, bindings=tuple(bindings), symbols=case.symbols | set(defined), names=names)


def _definitions(text: str, case: Case) -> dict[str, Expression]:
    """Symbols and what they are said to be; one that is said to be two things is nothing."""
    found: dict[str, Expression] = {}
    disputed: set[str] = set()
    for match in list(_DEFINED.finditer(text))[:_MOST]:
        name = match[1].replace("_", "")
        if name in case.symbols or case.names.number(match[1]) is not None:
            continue
        expression = _expression(text[match.end() : match.end() + _LONGEST], case.symbols | found.keys())
        if expression is None:
            continue
        if name in found and not _same(expression, found[name], case, found):
            disputed.add(name)
        found.setdefault(name, expression)
    return {name: expression for name, expression in found.items() if name not in disputed}


def _expression(text: str, symbols: frozenset[str]) -> Expression | None:
    try:
        expression = parse_prefix(text, symbols)
    except Unparsable:
        return None
    return expression if expression.names and _ENDS.match(text, expression.end) else None


def _bind(binding: dict[str, float], name: str, expression: Expression) -> None:
    value = _value(expression, binding)
    if value is not None:
        binding[name] = value


def _value(expression: Expression, binding: Mapping[str, float]) -> float | None:
    try:
        return value_of(expression, binding)
    except (Unparsable, KeyError):
        return None


def _same(one: Expression, other: Expression, case: Case, found: Mapping[str, Expression]) -> bool:
    binding = dict(case.bindings[0])
    for name, expression in found.items():
        _bind(binding, name, expression)
    first, second = _value(one, binding), _value(other, binding)
    return first is not None and second is not None and abs(first - second) <= 1e-9 * max(abs(first), abs(second))
