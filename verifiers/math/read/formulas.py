"""Chemical formulas and equations: species with their atoms and charges."""

import re
from collections import Counter

from verifiers.math.read.word_list import words

_ELEMENTS = words(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y
    Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re
    Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu D T e
    """
)
_CHEMICAL = re.compile(r"\\ce(?![a-zA-Z])")
_WRAPPED = re.compile(r"\\(?:ce|mathrm|text|rm|mathsf|chem)(?![a-zA-Z])\s*")
_ARROW = re.compile(
    r"<=>|<->|->|=>|⇌|→|\\(?:to|rightarrow|longrightarrow|rightleftharpoons|xrightarrow|Rightarrow|leftrightarrow)(?![a-zA-Z])|="
)
_STATE = re.compile(r"\((?:s|l|g|aq)\)|↑|↓|\\(?:uparrow|downarrow)(?![a-zA-Z])")
_PIECE = re.compile(r"[A-Z][a-z]?|e(?![a-z])|\d+|[()\[\]]|\^|[+-]|[*.·]|\\cdot(?![a-zA-Z])")
_SPACE = re.compile(r"\s+|\\[,;: !]|[{}$~_]")
_LONGEST = 300
Species = tuple[int, tuple[tuple[str, int], ...], int]


def formula(text: str) -> tuple[tuple[Species, ...], ...] | None:
    """The sides of an equation, or the one species, with coefficients, atoms and charges."""
    if len(text) > _LONGEST:
        return None
    sides = _ARROW.split(_STATE.sub("", _WRAPPED.sub("", text)))
    found = []
    for side in sides:
        species = [_species(part) for part in _summands(side)]
        if not species or None in species:
            return None
        found.append(tuple(sorted(one for one in species if one is not None)))
    return tuple(found)


def _summands(side: str) -> list[str]:
    """Parts between pluses that stand between spaces or before a new species."""
    return re.split(r"\s\+\s|\+(?=\s*\d*\s*[A-Z(\[\\])", side.strip())


def _species(text: str) -> Species | None:
    plain = _SPACE.sub("", text)
    pieces = _PIECE.findall(plain)
    if not pieces or "".join(pieces) != plain:
        return None
    coefficient = int(pieces.pop(0)) if pieces[0].isdigit() else 1
    charge = _charge(pieces)
    atoms = _atoms(pieces)
    return None if atoms is None or not atoms else (coefficient, tuple(sorted(atoms.items())), charge)


def _charge(pieces: list[str]) -> int:
    """Take the charge off the end: ``^2+``, ``^{-}``, ``+``."""
    if not pieces or pieces[-1] not in ("+", "-"):
        if len(pieces) > 2 and pieces[-2] in ("+", "-") and pieces[-1].isdigit() and pieces[-3] == "^":
            size, plus = int(pieces.pop()), pieces.pop() == "+"
            pieces.pop()
            return size if plus else -size
        return 0
    sign = 1 if pieces.pop() == "+" else -1
    size = 1
    if len(pieces) > 1 and pieces[-1].isdigit() and pieces[-2] == "^":
        size = int(pieces.pop())
    if pieces and pieces[-1] == "^":
        pieces.pop()
    return sign * size


def _atoms(pieces: list[str]) -> Counter[str] | None:
    stack: list[Counter[str]] = [Counter()]
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        place += 1
        count = int(pieces[place][:4]) if place < len(pieces) and pieces[place].isdigit() else 0
        if piece in ("(", "["):
            stack.append(Counter())
        elif piece in (")", "]") and len(stack) > 1:
            inner = stack.pop()
            stack[-1].update({atom: number * (count or 1) for atom, number in inner.items()})
            place += count > 0
        elif piece in _ELEMENTS:
            stack[-1][piece] += count or 1
            place += count > 0
        else:
            return None
    return stack[0] if len(stack) == 1 else None


def is_surely_formula(text: str) -> bool:
    """Whether a text is written as chemistry."""
    return _CHEMICAL.search(text) is not None
