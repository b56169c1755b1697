"""Reads claims clause by clause: equations, words around values, places, and what takes them back."""

import re
from collections.abc import Sequence

from verifiers.beam.equations import Equations
from verifiers.beam.names import Names
from verifiers.beam.progress import Progress
from verifiers.beam.sentences import (
    COMPARED,
    CONNECTOR,
    LARGEST,
    LOCATED,
    STARTS_VALUE,
    ZERO_OF,
    one_value_each,
    without_enumerator,
)
from verifiers.beam.statements import Reading
from verifiers.beam.wording import Wording
from verifiers.mechanics.claims import Claims
from verifiers.mechanics.clauses import Clause, clauses
from verifiers.mechanics.plainness import is_plain
from verifiers.mechanics.retractions import starts_afresh, takes_back

_LONGEST = 1500
_NO_WORDS = re.compile(
    r"\b(?:vanish(?:es)?|nothing|nil|nought|(?:is|are) unloaded|no (?:load|reaction|force|moment|share))\b", re.I
)
_STARTS = ("\n", "\n\n", ".", ":")
_ARROWS = re.compile(r"[\s()\[\]↑↓↺↻→←]*[↑↓↺↻→←][\s()\[\]]*")
_ZERO_WORDS = re.compile(r"(?i:vanish|nothing|nil\b|nought|unloaded|\bno\b)")
_COMPARING = ("<", ">", "below", "less", "smaller", "within", "exceed", "compared", "versus", "vs")
_SUM = re.compile(r"[\w)]\s*[*+]\s*\(?[\w]|[\w)]\s+-\s+\(?\w|\w\s?-\s?\d")
_ARITHMETIC = re.compile(r"(?<![\w)/*^.-])\(*\d[\d.]{0,12}(?:\s?[*/+-]\s?\(*\d[\d.]{0,12}\)*){1,12}\s*$")
_REASON = re.compile(
    r"^\W*(?:because|since|as|given that)\b[^=]{3,80}?,?\s"
    r"(?=(?:the|both|each)\s(?:\w+\s)?(?:reactions?|supports?)\b)",
    re.I,
)
_VERB = r"ha[sd]|have|carries|takes|gets|provides|supports|exerts|bears|needs|sees|feels|is|an?|the|reacts?"
_ARTICLE = re.compile(rf"\bA(?=\s+(?:(?!(?:{_VERB})\b)[a-z-]+\s+){{1,3}}of\s+[-+]?\d)")
_ASIDE = re.compile(r"\s*being\s", re.I)
_LEGEND = re.compile(
    r"\W*(?:where|with)?\s*\d\s+(?:(?:is|denotes|means|being)\s+)?(?:the\s+)?(?:left|right|pin|roller|middle|fixed)\b(?!\s*[:=])",
    re.I,
)
_FORMULA = re.compile(r"\s*(?:[\w().*/^+√-]|\s(?=[*/+(-])|(?<=[*/+(-])\s){2,60}\s*")
_FOUND = re.compile(r"\s(?:occurs?|is found|lies|appears?|is reached|(?:is )?located)\s*(?:at\s*)?$")
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|will|must))")


def read_statements(text: str, names: Names) -> Reading:
    """All claims about asked quantities in a plain text, and the values that stand alone."""
    reader = Reader(names, plain=is_plain(text), numbers=_ZERO_WORDS.search(text) is None)
    for clause in clauses(text, names.is_name):
        reader.take(clause)
    reader.progress.finish()
    return Reading(reader.progress.statements, reader.progress.bare)


class Reader:
    """Takes clauses one by one."""

    def __init__(self, names: Names, *, plain: bool = False, numbers: bool = False) -> None:
        self.progress = Progress(names, plain=plain)
        self.numbers = numbers
        self.equations = Equations(self.progress)
        self.wording = Wording(self.progress)
        self._claims = Claims()

    def take(self, clause: Clause) -> None:
        """One clause after another."""
        if clause.sentence != self.progress.sentence:
            self.progress.begin(clause)
        if not self.progress.plain and self._is_taken_back(clause):
            return
        if _ASIDE.match(clause.text) or _LEGEND.match(clause.text):
            return
        if _ARROWS.fullmatch(clause.text) and self.progress.statements and self.progress.last_is_value:
            latest = self.progress.statements[-1]
            self.progress.statements[-1] = latest._replace(value=f"{latest.value} {clause.text.strip()}")
            return
        text = self._spelt_out(without_enumerator(clause.text[:_LONGEST], first=clause.separator in _STARTS))
        if "@" in text and self._located(clause):
            return
        first, compared = _at_comparison(text)
        self._take_text(clause, first)
        if self._states_another(compared):
            self._take_text(clause, compared)

    def _take_text(self, clause: Clause, text: str) -> None:
        for piece, parts in one_value_each(text):
            self._take_piece(clause, piece, parts)

    def _states_another(self, compared: str) -> bool:
        """``R_A = 6 kN > R_B = 3 kN``: what a value is compared with is the value of a name of its own."""
        name, _, value = compared.partition("=")
        return bool(STARTS_VALUE.match(value)) and self.progress.names.number(name.strip()) is not None

    def _take_piece(self, clause: Clause, piece: str, parts: list[str]) -> None:
        if _is_balance(parts):
            self.progress.last_is_value = False
            return
        if len(parts) > 1 and self.progress.waiting and _is_work(parts[0]):
            piece, parts = parts[-1], parts[-1:]
        if len(parts) == 1 or not self.equations.take(clause, parts):
            self.wording.take(clause, _without_working(piece, parts))

    def _spelt_out(self, text: str) -> str:
        """The text with the place that ``there`` means, and numbers for words that say that there is nothing."""
        text = _ARTICLE.sub("a", _REASON.sub("", text))
        if "there" in text:
            text = _THERE.sub(lambda there: self._place() or there[0], text)
        return text if self.numbers else _NO_WORDS.sub(" 0 ", text)

    def _place(self) -> str:
        """The place that was spoken of last: of a statement, or of the talk."""
        latest = self.progress.statements[-1] if self.progress.statements else None
        at = None if latest is None else self.progress.names.asked[latest.number].at
        nearer = (
            latest is not None and latest.sentence == self.progress.sentence and not self.progress.pending.strip()
        )
        if at is not None and nearer:
            return f"at {at}"
        spoken_of = at is not None and not self.progress.pending.strip()
        return self.progress.finder.context or (f"at {at}" if spoken_of else "")

    def _is_taken_back(self, clause: Clause) -> bool:
        """Whether the clause only says that what was said is wrong; notes whether what it says is claimed."""
        plain = is_plain(clause.text)
        self.progress.claimed = self._claims.claimed(clause, plain=plain)
        if plain:
            return False
        if starts_afresh(clause.text):
            self.progress.statements.clear()
            self.progress.bare.clear()
            self.progress.group = None
        elif takes_back(clause.text):
            self.progress.group = None
            self.progress.statements = [one for one in self.progress.statements if one.sentence != clause.sentence]
            return True
        return False

    def _located(self, clause: Clause) -> bool:
        """``the deflection is largest @2``, ``the moment is zero @3``: all that is said is where."""
        said = LOCATED.fullmatch(clause.text.strip(" ⟦⟧"))
        if said is None or STARTS_VALUE.match(said["what"]):
            return False
        about = ZERO_OF.search(said["what"])
        what = f"{'zero shear' if about[1] else 'contraflexure'}" if about else f"{said['what']} at x"
        number = self.progress.names.number(what)
        connected = about is None and CONNECTOR.search(said["what"]) is not None
        if number is None or (connected and not LARGEST.search(said["what"])):
            return False
        self.progress.add(clause, [number], self.progress.names.position(said["place"]))
        what = CONNECTOR.sub(" ", said["what"]) if connected else _FOUND.sub("", said["what"])
        named = self.progress.names.number(what) if connected or what != said["what"] else None
        self.progress.open = () if named is None else (named,)
        return True


def _is_balance(parts: Sequence[str]) -> bool:
    """``8 R_B - 90 = 0``: an equation to be solved, not the value of a name in it."""
    return len(parts) > 1 and parts[-1].strip(" ⟦⟧.,;:") == "0" and _SUM.search(parts[0]) is not None


def _without_working(piece: str, parts: Sequence[str]) -> str:
    """``I get 30*5/8 = 18.75 kN at A`` without what was worked out."""
    work = _ARITHMETIC.search(parts[0]) if len(parts) > 1 else None
    return piece if work is None else f"{parts[0][: work.start()]} {parts[-1]}"


def _is_work(text: str) -> bool:
    """``wL^2/8``: a formula, and no name, that stands ahead of its value."""
    return _FORMULA.fullmatch(text) is not None and re.search(r"[*/^]", text) is not None


def _at_comparison(text: str) -> tuple[str, str]:
    """The text up to the limit that its value is compared with, and that limit."""
    limit = COMPARED.search(text) if any(mark in text for mark in _COMPARING) else None
    if limit is None or STARTS_VALUE.search(text[: limit.start()]) is None:
        return text, ""
    return text[: limit.start()], text[limit.end() :]
