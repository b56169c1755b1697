"""Which asked quantity a label of an answer names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from verifiers.beam.asked import Asked
from verifiers.beam.beam import Beam
from verifiers.beam.errors import Unparsable
from verifiers.beam.expressions import parse, value_of
from verifiers.beam.fields import Field
from verifiers.beam.labels import Label, read_label
from verifiers.beam.unasked import unasked
from verifiers.beam.values import Value
from verifiers.mechanics.plain import plain
from verifiers.mechanics.units import read_unit, unit_of

Dimension = tuple[int, int, bool]
_FIELD_OF: dict[Dimension, Field] = {(1, 1, False): "moment", (0, 1, False): "deflection", (0, 0, True): "slope"}
_LENGTH: Dimension = (0, 1, False)
_KIND_OF = {
    "pinned": "pin", "hinged": "pin", "wall": "fixed", "clamped": "fixed", "clamp": "fixed", "built": "fixed",
    "root": "fixed", "encastre": "fixed", "rocker": "roller", "prop": "roller",
}  # fmt: skip
_LETTERS = frozenset("RVMHNQT") | {"delta", "theta", "phi", "sigma", "tau", "v", "y", "u", "f"}
_GROUP = re.compile(
    r"\b(?:(?:both|each|all|the two|two|every|either)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+){0,2}?"
    r"|(?<!left )(?<!right )(?<!fixed )(?<!free )(?<!pinned )(?<!hand )(?<!roller )"
    r"(?:the\s+)?(?:outer|exterior|outside|outermost|end|inner|interior|intermediate)\s+)"
    r"(?:two\b|supports?|reactions?|ends?|bearings?|piers?|columns?|abutments?|ones)\b(?!\s+\(?[A-Z]\d?\b)"
    r"|\bat\s+(?:the\s+|both\s+)?(?:two\s+|outer\s+)?ends\b",
    re.I,
)
_NEAR = 12
_NUMBER = re.compile(r"[\s=≈⟦]*[-+]?\d[\d.,]*\s*")
_SIDE = re.compile(r"\s*\(\s*(?:left|right)\s*\)", re.I)
_OUTER = re.compile(r"\b(?:outer|exterior|outside|outermost|ends?)\b", re.I)
_INNER = re.compile(r"\b(?:inner|interior|intermediate)\b", re.I)
_NO_FORCE = re.compile(r"\b(?:moments?|couples?|deflections?|slopes?|rotations?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Names:
    """Resolves labels to the number of a quantity, remembering what it resolved.

    The first ``count`` quantities are those asked for; those behind them can only be told apart from these.
    """

    asked: tuple[Asked, ...]
    count: int
    places: tuple[float | None, ...]
    beam: Beam
    binding: Mapping[str, float]
    shown: float
    keys: Mapping[str, int]
    peaks: frozenset[int] = frozenset()
    summits: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    known: dict[tuple[str, Dimension | None], int | None] = field(default_factory=dict)
    labels: dict[tuple[str, Dimension | None, str, str], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        asked: Sequence[Asked],
        places: Sequence[float | None],
        beam: Beam,
        binding: Mapping[str, float],
        shown: float,
        peaks: frozenset[int] = frozenset(),
        summits: Mapping[int, tuple[float, ...]] | None = None,
    ) -> "Names":
        """The names of what is asked; ``peaks`` are quantities at places where they are the largest anywhere,
        ``summits`` the places of the extremes."""
        keys: dict[str, int] = {}
        for number, one in enumerate(asked):
            for name in (one.key, *one.aliases):
                keys.setdefault(_key_of(name), number)
        beside = unasked(asked, beam)
        known = (*places, *(None for _ in beside))
        return cls((*asked, *beside), len(asked), known, beam, binding, shown, keys, peaks, summits or {})

    def number(self, text: str, dimension: Dimension | None = None) -> int | None:
        """Which asked quantity the end of a text names, or ``None``; ``dimension`` is that of its value."""
        known = (text, dimension)
        if known not in self.known:
            if len(self.known) > 5000:
                self.known.clear()
                self.labels.clear()
            self.known[known] = self._resolve(text, dimension)
        return self.known[known]

    def group(self, text: str, dimension: Dimension | None = None) -> tuple[int, ...]:
        """The reactions that a text speaks of together: ``each support``, ``the outer supports``."""
        found = _GROUP.search(text)
        if (
            found is None
            or (dimension is not None and dimension != (1, 0, False))
            or _NO_FORCE.search(text, max(0, found.start() - _NEAR))
        ):
            return ()
        supports = [support.name for support in self.beam.supports]
        if _OUTER.search(found[0]) and len(supports) > 2:
            supports = [supports[0], supports[-1]]
        elif _INNER.search(found[0]):
            supports = supports[1:-1]
        return tuple(
            number for number, one in enumerate(self.asked) if one.meaning.form == "force" and one.at in supports
        )

    def is_name(self, token: str, ahead: str = "", behind: str = "") -> bool:
        """Whether a token before an equals sign begins a statement: no factor of the product before it."""
        if _NUMBER.fullmatch(ahead) and not self._measures(token, behind):
            return False
        bare = token.strip("-|$").lstrip("\\")
        if bare in self.binding or (unit_of(bare) is not None and self.number(bare) is None):
            return False
        return len(bare) > 1 or bare in _LETTERS or self.number(bare) is not None

    def _measures(self, token: str, behind: str) -> bool:
        """Whether the value behind a name may be its own: ``M = 2 R_A = 12 kN·m`` says nothing of R_A."""
        number = self.number(token)
        value = _NUMBER.match(behind)
        unit = None if value is None else read_unit(behind[value.end() : value.end() + 20])
        return number is None or unit is None or unit[0].dimension == self.asked[number].meaning.dimension

    def place_of(self, number: int) -> int | None:
        """The asked position of an asked extreme, or ``None``."""
        meaning = self.asked[number].meaning
        if meaning.form != "extreme":
            return None
        fits = [
            other
            for other, one in enumerate(self.asked)
            if one.meaning.form == "place"
            and (one.meaning.field, one.meaning.extreme) == (meaning.field, meaning.extreme)
        ]
        return fits[0] if fits else None

    def companion(self, number: int, value: Value, said: str = "") -> int | None:
        """What else is asked of the same support: the couple or force that a value must be, or ``said`` to be."""
        asked = self.asked[number]
        if asked.meaning.form not in ("force", "horizontal", "couple") or value.fault is not None:
            return None
        turns = value.dimension == (1, 1, False)
        pushes = asked.meaning.form == "couple" and value.dimension == (1, 0, False)
        sideways = value.direction in ("left", "right") and _SIDE.match(value.rest) is None
        form = said or ("couple" if turns else "horizontal" if sideways else "force" if pushes else None)
        fits = [
            other
            for other, one in enumerate(self.asked)
            if other != number and one.meaning.form == form and one.at == asked.at
        ]
        return fits[0] if fits else None

    @property
    def extreme_and_place(self) -> tuple[int, int] | None:
        """An extreme and where it is, if nothing else is asked."""
        if self.count != 2:
            return None
        for number in range(2):
            place = self.place_of(number)
            if place is not None:
                return number, place
        return None

    def _resolve(self, text: str, dimension: Dimension | None) -> int | None:
        plain_key = _plain_key(text)
        if plain_key in self.keys or plain_key in self.binding:
            return self.keys.get(plain_key)
        label = read_label(text)
        if label is None:
            return None
        if label.form == "x" and label.which and dimension not in (None, _LENGTH):
            label = label._replace(form="extreme")
        return self._of_label(_measured_by(label, dimension) if label.loose else label)

    def _of_label(self, label: Label) -> int | None:
        for meant in _meanings(label, alone=len(self.beam.supports) == 1):
            fits = [number for number in range(self.count) if self._fits(number, meant)]
            if len(fits) == 1:
                return fits[0]
            if fits:
                return self._stricter(fits, meant)
        if label.form in ("near", "at") and label.place is not None:
            there = self._summit(label)
            if there is not None:
                return there
        if label.form == "extreme" and label.which != "min":
            alone = [n for n, one in enumerate(self.asked) if one.meaning.field == label.field and n in self.peaks]
            if alone:
                return alone[0] if len(alone) == 1 else None
        return None if label.form == "bare" else self._unasked(label)

    def _summit(self, label: Label) -> int | None:
        """The extreme that lies where a label says: ``the moment at midspan``."""
        x = self._x(label.place)
        if x is None:
            return None
        near = 1e-3 * self.beam.length
        fits = [
            number
            for number, places in self.summits.items()
            if self.asked[number].meaning.field == label.field and any(abs(x - place) <= near for place in places)
        ]
        return fits[0] if len(fits) == 1 else None

    def _unasked(self, label: Label) -> int | None:
        """The quantity that was not asked for and is the only one of that label."""
        for meant in _meanings(label):
            fits = [number for number in range(self.count, len(self.asked)) if self._fits(number, meant)]
            if fits:
                return fits[0] if len(fits) == 1 else None
        return None

    def _stricter(self, fits: Sequence[int], label: Label) -> int | None:
        """Of several that fit, the only one whose extreme is the one named."""
        named = (
            [n for n in fits if self.asked[n].meaning.extreme == "abs"] if label.form in ("extreme", "x") else []
        )
        return named[0] if len(named) == 1 else None

    def _fits(self, number: int, label: Label) -> bool:
        asked = self.asked[number]
        meaning = asked.meaning
        if label.form in ("force", "horizontal", "support", "couple"):
            return self._fits_support(number, label)
        if label.field is not None and label.field != meaning.field:
            return False
        if label.form == "zero":
            return meaning.form == "zero"
        if label.form == "x":
            return meaning.form in ("place", "zero") and _agree(label.which, meaning.extreme)
        if label.form == "extreme":
            return meaning.form == "extreme" and _agree(label.which, meaning.extreme)
        if label.form == "expression":
            return meaning.form == "expression"
        if label.form == "bare":
            return meaning.form in ("at", "extreme", "expression")
        return self._fits_place(number, label)

    def _fits_support(self, number: int, label: Label) -> bool:
        asked = self.asked[number]
        form = asked.meaning.form
        if form == "at" and label.form == "couple":
            return asked.meaning.field == "moment" and self._fits_place(number, label)
        if form == "at" and label.field == "shear" == asked.meaning.field:
            return self._fits_place(number, label)
        if label.form == "support" and label.place in ("L", "R") and self._named(label.place) is None:
            return False
        wanted = "force" if label.form == "support" else label.form
        return form == wanted and (label.place is None or self._support(label.place) == asked.at)

    def _fits_place(self, number: int, label: Label) -> bool:
        asked, place = self.asked[number], self.places[number]
        if label.form == "near" and asked.meaning.form == "couple":
            return self._support(label.place) == asked.at
        if asked.meaning.form != "at" or place is None:
            return False
        if label.place is not None and self._is_other_point(label.place):
            return self._fits_point(number, label.place)
        x = self._x(label.place)
        return x is not None and abs(x - place) <= 1e-3 * max(abs(place), 1e-3 * self.beam.length)

    def _is_other_point(self, place: str) -> bool:
        """A letter that names a point of the beam that is no support."""
        letter = place.lstrip("@")
        return (
            re.fullmatch("[A-KM-Z]", letter) is not None
            and letter not in self.binding
            and self._named(letter) is None
        )

    def _fits_point(self, number: int, place: str) -> bool:
        """The asked key has that letter; or it has none, and the point asked about is the free end of the beam."""
        letter = place.lstrip("@")
        key, x = self.asked[number].key, self.places[number]
        if re.search(rf"(?:_|[^A-Za-z]|^[a-z]+){letter}$", key):
            return True
        free = x in (0, self.beam.length) and all(support.x != x for support in self.beam.supports)
        return free and re.search(r"[A-Z]", key) is None and letter in "BC"[: len(self.beam.supports)]

    def _support(self, place: str | None) -> str | None:
        """The support that a word of an answer names: its id, its rank from the left, its side or its type."""
        supports = self.beam.supports
        if place is None:
            return None
        if place.startswith("@"):
            x = self._x(place)
            near = [s.name for s in supports if x is not None and abs(s.x - x) <= 1e-3 * self.beam.length]
            return near[0] if len(near) == 1 else None
        named = self._named(place)
        if named is not None:
            return named
        if place == "inner":
            return supports[1].name if len(supports) == 3 else None
        if place.isdigit():
            return supports[int(place) - 1].name if 0 < int(place) <= len(supports) else None
        if place.lower() in ("left", "l", "right", "r") and len(supports) > 1:
            return supports[0 if place.lower().startswith("l") else -1].name
        kind = _KIND_OF.get(place.lower(), place.lower())
        typed = [support.name for support in supports if support.kind == kind]
        return typed[0] if len(typed) == 1 else None

    def _named(self, place: str) -> str | None:
        """The support of that id, else of that id in another case."""
        ids = [support.name for support in self.beam.supports]
        folded = [name for name in ids if name.casefold() == place.casefold()]
        return place if place in ids else folded[0] if folded else None

    def position(self, place: str) -> str:
        """A place from a support, ``A+3``, as the answer would give it from the left end; others as they are."""
        x = self._x(place) if "+" in place else None
        return place if x is None else f"{x / self.shown:.10g}"

    def _x(self, place: str | None) -> float | None:
        """A place along the beam in base units."""
        if place is None:
            return None
        place = place.removeprefix("@").strip()
        if place in ("tip", "free", "end"):
            held = {support.x for support in self.beam.supports}
            return 0.0 if self.beam.length in held and 0 not in held else float(self.beam.length)
        if place == "L" and "L" not in self.binding:
            return float(self.beam.length)
        if place in ("mid", "midspan", "center", "centre"):
            return float(self.beam.length) / 2
        if place.lower() in ("left", "right"):
            return 0.0 if place.lower() == "left" else float(self.beam.length)
        start, plus, beyond = place.partition("+")
        by_name = self._support(start) if not start.isdigit() else None
        if by_name is not None:
            known = float(next(support.x for support in self.beam.supports if support.name == by_name))
            along = (self._x(beyond) or 0.0) if plus else 0.0
            return known - along if known + along > self.beam.length * 1.001 else known + along
        text = re.sub(r"(?<=[\d.])\s*(?:m|ft|mm|in)\b\.?$", "", place.split("=")[-1].strip())
        try:
            return value_of(parse(text, frozenset(self.binding)), self.binding) * self.shown
        except Unparsable:
            return None


def _measured_by(label: Label, dimension: Dimension | None) -> Label:
    """What a place is said to have: a value in mm is its deflection, one in kN·m the couple there."""
    if dimension is None or dimension == (1, 0, False):
        return label._replace(form="force")
    field = _FIELD_OF.get(dimension)
    return label._replace(form="near", field=field) if field is not None else label._replace(form="none")


def _meanings(label: Label, *, alone: bool = False) -> list[Label]:
    """What a label may mean, the likeliest first: ``V(A)`` may be the reaction that the shear starts with.

    So may ``V`` where the beam has a support ``alone``.
    """
    found = [label]
    if label.which in ("hog", "sag"):
        found.append(label._replace(which="max"))
    if label.form in ("at", "near") and label.field in ("shear", "moment") and label.place is not None:
        found.append(Label("force" if label.field == "shear" else "couple", label.field, label.place))
    if label.form == "bare" and label.field == "moment":
        found.append(Label("couple", "moment"))
    if label.form == "bare" and label.field == "shear" and alone:
        found.append(Label("force"))
    return found


def _agree(named: str | None, extreme: str) -> bool:
    if named in ("hog", "sag"):
        return extreme == ("min" if named == "hog" else "max")
    if named is None or extreme == "abs":
        return named != "min"
    return {"peak": "max"}.get(named, named) == extreme


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    """A key as it is compared with labels of answers."""
    return _plain_key(plain(name))


def _plain_key(name: str) -> str:
    return re.sub(r"[\s_{}|\\$*`\"'⟦:-]+", "", name)
