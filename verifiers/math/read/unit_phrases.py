"""Units behind a value: ``m/s^2``, ``square feet``, ``C \\cdot m``, ``km per hour``."""

from verifiers.math.read.stream import Stream
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, names_in
from verifiers.math.read.word_list import words
from verifiers.units.units import is_unit

_POWERS = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3}
_BEHIND = {"squared": 2, "cubed": 3}
_PRODUCTS_OF_LETTERS = words("mg ms mm ml mL Pa kN mN mW mA hr au da cd mol pt pc kn")
"""Letters side by side that are a product at least as often as a unit."""
_COMMANDED = frozenset({"Omega", "mu"})
"""What units are written as commands: ``\\Omega`` at the end of a value, ``\\mu`` before a unit."""
_NOT_UPRIGHT = frozenset(["e", "i", "d"])


class UnitReader:
    """Reads one unit, or a product and quotient of units, from a stream."""

    def __init__(self, stream: Stream, *, letters: bool = False) -> None:
        self._stream = stream
        self._letters = letters or stream.guidance.letter_units

    def behind(self, node: Node) -> Node | None:
        """The value with its unit; ``None`` where no unit stands here, and nothing is consumed."""
        if not self._begins(node):
            return None
        key = self.unit()
        return Node("quantity", (node,), key)

    def unit(self) -> str:
        """The unit that begins here, as ``km^1 h^-1``."""
        factors = [self._factor(1)]
        while True:
            token = self._stream.peek()
            sign = -1 if token.text in ("/", "per", "a") and (token.text != "a" or len(factors) == 1) else 1
            if token.text == "a" and not self._is_unit(self._stream.peek(1)):
                break
            joined = token.text in ("/", "per", "*", "times", ".", "-", "a")
            following = self._stream.peek(1 if joined else 0)
            if not (
                self._is_unit(following)
                or (following.text.lower() in _POWERS and following.kind in ("word", "run"))
            ):
                break
            if joined:
                self._stream.next()
            factors.append(self._factor(sign))
        return " ".join(factors)

    def _factor(self, sign: int) -> str:
        power = _POWERS.get(self._stream.peek().text.lower())
        if power:
            self._stream.next()
        spelled = self._spelled()
        power = power or self._power()
        return f"{spelled}^{sign * power}"

    def _spelled(self) -> str:
        first = self._stream.next().text.rstrip(".")
        if first == "mu":
            return "μ" + self._stream.next().text
        both = first + " " + self._stream.peek().text
        if self._stream.peek().kind in ("word", "run") and is_unit(both):
            self._stream.next()
            return both.replace(" ", "_")
        return first

    def _power(self) -> int:
        if self._stream.peek().text.lower() in _BEHIND:
            return _BEHIND[self._stream.next().text.lower()]
        if self._stream.peek().text != "^":
            return 1
        ahead = [self._stream.peek(place) for place in range(1, 5)]
        texts = [token.text for token in ahead]
        for pattern in (("{", "-", None, "}"), ("{", None, "}"), ("-", None), (None,)):
            matched = all(
                text.isdigit() and len(text) == 1 if wanted is None else text == wanted
                for text, wanted in zip(texts, pattern, strict=False)
            )
            if matched:
                for _ in range(len(pattern) + 1):
                    self._stream.next()
                digit = int(texts[pattern.index(None)])
                return -digit if "-" in pattern else digit
        return 1

    def _begins(self, node: Node) -> bool:
        token = self._stream.peek()
        if token.text.lower() in _POWERS and token.kind in ("word", "run"):
            return self._is_unit(self._stream.peek(1))
        if not self._is_unit(token) or (token.text == "in" and self._stream.peek(1).kind == "number"):
            return False
        if token.kind == "run":
            return not names_in(node) and (token.text not in _PRODUCTS_OF_LETTERS or token.spaced)
        return True

    def _is_unit(self, token: Token) -> bool:
        if token.kind == "word":
            both = token.text + " " + self._stream.peek(1).text
            return token.text not in _NOT_UPRIGHT and (is_unit(token.text.rstrip(".")) or is_unit(both))
        if token.kind == "run":
            return len(token.text) > 1 and is_unit(token.text)
        if token.text == "mu" and token.kind == "name":
            return is_unit("μ" + self._stream.peek(1).text)
        return token.kind == "name" and self._letters and is_unit(token.text)


def letter_unit_begins(stream: Stream, node: Node) -> bool:
    """Whether letters behind a number are a unit, as in ``9.8 m/s^2``."""
    token, slash, below = (stream.peek(place) for place in range(3))
    if token.text in _COMMANDED and token.kind == "name" and _is_plain_number(node):
        return slash.kind == "end" if token.text == "Omega" else slash.kind == "word" and is_unit("μ" + slash.text)
    if token.kind != "name" or token.style or not _is_plain_number(node):
        return False
    if stream.guidance.letter_units:
        return is_unit(token.text)
    if token.text == "m" and token.spaced and slash.text == "^":
        power = below if below.text != "{" else stream.peek(3)
        return power.text in ("2", "3") and stream.peek(3 if below.text != "{" else 5).kind == "end"
    return (
        token.spaced
        and is_unit(token.text)
        and slash.text == "/"
        and below.kind in ("name", "word")
        and is_unit(below.text)
    )


def _is_plain_number(node: Node) -> bool:
    return not names_in(node) and node.operation in (
        "number",
        "percent",
        "divide",
        "multiply",
        "power",
        "negate",
        "add",
        "root",
        "quantity",
    )
