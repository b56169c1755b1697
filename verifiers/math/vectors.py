r"""Vectors written otherwise than ``(2, 9)``: in angle brackets or by unit vectors, ``2\mathbf{i} + 9\hat{j}``."""

import re

from verifiers.math.splitting import split_top

_ANGLED = re.compile(r"\\langle(?![a-zA-Z])((?:(?!\\[lr]angle)[^,])*,(?:(?!\\[lr]angle).)*)\\rangle(?![a-zA-Z])")
_POINTED = re.compile(r"(^|[=:]\s*)<([^<>=,]*,[^<>=]*)>$")
_UNIT = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|textbf|hat|widehat|vec)\s*(?:\{?\s*\\(?:mathbf|boldsymbol|bm|hat|vec|mathrm)\s*)?"
    r"\{?\s*(?:\\([ij])math|([ijk]))(?![a-zA-Z])\s*\}{0,2}"
)
_STYLES = ("bf", "hat", "vec", "bold", "bm")
_TIMES = re.compile(r"\s*(?:\\cdot|\\times|\\,|\*)\s*$")
_MINUS = re.compile(r"(?<=[\w)\]}])\s*-")  # between terms


def as_tuple(text: str) -> str:
    """The same with vectors as tuples; a sum of fewer than two unit vectors stays what it is."""
    if "angle" in text:
        text = _ANGLED.sub(r"(\1)", text)
    if text.endswith(">"):
        text = _POINTED.sub(r"\1(\2)", text)
    if "\\" not in text or not any(style in text for style in _STYLES) or not _UNIT.search(text):
        return text
    name, equals, value = text.rpartition("=")
    components = _components(value)
    return text if components is None else f"{name}{equals} ({', '.join(components)})".strip()


def _components(text: str) -> list[str] | None:
    found: dict[str, str] = {}
    for term in filter(None, split_top(_MINUS.sub("+-", text), "+")):
        units = list(_UNIT.finditer(term))
        unit = (units[0][1] or units[0][2]) if len(units) == 1 else None
        if unit is None or unit in found:
            return None
        factor = _TIMES.sub("", _UNIT.sub("", term)).strip()
        found[unit] = factor + "1" if factor in ("", "-") else factor
    if len(found) < 2:
        return None
    return [found.get(unit, "0") for unit in ("ijk" if "k" in found else "ij")]
