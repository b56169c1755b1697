"""Names set beside as many values, one statement each: ``(R_A, R_B) = (6, 3)``, ``A / B: 6 / 3 kN``, vectors."""

import re

from verifiers.mechanics.characters import GAP
from verifiers.mechanics.units import UNIT

_MATRIX = re.compile(
    r"\\begin\{(?:[bpBvV]?(?:small)?matrix)\}([^{}]{0,200}(?:\{[^{}]{0,40}\}[^{}]{0,60}){0,24})\\end\{[a-zA-Z]+\}"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]{0,12}\])?|&")
_NAME = r"\|?[A-Za-z][\w,']{0,12}(?:\([^()=]{1,12}\))?\|?"
_NUMBER = rf"[-+]?\s?\d[\d.,]*(?:\s?(?:{UNIT}))?(?:\s?[↑↓↺↻→←])?"
_OPEN, _CLOSE = r"[(\[⦃]", r"[)\]⦄]"
_TUPLES = re.compile(
    rf"{_OPEN}\s*(?P<names>{_NAME}(?:\s?[,;]\s?{_NAME}){{1,9}})\s*{_CLOSE}(?:\^\(?T\)?|ᵀ)?\s*(?:=|≈|:)\s*"
    rf"{_OPEN}\s*(?P<values>[^()\[\]⦃⦄=\n]{{1,200}}?)\s*{_CLOSE}(?:\^\(?T\)?|ᵀ)?"
    rf"(?P<unit>\s*\[?\(?(?:{UNIT})(?![A-Za-z])\)?\]?)?"
)
_SLASHED = re.compile(
    rf"(?P<names>(?<![\w/*.-]){_NAME}(?:\s?/\s?{_NAME}){{1,9}})\s*(?:=|≈|:)\s*"
    rf"(?P<values>{_NUMBER}(?:\s?/\s?{_NUMBER}){{1,9}})(?![\w/*])"
)
_PARTS = re.compile(r"\s?/\s?")
_MEMBERS = re.compile(r"\s*[,;]\s+|\s*;\s*|,(?=[-+]?\d)")
_SEMICOLONS = re.compile(r"\s*;\s*")
_HAS_UNIT = re.compile(rf"\d\s?({UNIT})\s?[↑↓↺↻→←]?$")


def matrices_as_tuples(text: str) -> str:
    """LaTeX rows and columns of numbers or names in parentheses."""
    return _MATRIX.sub(lambda match: f"({_tuple(match[1])})", text)


def _tuple(inside: str) -> str:
    return "; ".join(part.strip() for part in _ROW_END.split(inside) if part.strip())


def side_by_side(text: str) -> str:
    """The text with each list of names that equals a list of values as single statements."""
    if ")" in text or "]" in text or "⦄" in text:
        text = _TUPLES.sub(_of_tuples, text)
    return _SLASHED.sub(_of_slashed, text) if "/" in text else text


def _of_tuples(match: "re.Match[str]") -> str:
    names = _MEMBERS.split(match["names"])
    values = (_SEMICOLONS if ";" in match["values"] else _MEMBERS).split(match["values"].strip())
    if len(names) != len(values):
        return match[0]
    unit = (match["unit"] or "").strip(" []()")
    return _stated(
        names, [value if not unit or _HAS_UNIT.search(value) else f"{value} {unit}" for value in values]
    )


def _of_slashed(match: "re.Match[str]") -> str:
    names, values = _PARTS.split(match["names"]), _PARTS.split(match["values"])
    if len(names) != len(values):
        return match[0]
    unit = _HAS_UNIT.search(values[-1])
    shared = "" if unit is None else unit[1]
    return _stated(names, [value if _HAS_UNIT.search(value) else f"{value} {shared}" for value in values])


def _stated(names: list[str], values: list[str]) -> str:
    pairs = (f"{name.strip()} = {value.strip()}" for name, value in zip(names, values, strict=True))
    return f" {f' {GAP} '.join(pairs)} "
