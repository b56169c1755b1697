"""What a sentence does with what it says: claim it, deny it, suppose it, take it back.

Only claims answer. A governor (``it is not true that``, ``suppose``, ``a common mistake is``) stands ahead of what
it governs: the rest of its sentence if a value stands in its own clause, and else that clause alone, so that
``assuming small slopes, R_A = 6 kN`` claims. A contrast (``but``, ``instead``, ``the correct values``) ends it.
"""

import re

from verifiers.mechanics.clauses import Clause
from verifiers.mechanics.governing import CONTRAST, DENIAL, MENDED, SUPPOSITION, UNREAL
from verifiers.mechanics.mentions import mentioned, of_somebody

_ANNOUNCES = re.compile(r"\b(?:wrong|false|incorrect|untrue|mistaken)\W*$", re.I)
_BARE = re.compile(r"\W*(?:suppos|assum|imagin)\w*(?:\s+(?:that|now))?\W*", re.I)
_THAT = re.compile(r"\W*that\b", re.I)
_NOT = re.compile(r"^\W*not\s", re.I)
_NEITHER = re.compile(r"^\W*neither\b", re.I)
_ANNOUNCED = re.compile(r"^[^=\d]{3,80}:")
_ASIDE = re.compile(r"^\W*(?:instead of|rather than|as opposed to|neither|nor|unlike)\b", re.I)
_SAYS_VALUE = re.compile(
    r"[=≈]\s*[⟦(]*\s*[-+]?[\d(.√A-Za-z]|(?<![\w@])\d[\d.]*\s*(?:[kKM]?N|(?:mm|m|lbf?|kips?|k|ft|rad)\b)"
    r"|[\w)]\s*:\s*[-+]?\d"
)
_LONGEST = 400


class Claims:
    """Tells, clause by clause, whether what it says is claimed."""

    def __init__(self) -> None:
        self.sentence = -1
        self.governed = self.listed = self.unreal = self.announced = False

    def claimed(self, clause: Clause, *, plain: bool) -> bool:
        """Whether values in the clause count; ``plain`` is what ``is_plain`` says of it."""
        if clause.sentence != self.sentence:
            self._begin(clause)
        if plain and not (self.governed or self.listed or self.unreal or self.announced):
            return True
        text = clause.text[:_LONGEST]
        governor, supposed = self._governor(text)
        contrast = [match.start() for match in CONTRAST.finditer(text)]
        if clause.separator == "," and _NOT.match(text):
            return False
        contrasted = bool(contrast) and (governor is None or contrast[-1] > governor)
        if clause.separator in ("but", ":") or contrasted:
            self.governed = self.listed = self.unreal = False
        if contrasted:
            return True
        self.unreal = self.unreal or UNREAL.search(text) is not None or of_somebody(text)
        if self.announced and _THAT.match(text):
            self.governed = True
        self.announced = _ANNOUNCES.search(text) is not None
        if governor is not None:
            self._govern(text[governor:], supposed)
        return not (self.governed or self.unreal or self._is_aside(text))

    @staticmethod
    def _is_aside(text: str) -> bool:
        """``instead of R_A = 6 kN``; but ``Neither lifts off: R_A = 6 kN`` claims."""
        aside = _ASIDE.match(text)
        return aside is not None and (not _NEITHER.match(text) or _ANNOUNCED.match(text) is None)

    def _begin(self, clause: Clause) -> None:
        self.sentence = clause.sentence
        self.listed = self.listed and clause.separator != "\n\n"
        self.governed, self.unreal = self.listed, clause.asks

    def _govern(self, governed: str, supposed: bool) -> None:
        """What is supposed ends at a colon; what is denied may be the list behind it."""
        value = _SAYS_VALUE.search(governed)
        aside = supposed and governed[:5].lower() == "assum" and ":" in governed[: value.end() if value else 0]
        if (value is not None and not aside) or (supposed and _BARE.fullmatch(governed)):
            self.governed = True
        elif governed.rstrip().endswith(":") and not supposed:
            self.listed = True
        else:
            self.announced = True

    @staticmethod
    def _governor(text: str) -> tuple[int | None, bool]:
        mended, mention = MENDED.search(text), mentioned(text)
        text = text if mended is None else text[: mended.start()] + " " * len(mended[0]) + text[mended.end() :]
        denial, supposition = DENIAL.search(text), SUPPOSITION.search(text)
        places = [one for one in (supposition and supposition.start(), mention) if one is not None]
        if denial is not None and denial.start() <= min(places, default=len(text)):
            return denial.start(), False
        return (min(places), True) if places else (None, False)
