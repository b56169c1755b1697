"""What was read of an answer so far: claims, names that still wait for a value, and where the talk is of."""

import re
from collections.abc import Sequence

from verifiers.beam.finding import Finder
from verifiers.beam.names import Names
from verifiers.beam.sentences import BOUNDED, LOCAL_DENIAL
from verifiers.beam.statements import Bare, Statement
from verifiers.mechanics.clauses import Clause

_FRACTION = r"\(*\d+\)?/\(?\d+\)*"
_SHARE = re.compile(
    rf"\s*(?P<part>{_FRACTION})\s+(?:of|times)\s+(?:the\s+)?(?:(?:total|whole|full"
    rf"|applied)\s+)?(?:load\s+)?(?P<load>[^\s].{{0,80}})$"
)
_PART = re.compile(rf"\s*({_FRACTION})[\s.]*(?:of it)?[\s.]*")
_NEAR = 60
_RANGE_AHEAD = re.compile(r"\b(?:between|either|anywhere from)\b", re.I)
_INSTEAD = re.compile(r"\s*[,(]?\s*\b(?:rather than|instead of|as opposed to|not)\s+[-+\d].*$", re.S)

_AS_LIMIT = re.compile(
    r"\(\s*(?:the\s)?(?:limit|allowable|allowed|permissible|permitted|capacity|required)(?:\svalue)?\s*\)", re.I
)
_INTERNAL = re.compile(r"\b(?:bending|internal)\b", re.I)
_ABLE = re.compile(
    r"\b(?:can|could|may|might|able to"
    r"|(?:(?:increase|decrease|reduce|change|differ|raise)[sd]?|lowered)\s+(?:by|to))\s*$",
    re.I,
)
_COMPARED_BY = re.compile(
    r"\s*[-+]?\d[\d.]*\s?[A-Za-z·*]{0,6}\s+(?:larger|greater|bigger|higher|smaller|less|lower|more)\s+than\b", re.I
)
PLACE = re.compile(r"@(\S+)")


class Progress:
    """Claims in the order of the text. ``claimed`` is whether the clause at hand claims what it says."""

    def __init__(self, names: Names, *, plain: bool) -> None:
        self.names = names
        self.plain = plain
        self.finder = Finder(names)
        self.statements: list[Statement] = []
        self.bare: list[Bare] = []
        self.waiting: list[tuple[int, str]] = []
        self.spare: list[int] = []
        self.group: tuple[list[tuple[int, str]], Statement] | None = None
        self.pending = ""
        self.said = ""
        self.value = ""
        self.load = ""
        self.loose: Bare | None = None
        self.open: tuple[int, ...] = ()
        self.sentence = -1
        self.run = 0
        self.last_is_value = False
        self.claimed = True

    def begin(self, clause: Clause) -> None:
        """A new sentence: what waited in the one before waits no longer."""
        self.finish()
        self.sentence = clause.sentence
        self.spare, self.waiting, self.pending, self.said, self.load = [], [], "", "", ""
        self.loose = None

    def finish(self) -> None:
        """A group that got one value shares it."""
        if self.group is not None:
            waiting, first = self.group
            self.statements += [first._replace(number=number, label=label) for number, label in waiting]
            self.group = None

    def add(
        self, clause: Clause, numbers: Sequence[int], value: str, label: str = "", *, hedged: bool = False
    ) -> None:
        """A claim, unless it is none."""
        self.last_is_value, self.pending, self.value = True, "", value
        self.said = label or self.said
        if (
            not self.claimed
            or _AS_LIMIT.search(value)
            or _COMPARED_BY.match(value)
            or (label and _is_denied(label[-_NEAR:]))
        ):
            return
        value = self._share(value if self.plain else _INSTEAD.sub("", value))
        hedged = hedged or _RANGE_AHEAD.search(label) is not None
        self.statements += [
            Statement(number, value, clause.boxed, label, hedged, self._is_weak(number, label), clause.sentence)
            for number in numbers
        ]

    def _share(self, value: str) -> str:
        """``5/8 of the load wL`` as a product, and ``3/8`` after it as the same share of the same load."""
        if not self.names.binding:
            return value
        share = _SHARE.match(value)
        if share is not None:
            self.load = share["load"].strip(" ,.")
            return f"({share['part']})*({self.load})"
        part = _PART.fullmatch(value)
        return f"({part[1]})*({self.load})" if part is not None and self.load else value

    def _is_weak(self, number: int, label: str) -> bool:
        """The bending moment at a support is another quantity than the couple there, if both are spoken of."""
        couple = self.names.asked[number].meaning.form == "couple"
        return couple and _INTERNAL.search(label) is not None

    def with_waiting(self, number: int, label: str) -> list[tuple[int, str]]:
        """The names that wait, each once, and the last one."""
        names = dict([*self.waiting, (number, label)])
        self.waiting = []
        return [*((one, said) for one, said in names.items() if one != number), (number, label)]

    def grouped(self, clause: Clause, names: list[tuple[int, str]], value: str) -> None:
        """``R_A and R_B are 6 kN and 3 kN``: the first gets this value, the others theirs, or the same one."""
        self.add(clause, [names[0][0]], value, names[0][1])
        self.spare = [number for number, _ in names[1:]]
        if self.claimed and self.statements:
            self.group = names[1:], self.statements[-1]
        self.run += 1

    def placed(self, text: str, clause: Clause) -> None:
        """``M_max = 12 kN·m at x = 2 m`` also says where, if that is asked and not said otherwise."""
        place = PLACE.search(text) if "@" in text else None
        if place and self.statements and self.claimed:
            beside = self.names.place_of(self.statements[-1].number)
            if beside is not None:
                self.statements.append(
                    Statement(
                        beside, self.names.position(place[1]), clause.boxed, weak=True, sentence=clause.sentence
                    )
                )

    def taken_loose(self, loose: Bare) -> str:
        """A value that stood alone and now belongs to something."""
        self.loose = None
        if loose in self.bare:
            self.bare.remove(loose)
        return loose.value


def _is_denied(label: str) -> bool:
    """``R_A is not``, ``at most R_A``."""
    return (
        _ABLE.search(label) is not None
        or LOCAL_DENIAL.search(label) is not None
        or BOUNDED.search(label) is not None
    )
