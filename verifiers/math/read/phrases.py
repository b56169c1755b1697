"""Words behind a value: scales, powers, ratios, directions, nouns. What might change the value is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.read.tree import Node, number
from verifiers.math.read.word_list import words

SCALES: dict[str, int | Fraction] = {
    "hundred": 100,
    "hundreds": 100,
    "thousand": 10**3,
    "thousands": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "trillion": 10**12,
    "trillions": 10**12,
    "dozen": 12,
    "dozens": 12,
    "score": 20,
    "pair": 2,
    "gross": 144,
    "half": Fraction(1, 2),
    "halves": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
    "fourth": Fraction(1, 4),
    "fourths": Fraction(1, 4),
    "fifths": Fraction(1, 5),
    "sixths": Fraction(1, 6),
    "sevenths": Fraction(1, 7),
    "eighths": Fraction(1, 8),
    "ninths": Fraction(1, 9),
    "tenths": Fraction(1, 10),
    "hundredths": Fraction(1, 100),
    "thousandths": Fraction(1, 1000),
    "millionths": Fraction(1, 10**6),
    "crore": 10**7,
    "lakh": 10**5,
    "k": 1000,
}
_OPERATIONS: dict[str, Callable[[Node], Node]] = {
    "squared": lambda node: Node("power", (node, number(2))),
    "cubed": lambda node: Node("power", (node, number(3))),
    "factorial": lambda node: Node("factorial", (node,)),
    "percent": lambda node: Node("percent", (node,)),
    "percentage": lambda node: Node("percent", (node,)),
    "pct": lambda node: Node("percent", (node,)),
    "pi": lambda node: Node("multiply", (node, Node("name", name="pi"))),
    "degrees": lambda node: Node("degrees", (node,)),
    "degree": lambda node: Node("degrees", (node,)),
    "deg": lambda node: Node("degrees", (node,)),
}
_PARTS_OF_DEGREE = {
    "arcminute": 60,
    "arcminutes": 60,
    "arcmin": 60,
    "arcsecond": 3600,
    "arcseconds": 3600,
    "arcsec": 3600,
}
_SECONDS = {
    ("out", "of"): "divide",
    ("to",): "ratio_to",
    ("in",): "divide",
    ("over",): "divide",
    ("divided", "by"): "divide",
    ("times",): "multiply",
    ("plus",): "add",
    ("minus",): "subtract",
    ("mod",): "modulo",
    ("modulo",): "modulo",
    ("choose",): "binomial",
}
_CHANGING = words(
    """
    not no never least most more less than fewer greater smaller up under over above below plus minus
    negative positive times divided multiplied by root sqrt square cube inverse reciprocal opposite double
    twice triple half squared cubed power to the between approximately from until or nor neither without
    except only ago remainder mod modulo sqrt sin cos tan log ln infinity false true undefined base binary
    hex octal
    """
)
OPPOSITES = {
    "north": "south",
    "south": "north",
    "east": "west",
    "west": "east",
    "profit": "loss",
    "loss": "profit",
    "gain": "loss",
    "increase": "decrease",
    "decrease": "increase",
    "above": "below",
    "below": "above",
    "up": "down",
    "down": "up",
    "upward": "downward",
    "downward": "upward",
    "upwards": "downwards",
    "downwards": "upwards",
    "left": "right",
    "right": "left",
    "clockwise": "counterclockwise",
    "counterclockwise": "clockwise",
    "anticlockwise": "clockwise",
    "forward": "backward",
    "backward": "forward",
    "inward": "outward",
    "outward": "inward",
    "credit": "debit",
    "debit": "credit",
    "surplus": "deficit",
    "deficit": "surplus",
    "faster": "slower",
    "slower": "faster",
    "higher": "lower",
    "lower": "higher",
    "increased": "decreased",
    "decreased": "increased",
    "rise": "fall",
    "fall": "rise",
    "am": "pm",
    "pm": "am",
    "northward": "southward",
    "southward": "northward",
    "eastward": "westward",
    "westward": "eastward",
    "heavier": "lighter",
    "lighter": "heavier",
    "older": "younger",
    "younger": "older",
    "ahead": "behind",
    "behind": "ahead",
    "before": "after",
    "after": "before",
    "bc": "ad",
    "ad": "bc",
}
"""Directions that contradict one another. ``gain`` and ``profit`` agree."""
_SYNONYMS = {
    "profit": "gain",
    "anticlockwise": "counterclockwise",
    "rise": "increase",
    "fall": "decrease",
    "increased": "increase",
    "decreased": "decrease",
    "upwards": "up",
    "upward": "up",
    "downwards": "down",
    "downward": "down",
    "northward": "north",
    "southward": "south",
    "eastward": "east",
    "westward": "west",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """What words behind a value do to it: operations on it, a second value to come, nouns that only name it."""

    operations: tuple[Callable[[Node], Node], ...] = ()
    second: str = ""
    nouns: tuple[str, ...] = ()


def phrase_of(words: Sequence[str]) -> Phrase | None:
    """The meaning of words behind a value; ``None`` where it is not known."""
    lowered = [word.lower().strip(".") for word in words]
    operations: list[Callable[[Node], Node]] = []
    while lowered and (operation := _operation(lowered[0])) is not None:
        operations.append(operation)
        lowered = lowered[1:]
    for spelled, second in _SECONDS.items():
        if tuple(lowered) == spelled:
            return Phrase(tuple(operations), second)
    second = "rate" if lowered[-1:] == ["at"] else ""
    lowered = lowered[:-1] if second else lowered
    if len(lowered) == 2 and lowered[0] in ("square", "cubic", "sq") and lowered[1].startswith("unit"):
        return Phrase(tuple(operations), nouns=tuple(lowered))
    if any((word in _CHANGING and word not in OPPOSITES) or word in SCALES for word in lowered):
        return None
    return Phrase(tuple(operations), second, tuple(lowered))


def means_something(word: str) -> bool:
    """Whether a word behind a value does something to it, or gives it a direction."""
    lowered = word.lower()
    return lowered in SCALES or lowered in _PARTS_OF_DEGREE or lowered in _OPERATIONS or lowered in OPPOSITES


def _operation(word: str) -> Callable[[Node], Node] | None:
    if word in SCALES:
        factor = number(SCALES[word])
        return lambda node: Node("multiply", (node, factor))
    if word in _PARTS_OF_DEGREE:
        divisor = number(_PARTS_OF_DEGREE[word])
        return lambda node: Node("degrees", (Node("divide", (node, divisor)),))
    return _OPERATIONS.get(word)


def direction_of(nouns: Sequence[str]) -> str:
    """The direction among nouns; empty without one."""
    return next((_SYNONYMS.get(word, word) for word in nouns if word in OPPOSITES), "")


def contradict(first: str, second: str) -> bool:
    """Whether two directions cannot both hold."""
    return bool(first and second) and first != second
