"""Units behind a value: ``m/s^2``, ``square feet``, ``C \\cdot m``, ``km per hour``."""

from verifiers.math.read.glued import factors_of
from verifiers.math.read.stream import Stream
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, names_in
from verifiers.math.read.unit_names import is_unit
from verifiers.math.read.word_list import words

_POWERS = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3}
_BEHIND = {"squared": 2, "cubed": 3}
_PRODUCTS_OF_LETTERS = words("mg ms mm ml mL Pa kN mN mW mA hr au da cd mol pt pc kn")
"""Letters side by side that are a product at least as often as a unit."""
_COMMANDED = frozenset({"Omega", "mu"})
"""What units are written as commands: ``\\Omega`` at the end of a value, ``\\mu`` before a unit."""
_SURE_PREFIXES = frozenset({"k", "M"})
"""Letters before ``\\Omega`` that are prefixes even where nothing tells that letters are units."""
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

    def below(self) -> str | None:
        """The unit behind a slash or a *per*, as ``h^-1``; ``None`` where none stands there."""
        if not self._is_unit(1):
            return None
        self._stream.next()
        return self._factor(-1)

    def unit(self) -> str:
        """The unit that begins here, as ``km^1 h^-1``."""
        factors = [self._factor(1)]
        while True:
            token = self._stream.peek()
            sign = -1 if token.text in ("/", "per", "a") and (token.text != "a" or len(factors) == 1) else 1
            if token.text == "a" and not self._is_unit(1):
                break
            joined = token.text in ("/", "per", "*", "times", ".", "-", "a")
            following = self._stream.peek(1 if joined else 0)
            if not (
                self._is_unit(1 if joined else 0)
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
        *front, last = factors_of(spelled, negative=power < 0)
        return " ".join([*(f"{one}^{sign}" for one in front), f"{last}^{sign * power}"])

    def _spelled(self) -> str:
        first = self._stream.next().text.rstrip(".")
        if first == "mu":
            return "μ" + _symbol(self._stream.next())
        if _symbol(self._stream.peek()) == "Ω" and is_unit(first + "Ω"):
            self._stream.next()
            return first + "Ω"
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
            return self._is_unit(1)
        if not self._is_unit(0) or (token.text == "in" and self._stream.peek(1).kind == "number"):
            return False
        if token.kind == "run":
            sure = token.text not in _PRODUCTS_OF_LETTERS or token.spaced or (self._letters and self._is_below(1))
            return not names_in(node) and sure
        return True

    def _is_unit(self, ahead: int) -> bool:
        """Whether the token at this distance is a unit, or begins one."""
        token, behind = self._stream.peek(ahead), self._stream.peek(ahead + 1)
        if token.text == "mu" and token.kind == "name":
            return is_unit("μ" + _symbol(behind))
        if token.kind == "name":
            return self._letters and (is_unit(token.text) or _is_ohm(token, behind))
        if token.kind not in ("word", "run") or (token.kind == "run" and len(token.text) == 1):
            return False
        if is_unit(token.text) and token.kind == "run":
            return True
        if (token.kind == "word" or self._letters) and self._is_glued(token.text, ahead):
            return True
        both = token.text + " " + behind.text
        return (
            token.kind == "word"
            and token.text not in _NOT_UPRIGHT
            and (is_unit(token.text.rstrip(".")) or is_unit(both) or _is_ohm(token, behind))
        )

    def _is_glued(self, spelled: str, ahead: int) -> bool:
        """Whether letters are several units, such as ``kgm`` before ``^{-3}``."""
        return not is_unit(spelled) and len(factors_of(spelled, negative=self._is_below(ahead + 1))) > 1

    def _is_below(self, ahead: int) -> bool:
        """Whether a power of minus one digit stands at this distance."""
        texts = [self._stream.peek(ahead + place).text for place in range(5)]
        inner = texts[2:4] if texts[1] == "{" and texts[4] == "}" else texts[1:3]
        return texts[0] == "^" and inner[0] == "-" and inner[1].isdigit() and len(inner[1]) == 1


def _symbol(token: Token) -> str:
    return "Ω" if token.text == "Omega" and token.kind == "name" else token.text


def _is_ohm(prefix: Token, token: Token) -> bool:
    return _symbol(token) == "Ω" and is_unit(prefix.text + "Ω")


def letter_unit_begins(stream: Stream, node: Node) -> bool:
    """Whether letters behind a number are a unit, as in ``9.8 m/s^2``."""
    token, slash, below = (stream.peek(place) for place in range(3))
    if token.kind == "name" and _is_plain_number(node):
        if token.text in _COMMANDED:
            return _commanded_unit_begins(stream)
        if _is_ohm(token, slash) and (stream.guidance.letter_units or token.text in _SURE_PREFIXES):
            return below.kind == "end" and token.text not in stream.guidance.multiplied
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


def _commanded_unit_begins(stream: Stream) -> bool:
    """Whether ``\\Omega`` ends a value, or ``\\mu`` stands before an upright unit, or letters that are one."""
    token, behind = stream.peek(), stream.peek(1)
    if token.text == "Omega":
        return behind.kind == "end"
    upright = behind.kind == "word" or (stream.guidance.letter_units and behind.kind in ("name", "run"))
    return upright and is_unit("μ" + _symbol(behind))


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
