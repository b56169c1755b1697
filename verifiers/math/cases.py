"""The layer that compares functions given by cases: each value with its condition, in any order."""

import re

from verifiers.math.finding import Comparison, Finding, TooCostly

_CASES = re.compile(r"(?:[^={}]{1,30}=\s*)?(?:\\\{)?\s*\\begin\{[dr]?cases\}(.*)\\end\{[dr]?cases\}$")
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_SAID = re.compile(
    r"\\(?:text|mbox|mathrm)\s*\{[\s,]*(?:if|for|when|where)?[\s,]*\}|(?<![A-Za-z\\])(?:if|for|when)(?![A-Za-z])"
)
_MOST = 8

Case = tuple[str, str]
"""A value and when it holds."""


def cases_layer(comparison: Comparison) -> Finding | None:
    """Decides where both sides are cases."""
    truth, answer = _cases(comparison.truth), _cases(comparison.answer)
    if truth is None or answer is None:
        return None
    if len(truth) != len(answer):
        return Finding(False, "another number of cases")
    left = list(answer)
    for case in truth:
        partner = next((other for other in left if _same(comparison, case, other)), None)
        if partner is None:
            return Finding(False, "cases differ")
        left.remove(partner)
    return Finding(True, "cases agree")


def _cases(text: str) -> list[Case] | None:
    found = _CASES.match(text)
    rows = [row.strip(" ,.;") for row in _ROW_END.split(found[1])] if found else []
    cases = [_case(row) for row in rows if row]
    if len(cases) > _MOST:
        raise TooCostly("timeout", f"more than {_MOST} cases")
    return cases or None


def _case(row: str) -> Case:
    value, _, condition = row.partition("&" if "&" in row else ",")
    value, condition = (_SAID.sub(" ", part).strip(" ,&") for part in (value, condition))
    return value, condition


def _same(comparison: Comparison, one: Case, other: Case) -> bool:
    parts = [comparison.part(*pair).without_last_layer() for pair in zip(one, other, strict=True)]
    return all(finding is not None and finding.equal for finding in (part.judge() for part in reversed(parts)))
