"""Answers about beams put together at random: names, units, signs, separators, orders and frames; right or wrong.

A wording is drawn part by part, so that thousands of layouts come from a few lists. What is drawn is written from
the values alone; nothing of the reader is used.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
Asked = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An asked quantity: its value in kN or kN·m, and how answers call it in symbols and in words."""

    asked: Asked
    value: float
    symbols: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_moment(self) -> bool:
        return bool(self.asked["unit"] == "kN*m")


def _force(name: str, value: float, *words: str) -> Quantity:
    asked = {"key": f"R_{name}", "kind": "reaction_force", "at": name, "unit": "kN", "sign": "up"}
    symbols = (
        f"R_{name}",
        f"R_{{{name}}}",
        f"{name}_y",
        f"R_{{{name}y}}",
        f"R{name}",
        f"V_{name}",
        f"F_{{{name},y}}",
    )
    plain = (f"reaction at {name}", f"vertical reaction at support {name}", f"support reaction {name}")
    return Quantity(asked, value, symbols, (*plain, *words))


_LARGEST = Quantity(
    {"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m", "sign": "abs"},
    17.6,
    ("M_max", "M_{max}", "M_{\\max}", "Mmax", "|M|_{max}"),
    ("maximum bending moment", "largest moment", "peak bending moment", "max. moment"),
)
PROBLEMS: tuple[tuple[Spec, tuple[Quantity, ...]], ...] = (
    (
        {
            "units": {"force": "kN", "length": "m"},
            "length": 5,
            "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 5}],
            "loads": [{"type": "point", "x": 1.6, "Fy": -16.1764705882353}],
        },
        (
            _force("A", 11.0, "left reaction", "reaction at the pin"),
            _force("B", 5.176470588235296, "right reaction", "reaction at the roller"),
            _LARGEST,
        ),
    ),
    (
        {
            "units": {"force": "kN", "length": "m"},
            "length": 6,
            "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 4}],
            "loads": [{"type": "point", "x": 6, "Fy": -7}],
        },
        (_force("A", -3.5, "left reaction"), _force("B", 10.5, "right reaction")),
    ),
    (
        {
            "units": {"force": "kN", "length": "m"},
            "length": 2.5,
            "supports": [{"id": "A", "type": "fixed", "x": 0}],
            "loads": [{"type": "point", "x": 2.5, "Fy": -14}],
        },
        (
            _force("A", 14.0, "vertical reaction at the wall"),
            Quantity(
                {"key": "M_A", "kind": "reaction_moment", "at": "A", "unit": "kN*m", "sign": "ccw"},
                35.0,
                ("M_A", "M_{A}", "MA"),
                ("fixing moment", "reaction moment at A", "moment at the fixed end"),
            ),
        ),
    ),
    (
        {
            "units": {"force": "kN", "length": "m"},
            "length": 16,
            "supports": [
                {"id": "A", "type": "pin", "x": 0},
                {"id": "B", "type": "roller", "x": 8},
                {"id": "C", "type": "roller", "x": 16},
            ],
            "loads": [{"type": "dist", "x1": 0, "x2": 16, "w1": -2, "w2": -2}],
        },
        (
            _force("A", 6.0, "left reaction"),
            _force("B", 20.0, "middle reaction", "reaction at the interior support"),
            _force("C", 6.0, "right reaction"),
        ),
    ),
)  # fmt: skip

_FORCES = ("kN", " kN", " KN", "~\\text{kN}", "\\ \\mathrm{kN}", "\\,\\textrm{kN}")
_MOMENTS = (
    "kN·m",
    " kNm",
    " kN-m",
    " KN.m",
    " kN m",
    "\\ \\text{kN}\\cdot\\text{m}",
    "\\,\\mathrm{kN\\,m}",
    " kN⋅m",
)
_LINKS = (" = ", "=", ": ", " ≈ ", " is ", " equals ")
_IN_LINE = (", ", "; ", " and ", ", and ", " \\quad ", "\t", " ¦ ", "   \\qquad ", ", while ", " | ")
_IN_LINES = ("\n", "\n\n", "\n- ", "\\\\ ", "\n* ", "\n• ", ".\n")
_FRAMES: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f"Final answer: {text}",
    lambda text: f"**Answer**\n\n{text}",
    lambda text: f"<answer>{text}</answer>",
    lambda text: f"<think>Is it 1 kN? R_A = 2 kN, M_max = 9 kN·m.</think>\n{text}",
    lambda text: f"Taking moments and then summing vertical forces:\n\n{text}",
    lambda text: f"{text}\n\nBoth equilibrium conditions hold.",
)
_DENIALS: tuple[Callable[[str], str], ...] = (
    lambda text: f"It is not true that {text}.",
    lambda text: f"Suppose {text}.",
    lambda text: f"A common mistake is to write {text}.",
    lambda text: f"{text}, but that is wrong.",
    lambda text: f"The reactions cannot be {text}.",
    lambda text: f"One might think that {text}.",
    lambda text: f"<think>{text}</think>\nThe beam is in equilibrium.",
    lambda text: f"{text}?",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A completion, what it answers, and whether all of it is right."""

    spec: Spec
    asked: list[Asked]
    completion: str
    right: bool


def answers(seed: int, count: int) -> list[Answer]:
    """So many answers, half of them wrong somewhere."""
    rng = random.Random(seed)
    return [_answer(rng, right=number % 2 == 0) for number in range(count)]


def _answer(rng: random.Random, *, right: bool) -> Answer:
    spec, quantities = rng.choice(PROBLEMS)
    stated = list(quantities)
    rng.shuffle(stated)
    asked = rng.sample(quantities, rng.randint(1, len(quantities)))
    denied = not right and rng.random() < 0.3
    values = {one.asked["key"]: one.value for one in quantities}
    if not right and not denied:
        values[rng.choice(asked).asked["key"]] *= rng.choice((0.9, 1.12, 2.0, 1000.0, 0.5))
    text = _listed(rng, stated, values, in_line=denied)
    frame = rng.choice(_DENIALS if denied else _FRAMES)
    return Answer(spec, [one.asked for one in asked], frame(text), right)


def _listed(rng: random.Random, stated: Sequence[Quantity], values: dict[str, float], *, in_line: bool) -> str:
    kind = rng.random()
    if not in_line and kind < 0.15:
        return _table(rng, stated, values)
    if not in_line and kind < 0.25:
        boxes = (f"\\boxed{{{_stated(rng, one, values, boxed=True)}}}" for one in stated)
        return rng.choice((" ", "\n", ", ", " \\quad ")).join(f"${box}$" for box in boxes)
    symbols = rng.random() < 0.7
    separator = rng.choice(_IN_LINE[:4] if in_line else (*_IN_LINE, *_IN_LINES))
    link = rng.choice(_LINKS[:4] if symbols else _LINKS[2:])
    pieces = [_stated(rng, one, values, symbols=symbols, link=link) for one in stated]
    text = separator.join(pieces)
    return text if not separator.startswith("\n- ") else f"- {text}"


def _table(rng: random.Random, stated: Sequence[Quantity], values: dict[str, float]) -> str:
    names = [rng.choice(one.symbols[:5]).replace("|", "") for one in stated]
    cells = [_value(rng, one, values) for one in stated]
    if rng.random() < 0.5:
        rows = "\n".join(f"| {name} | {cell} |" for name, cell in zip(names, cells, strict=True))
        return f"| Quantity | Value |\n|---|---|\n{rows}"
    if rng.random() < 0.5:
        return "\n".join(f"{name} | {cell}" for name, cell in zip(names, cells, strict=True))
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n| {' | '.join(cells)} |"


def _stated(
    rng: random.Random,
    one: Quantity,
    values: dict[str, float],
    *,
    symbols: bool = True,
    link: str = " = ",
    boxed: bool = False,
) -> str:
    name = rng.choice(one.symbols if symbols else one.words)
    if not symbols:
        name = rng.choice((f"the {name}", name, name[0].upper() + name[1:]))
    return f"{name}{' = ' if boxed else link}{_value(rng, one, values)}"


def _value(rng: random.Random, one: Quantity, values: dict[str, float]) -> str:
    value = values[one.asked["key"]]
    unit = rng.choice(_MOMENTS if one.is_moment else _FORCES)
    number = f"{value:.5g}" if abs(value) < 1e4 else f"{value:.0f}"
    turned = rng.random()
    if not one.is_moment and turned < 0.25:
        way = rng.choice(("↓", "(downward)", "downward") if value < 0 else ("↑", "(upward)", "upward"))
        return f"{number.lstrip('-')}{unit} {way}"
    return f"{number}{unit}"
