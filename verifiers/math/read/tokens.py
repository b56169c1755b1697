r"""From text to tokens in one pass: LaTeX and plain notation alike, nothing dropped but spacing and fonts."""

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Unreadable
from verifiers.math.read.vocabulary import (
    ACCENTS,
    BIG,
    BINOMIALS,
    CLAUSE_WORDS,
    DOTS,
    FONTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    HAN_UNITS,
    JOINING_WORDS,
    LETTER_COMMANDS,
    OPERATORS,
    PREFIXES,
    SHORT_FUNCTIONS,
    SILENT,
)
from verifiers.math.read.word_list import words
from verifiers.units.units import CURRENCIES

MAX_TOKENS = 1200
Commas = Literal["thousands", "list", "decimal"]

_PIECE = re.compile(
    r"(?P<space>\s+|\\[,;:> ]|~|\\!)"
    r"|(?P<number>(?:0x[0-9A-Fa-f]+|0b[01]+|0o[0-7]+)(?![0-9A-Za-z])|\d{1,3}(?:\.\d{3})+,\d+(?![\d,])"
    r"|\d{1,3}(?:(?:,\\! ?|\{,\}|\\,|\\!| )\d{3})+(?!\d)(?!\s*/)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"|\\(?P<command>[a-zA-Z]+)\*?"
    r"|(?P<run>[A-Za-z]+)"
    r"|(?P<han>[\u4e00-\u9fff]+)"
    r"|(?P<symbol>\\\\|\$\$|\\[{}|%$#&_\-'\"()\[\]/]|\*\*|<=>|<=|>=|=<|!=|<>|=>|<->|->|:=|\.\.\.+|\{,\}|\{:\}|\{\.\}|.)",
    re.S,
)
_EXPONENT = re.compile(r"[eE](?:\+|-)?\d{1,6}(?![\d.A-Za-z])")
_COMMA_GROUPS = re.compile(r"(?:,\d{3})+(?!\d)(?:\.\d+)?")
_COMMA_DECIMAL = re.compile(r"(?:,|\{,\})\d+(?![\d,])")
_BRACED_COMMA = re.compile(r"\{,\}\d+")
_ENVIRONMENT = re.compile(r"\s*\{\s*([a-zA-Z]+\*?)\s*\}(?:\s*\{[lcr|@{} ]{0,40}\})?")
_NO_VALUE = frozenset(
    {"tag", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "textcolor"}
)
_SPELLED_LETTERS = (GREEK - {"ell", "wp", "partial", "nabla", "aleph"}) | {"infinity", "infty"}
_SPELLED_FUNCTIONS = words(
    """
    sin cos tan cot sec csc sqrt ln log arcsin arccos arctan sinh cosh tanh exp gcd lcm sgn
    """
)
_SYSTEMS = frozenset({"array", "matrix"})
_ALIGNED = words("aligned align align* alignedat split eqnarray eqnarray* gathered")
"""Environments in which an ampersand says where lines are set beneath one another, and nothing else."""
_SYSTEM = re.compile(r"\s*\\\{\s*(?=\\begin)")
"""The brace in front of a system of equations or of cases, which nothing closes."""
_CONTINUED = frozenset("+-=*/<>")
"""Signs at the end of a formula that is broken: the next one is its second half."""
_TIMES = frozenset({"min", "sec"})
"""Functions whose names are units as well."""
_CHOICES = frozenset({"nCr", "nPr"})
"""Functions that are spelled with the names of their arguments where no bracket follows."""
_ENDING = re.compile(r"\s*(?:$|[.,;)}$/]|and\b|\d+ ?(?:s|sec)\b)")
_ARROWS = {"->": "to", "<->": "to", "<=>": "iff", "**": "^", "||": "||", "{:}": ":", "{.}": "."}
_MONEY = {"pounds": "£", "euro": "€", "yen": "¥", "rupee": "₹"}
_OPEN = {"(": "(", "[": "[", "\\{": "\\{", "\\langle": "\\langle", "\\lfloor": "\\lfloor", "\\lceil": "\\lceil"}
_CLOSE = {")", "]", "\\}", "\\rangle", "\\rfloor", "\\rceil"}


class Token(NamedTuple):
    """One piece of notation.

    ``kind`` is ``number``, ``name``, ``run`` (letters side by side), ``word`` (upright or in prose),
    ``function``, ``operator``, ``open``, ``close``, ``brace`` (of TeX), ``command``, ``separator``, ``dots``.
    """

    kind: str
    text: str
    spaced: bool = False
    """Whether a space stands in front."""
    style: str = ""
    """The font that matters: ``word``, ``operator``, ``blackboard``, ``command``."""


def tokens(text: str, commas: Commas = "thousands") -> list[Token]:
    """All tokens of a folded text. Raises TooCostly for a text of too many."""
    return Scanner(text, commas).scan()


class Scanner:
    """Holds the place in the text, the open braces and the fonts that they carry."""

    def __init__(self, text: str, commas: Commas) -> None:
        self._text = text
        self._commas = commas
        self._position = 0
        self._found: list[Token] = []
        self._fonts: list[tuple[str, bool]] = []  # the font of every open brace, and whether the brace is kept
        self._next_font = ""
        self._spaced = False
        self._math = text.count("$") < 2
        self._notated = "\\" in text or "{" in text
        self._closed_at = -1
        self._system = False
        self._environments: list[str] = []
        self._dollars = _is_currency(text)

    def scan(self) -> list[Token]:
        """Every token in its order."""
        while self._position < len(self._text):
            match = _PIECE.match(self._text, self._position)
            assert match is not None
            self._position = match.end()
            kind = match.lastgroup
            assert kind is not None
            _SCANNERS[kind](self, match[kind])
            if len(self._found) > MAX_TOKENS:
                raise TooCostly("unparsable", f"more than {MAX_TOKENS} symbols")
        return self._found

    def _emit(self, kind: str, text: str, style: str = "") -> None:
        self._found.append(Token(kind, text, self._spaced, style))
        self._spaced = False

    @property
    def _font(self) -> str:
        """The font at this place; outside of the dollars of a mixed text everything is prose."""
        if self._next_font:
            font, self._next_font = self._next_font, ""
            return font
        if self._fonts:
            return self._fonts[-1][0]
        return "" if self._math else "word"

    def _space(self, _text: str) -> None:
        self._spaced = True

    def _number(self, text: str) -> None:
        self._next_font = ""
        if " " in text and self._found and self._found[-1].text in ("_", "^"):
            self._position -= len(text) - text.index(" ")  # ``\\log_5 125``: the space ends what stands below
            text = text[: text.index(" ")]
        literal = _plain_digits(text)
        if literal.isdigit() and not _EXPONENT.match(self._text, self._position):
            literal = self._with_comma(text, literal)
        self._emit("number", literal + self._ahead(_EXPONENT))

    def _with_comma(self, text: str, literal: str) -> str:
        """The number with what belongs to it behind a comma."""
        if self._commas != "list" and len(text) <= 3 and (groups := self._ahead(_COMMA_GROUPS)):
            return literal + groups.replace(",", "")
        if self._commas == "decimal" and (decimal := self._ahead(_COMMA_DECIMAL)):
            return literal + "." + decimal.lstrip(",{}")
        if braced := self._ahead(_BRACED_COMMA):
            digits = braced[3:]
            return literal + digits if len(digits) == 3 and len(text) <= 3 else literal + "." + digits
        return literal

    def _ahead(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._position)
        if not found:
            return ""
        self._position = found.end()
        return found[0]

    def _run(self, text: str) -> None:
        short = self._notated or text.isupper() or len(self._found) == 1
        if len(text) > 1 and self._found and self._found[-1].text in ("_", "^") and short:
            self._position -= len(text) - 1
            text = text[0]
        font = self._font
        if font in ("word", "operator"):
            self._word(text, font)
        elif font in ("bold", "blackboard"):
            for letter in text if font == "bold" else (text,):
                self._emit("name", "vec " + letter if font == "bold" else letter, font)
        elif len(text) == 1:
            imaginary = text == "I" and not self._notated and self._is_factor_of_number()
            self._emit("name", "i" if imaginary else text)
        else:
            self._plain(text)

    def _is_factor_of_number(self) -> bool:
        """Whether a number and an asterisk stand in front, as in the ``4*I`` of programs."""
        return len(self._found) > 1 and self._found[-1].text == "*" and self._found[-2].kind == "number"

    def _word(self, text: str, font: str) -> None:
        divided = bool(self._found) and self._found[-1].text in ("per", "/") and text in _TIMES
        if not divided and text in FUNCTIONS and (font == "operator" or text in _SPELLED_FUNCTIONS):
            self._emit("function", FUNCTIONS[text], "command")
        else:
            self._emit("word", text, font)

    def _is_time(self) -> bool:
        """Whether ``min`` or ``sec`` stands behind a number and before nothing it could be applied to."""
        return (
            bool(self._found)
            and self._found[-1].kind == "number"
            and bool(_ENDING.match(self._text, self._position))
        )

    def _is_applied(self) -> bool:
        return self._text.startswith("(", self._position)

    def _based_logarithm(self, run: str) -> bool:
        """``log2(5)`` as a function of its own."""
        base = next((base for base in ("2", "10") if self._text.startswith(base + "(", self._position)), "")
        if run != "log" or not base:
            return False
        self._position += len(base)
        self._emit("function", run + base)
        return True

    def _program(self, run: str) -> bool:
        """A name as programs write it: ``oo`` for infinity, ``Matrix(...)`` for its rows."""
        if run in ("oo", "inf") and not self._notated:
            self._emit("name", "infty")
            return True
        return run == "Matrix" and self._text.startswith("(", self._position)

    def _plain(self, run: str) -> None:
        """Letters side by side: a function, with its argument or alone, a Greek letter, a connective, a run."""
        lowered = run.lower()
        if self._based_logarithm(run) or self._program(run):
            return
        if len(run) == 3 and run.startswith("or") and run[2].isupper():
            self._emit("word", "or")
            self._run(run[2])
        elif (run in _TIMES and self._is_time()) or (run in _CHOICES and not self._is_applied()):
            self._emit("run", run)
        elif run in FUNCTIONS and (run not in SHORT_FUNCTIONS or self._is_applied()):
            self._emit("function", FUNCTIONS[run])
        elif run in _SPELLED_LETTERS:
            self._emit("name", LETTER_COMMANDS[run])
        elif lowered in JOINING_WORDS or lowered in CLAUSE_WORDS or lowered in ("not", "to", "mod", "per"):
            self._emit("word", run)
        elif (prefix := _glued(run)) is not None:
            self._emit("function", FUNCTIONS[prefix])
            self._run(run[len(prefix) :])
        else:
            self._emit("run", run)

    def _han(self, text: str) -> None:
        self._next_font = ""
        unit, power = HAN_UNITS.get(text, (text, ""))
        self._emit("word", unit, "word")
        if power:
            self._emit("operator", "^")
            self._emit("number", power)

    def _symbol(self, text: str) -> None:
        if text in ("{", "}"):
            self._brace(text)
            return
        if text in ("$", "\\$", "$$"):
            self._dollar(text)
            return
        if text in ("\\(", "\\)", "\\[", "\\]"):
            self._spaced = True
            return
        self._next_font = ""
        if text == "&" and self._environments and self._environments[-1] in _ALIGNED:
            self._spaced = True
            return
        if text in CURRENCIES:
            self._emit("word", text, "word")
            return
        self._emit_symbol(text)

    def _emit_symbol(self, text: str) -> None:
        if text in ("\\\\", ";", "\n", "\\&"):
            self._emit("separator", ";" if text in (";", "\\\\") else ",")
        elif text == ",":
            self._emit("separator", ",")
        elif text.startswith("..."):
            self._emit("dots", "...")
        elif text in _OPEN:
            self._emit("open", text)
        elif text in _CLOSE:
            self._emit("close", text)
        elif text == "@":
            self._emit("word", "at", "word")
        else:
            plain = _ARROWS.get(
                text, text.lstrip("\\") if len(text) == 2 and text[0] == "\\" and text[1] in "%#_-'\"/" else text
            )
            self._emit("operator", "||" if text == "\\|" else OPERATORS.get(plain, plain))

    def _dollar(self, text: str) -> None:
        if text == "\\$" or self._dollars:
            self._emit("word", "$", "word")
        else:
            if (
                not self._math
                and self._closed_at == len(self._found)
                and self._found
                and self._found[-1].text not in _CONTINUED
            ):
                self._emit("separator", "quad")
            self._math = not self._math
            self._closed_at = -1 if self._math else len(self._found)
            self._spaced = True

    def _brace(self, text: str) -> None:
        if text == "{":
            font = self._next_font
            inherited = self._fonts[-1][0] if self._fonts else ("" if self._math else "word")
            kept = not font
            self._next_font = ""
            self._fonts.append((font or inherited if font != "plain" else "", kept))
            if kept:
                self._emit("brace", "{")
        elif self._fonts:
            if self._fonts.pop()[1]:
                self._emit("brace", "}")
        else:
            raise Unreadable("}")

    def _command(self, command: str) -> None:
        act = _COMMANDS.get(command)
        if act is None:
            self._emit("command", command)
        else:
            act(self, command)

    def _plain_command(self, command: str) -> None:
        self._emit("command", command)

    def _money_command(self, command: str) -> None:
        self._emit("word", _MONEY[command], "word")

    def _font_command(self, command: str) -> None:
        font = FONTS[command]
        if command in ("rm", "bf", "it", "sf", "cal") and self._fonts:
            kept = self._fonts[-1][1]
            self._fonts[-1] = ("word" if command == "rm" else font if command == "bf" else "", kept)
        else:
            self._next_font = font

    def _silent_command(self, command: str) -> None:
        if command in ("left", "right", "middle", "mleft", "mright") or command.lower().startswith("big"):
            self._position += self._text.startswith(".", self._position)
            self._system = command == "left" and bool(self._ahead(_SYSTEM))
            return
        if command in ("quad", "qquad"):
            self._emit("separator", "quad")
        elif command in _NO_VALUE and self._text.startswith("{", self._position):
            end = self._text.find("}", self._position)
            self._position = end + 1 if end > 0 else self._position
        self._spaced = True

    def _letter(self, command: str) -> None:
        font = self._font
        meaning = LETTER_COMMANDS[command]
        self._emit("name", "vec " + meaning if font == "bold" else meaning, "command")

    def _function(self, command: str) -> None:
        self._emit("function", FUNCTIONS[command], "command")

    def _operator(self, command: str) -> None:
        meaning = OPERATORS[command]
        if meaning in _OPEN:
            self._emit("open", meaning)
        elif meaning in _CLOSE:
            self._emit("close", meaning)
        else:
            self._emit("operator", meaning, "command")

    def _structure(self, command: str) -> None:
        if command in DOTS:
            self._emit("dots", "...")
        elif command in FRACTIONS:
            self._emit("command", "frac")
        elif command in BINOMIALS:
            self._emit("command", "binom")
        elif command in ACCENTS:
            self._emit("command", "accent " + ACCENTS[command])
        else:
            self._emit("command", command)

    def _begin(self, command: str) -> None:
        found = _ENVIRONMENT.match(self._text, self._position)
        if not found:
            raise Unreadable(command)
        self._position = found.end()
        environment = found[1]
        if command == "begin":
            if self._system and environment in _SYSTEMS:
                environment = "cases"  # the brace in front makes an array a system
            self._environments.append(environment)
            self._system = False
        elif self._environments:
            environment = self._environments.pop()
        self._emit("command", f"{command} {environment}")


_SCANNERS: dict[str, Callable[[Scanner, str], None]] = {
    "space": Scanner._space,
    "number": Scanner._number,
    "command": Scanner._command,
    "run": Scanner._run,
    "han": Scanner._han,
    "symbol": Scanner._symbol,
}


def _commands() -> dict[str, Callable[[Scanner, str], None]]:
    """What each command does; where several tables have it, the first decides."""
    structures = DOTS | FRACTIONS | BINOMIALS | frozenset(ACCENTS) | frozenset(BIG)
    tables: tuple[tuple[Iterable[str], Callable[[Scanner, str], None]], ...] = (
        (("choose",), Scanner._plain_command),
        (("begin", "end"), Scanner._begin),
        (_MONEY, Scanner._money_command),
        (FONTS, Scanner._font_command),
        (SILENT, Scanner._silent_command),
        (LETTER_COMMANDS, Scanner._letter),
        (OPERATORS, Scanner._operator),
        (structures, Scanner._structure),
        (FUNCTIONS, Scanner._function),
    )
    found: dict[str, Callable[[Scanner, str], None]] = {}
    for names, act in tables:
        for name in names:
            found.setdefault(name, act)
    return found


_COMMANDS = _commands()


def _plain_digits(text: str) -> str:
    """A number without what groups its digits; in ``1.234,56`` the comma stands for the point."""
    if text.replace(".", "").isdigit():
        return text
    plain = re.sub(r",\\!|\{,\}|\\,|\\!| ", "", text)
    return plain.replace(".", "").replace(",", ".") if "," in plain and "." in plain else plain


def _glued(run: str) -> str | None:
    """The function at the beginning of ``sinx``; no word begins so."""
    for prefix in PREFIXES:
        if run.startswith(prefix):
            rest = run[len(prefix) :]
            return prefix if len(rest) <= 2 or rest in LETTER_COMMANDS or rest in FUNCTIONS else None
    return None


def _is_currency(text: str) -> bool:
    """Whether bare dollars are a currency: they do not enclose anything."""
    return text.count("$") - 2 * text.count("\\$$") == 1 and "$" in text and not text.endswith("$")
