"""What a label in an answer names: ``R_{Ay}``, ``M_max``, ``reaction at B``, ``slope at x = 4``, ``x``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from verifiers.beam.asked import Asked
from verifiers.beam.beam import Beam
from verifiers.beam.errors import Unparsable
from verifiers.beam.expressions import parse, value_of
from verifiers.beam.plain import plain
from verifiers.beam.solution import Field

_FIELD_OF_SYMBOL: dict[str, Field] = {
    **dict.fromkeys(("V", "Q", "S"), "shear"),
    "M": "moment",
    **dict.fromkeys(("theta", "Theta", "phi", "varphi", "slope", "rotation", "dvdx"), "slope"),
    **dict.fromkeys(("delta", "Delta", "y", "v", "w", "u", "deflection", "EIv"), "deflection"),
}
_FIELD_WORDS: tuple[tuple[str, Field], ...] = (
    ("shear", "shear"),
    ("slope", "slope"),
    ("rotation", "slope"),
    ("deflection", "deflection"),
    ("displacement", "deflection"),
    ("moment", "moment"),
    ("couple", "moment"),
    ("bending", "moment"),
)
_FIELD = "theta|Theta|phi|slope|rotation|delta|Delta|deflection|[MVQyvwu]"
_ID = r"[A-Z]\d?|\d|[a-z](?![a-z])|left|right|Left|Right"
_COMPACT: tuple[tuple[str, "re.Pattern[str]"], ...] = (
    ("x", re.compile(rf"x(?:at|of|for)?(?P<field>{_FIELD})?(?:abs)?(?P<which>max|min|peak)?")),
    ("extreme", re.compile(rf"(?P<field>{_FIELD})(?:abs)?(?P<which>max|min|peak)(?:abs)?")),
    ("extreme", re.compile(rf"(?P<which>max|min|peak)(?:abs)?(?P<field>{_FIELD})")),
    ("horizontal", re.compile(rf"(?:R|F|H)?(?P<id>{_ID})(?:x|h|X|H|horiz|horizontal)|H(?P<id2>{_ID})")),
    ("couple", re.compile(rf"[Mm]R?(?P<id>{_ID})(?:z|R|r)?")),
    ("force", re.compile(rf"(?:R|F|V|N|RV|FV|r)(?P<id>{_ID})(?:y|v|Y|V|vert|vertical)?|(?P<id2>{_ID})(?:y|v|Y)")),
    ("near", re.compile(rf"(?P<field>{_FIELD})(?:at)?(?P<place>tip|free|end|mid|midspan|center|centre|{_ID})")),
    ("bare", re.compile(rf"(?P<field>{_FIELD})")),
    ("support", re.compile(r"(?P<id>[A-Z]\d?)")),
)
_ARGUMENT = re.compile(
    r"^\|?(?P<name>[A-Za-z]+(?:_[A-Za-z0-9]+)*)\|?(?:_(?:max|abs))?\s?\((?P<argument>[^()=]+)\)$"
)
_SYMBOL = re.compile(
    r"(?:^|(?<=[\s(⟦]))(\|?\s?(?:max\s?)?\|?[A-Za-z]+(?:_[A-Za-z0-9]+)*(?:\^\(?[xy]\)?)?\s?\|?"
    r"(?:_?(?:max|min|abs)(?:_[A-Za-z]+)?)?(?:_[A-Za-z0-9]+)*(?:\s?\([^()\n]{1,24}\))?)$"
)
_INNER = re.compile(r"[-+*/^<>=\d]\s*\(?$")
_REMARK = re.compile(
    r"\((?=[^()]*(?:upward|positive|up\b|down|clockwise|sagging|hogging|vertical|horizontal|reaction|↑|↓|\+))"
    r"[^()]*\)|\[[^\]]*\]|\((?:in )?[kM]?(?:N|lb|lbf|kip|kips|ft|m|mm|in|rad)[^()]{0,8}\)"
)
_WORDS = re.compile(r"(?<!\w)(?:[A-Za-z]+\d?(?!\w)|@\s?[^\s,;]+|\d+(?:st|nd|rd|th)(?!\w)|\d+(?!\w))")
_OPERATOR = re.compile(r"[*/^+=<>]")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LOCATION = {"location", "position", "occurs", "occurring", "coordinate", "located", "distance", "abscissa"}
_ZERO = {"contraflexure", "inflection", "inflexion"}
_LONGEST = 200
_MAX = {"maximum", "max", "largest", "greatest", "peak", "maximal"}
_MIN = {"minimum", "min", "smallest", "minimal"}
_MIDDLE = {"midspan", "mid", "center", "centre", "middle", "midpoint"}
_TIP = {"tip", "free"}
_SIDES = {"left", "right", "leftmost", "rightmost"}
_KINDS = {"fixed", "pin", "pinned", "roller", "guided", "wall", "spring", "clamped"}
_SUPPORTISH = {
    "support",
    "supports",
    "reaction",
    "reactions",
    "force",
    "at",
    "point",
    "end",
    "node",
    "wall",
    "hinge",
}


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: the form of quantity, which field, where, and which extreme."""

    form: str
    field: Field | None = None
    place: str | None = None
    which: str | None = None


@lru_cache(maxsize=8192)
def read_label(text: str) -> Label | None:
    """The quantity that the end of a text names, or ``None``."""
    text = _REMARK.sub(" ", text[-_LONGEST:]).strip(" \t|*`\"'⟦•-–:().,")
    text = text + ")" if text.count("(") > text.count(")") else text
    if not text:
        return None
    symbol = _SYMBOL.search(text)
    if symbol is not None and _INNER.search(text[: symbol.start()]):
        return None
    if symbol is not None:
        found = _of_symbol(symbol[1].strip())
        if found is not None and not (found.form == "support" and symbol.start() > 0):
            return found
    return _of_phrase(text)


def _of_symbol(text: str) -> Label | None:
    with_argument = _ARGUMENT.match(text)
    if with_argument is not None:
        return _at_argument(with_argument["name"], with_argument["argument"].strip())
    compact = re.sub(r"[_|^\s()]+", "", text)
    for form, pattern in _COMPACT:
        match = pattern.fullmatch(compact)
        if match is not None:
            groups = match.groupdict()
            named = groups.get("field")
            place = groups.get("id") or groups.get("id2") or groups.get("place")
            named = "V" if form == "force" and compact.startswith("V") else named
            return Label(form, _FIELD_OF_SYMBOL[named] if named else None, place, groups.get("which"))
    return None


def _at_argument(name: str, argument: str) -> Label | None:
    compact = name.replace("_", "")
    stem = re.fullmatch(rf"(?P<field>{_FIELD}|R|F)(?P<rest>\d|[A-Z]{{2}}|max|abs|v|M)?", compact)
    if stem is None:
        return None
    if stem["field"] in ("R", "F"):
        return Label("force", None, "@" + argument)
    form = "expression" if argument in ("x", "z", "s") else "at"
    return Label(form, _FIELD_OF_SYMBOL[stem["field"]], argument)


def _of_phrase(text: str) -> Label | None:
    tokens = _WORDS.findall(text)
    if not tokens or _OPERATOR.search(re.sub(r"@\S+", "", text)):
        return None
    words = {token.lower() for token in tokens}
    located = next((token[1:].strip() for token in reversed(tokens) if token[0] == "@"), None)
    named = _field_named(tokens, words, in_symbols=located is not None)
    which = "max" if words & _MAX else "min" if words & _MIN else None
    if words & _ZERO or {"zero", "shear"} <= words:
        return Label("zero", "shear" if "shear" in words else "moment")
    if words & _LOCATION or "where" in words:
        return Label("x", named, None, which)
    by_name = _place_word(tokens, words)
    place = located or by_name
    if which and named:
        return Label("extreme", named, None, which)
    if (
        named == "moment"
        and located is None
        and words & {"reaction", "fixed", "fixing", "support", "wall", "end"} | words & {"clamping", "clamp"}
    ):
        return Label("couple", "moment", place)
    at = f"@{place}" if located else place
    if named:
        return Label("near" if place else "bare", named, at)
    return _of_reaction(tokens, words, by_name, at)


def _field_named(tokens: Sequence[str], words: set[str], *, in_symbols: bool) -> Field | None:
    named = next((meant for word, meant in _FIELD_WORDS if any(w.startswith(word) for w in words)), None)
    if named is None and in_symbols:
        return next((_FIELD_OF_SYMBOL[token] for token in tokens if token in _FIELD_OF_SYMBOL), None)
    return named


def _of_reaction(tokens: Sequence[str], words: set[str], by_name: str | None, at: str | None) -> Label | None:
    """A phrase that names no field: a reaction, or a support alone."""
    if words & {"horizontal", "axial"}:
        return Label("horizontal", None, at)
    if at is None:
        return Label("force") if "reaction" in words or {"support", "force"} <= words else None
    if by_name is not None and (at.startswith("@") or tokens[-1] == by_name or words & _KINDS):
        return Label("force", None, by_name)
    return Label("force", None, at) if words & _SUPPORTISH else None


def _is_no_article(tokens: Sequence[str]) -> bool:
    """The first word names a support: it is no ``A``, or nothing but a place follows it."""
    return tokens[0] != "A" or len(tokens) == 1 or (len(tokens) == 2 and tokens[1].startswith("@"))


def _place_word(tokens: Sequence[str], words: set[str]) -> str | None:
    if words & _MIDDLE:
        return "mid"
    if words & _TIP:
        return "tip"
    for position in range(len(tokens) - 1, -1, -1):
        word = tokens[position]
        if re.fullmatch(r"[A-Z]\d?", word) and (position > 0 or _is_no_article(tokens)):
            return word
        if word.isdigit() and position and tokens[position - 1].lower() in ("support", "reaction"):
            return word
        if word.lower() in _ORDINALS:
            return str(_ORDINALS[word.lower()])
    for word in words & (_SIDES | _KINDS):
        return word.removesuffix("most")
    return None


@dataclass(frozen=True, slots=True)
class Names:
    """Resolves labels to the number of an asked quantity, remembering what it resolved."""

    asked: tuple[Asked, ...]
    places: tuple[float | None, ...]
    beam: Beam
    binding: Mapping[str, float]
    shown: float
    keys: Mapping[str, int]
    known: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        asked: Sequence[Asked],
        places: Sequence[float | None],
        beam: Beam,
        binding: Mapping[str, float],
        shown: float,
    ) -> "Names":
        """The names of what is asked."""
        keys: dict[str, int] = {}
        for number, one in enumerate(asked):
            for name in (one.key, *one.aliases):
                keys.setdefault(_key_of(name), number)
        return cls(tuple(asked), tuple(places), beam, binding, shown, keys)

    def number(self, text: str) -> int | None:
        """Which asked quantity the end of a text names, or ``None``."""
        if text not in self.known:
            if len(self.known) > 5000:
                self.known.clear()
            self.known[text] = self._resolve(text)
        return self.known[text]

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

    def _resolve(self, text: str) -> int | None:
        plain_key = _plain_key(text)
        if plain_key in self.keys or plain_key in self.binding:
            return self.keys.get(plain_key)
        label = read_label(text)
        return None if label is None else self._of_label(label)

    def _of_label(self, label: Label) -> int | None:
        fits = [number for number in range(len(self.asked)) if self._fits(number, label)]
        if len(fits) == 1:
            return fits[0]
        return self._stricter(fits, label)

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
        wanted = "force" if label.form == "support" else label.form
        return form == wanted and (label.place is None or self._support(label.place) == asked.at)

    def _fits_place(self, number: int, label: Label) -> bool:
        asked, place = self.asked[number], self.places[number]
        if label.form == "near" and asked.meaning.form == "couple":
            return self._support(label.place) == asked.at
        if asked.meaning.form != "at" or place is None:
            return False
        x = self._x(label.place)
        return x is not None and abs(x - place) <= 1e-3 * max(abs(place), 1e-3 * self.beam.length)

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
        if place.isdigit():
            return supports[int(place) - 1].name if 0 < int(place) <= len(supports) else None
        if place.lower() in ("left", "l", "right", "r") and len(supports) == 2:
            return supports[0 if place.lower().startswith("l") else 1].name
        kind = {"pinned": "pin", "wall": "fixed", "clamped": "fixed"}.get(place.lower(), place.lower())
        typed = [support.name for support in supports if support.kind == kind]
        return typed[0] if len(typed) == 1 else None

    def _named(self, place: str) -> str | None:
        """The support of that id, else of that id in another case."""
        ids = [support.name for support in self.beam.supports]
        folded = [name for name in ids if name.casefold() == place.casefold()]
        return place if place in ids else folded[0] if folded else None

    def _x(self, place: str | None) -> float | None:
        """A place along the beam in base units."""
        if place is None:
            return None
        place = place.removeprefix("@").strip()
        if place in ("tip", "free", "end"):
            held = {support.x for support in self.beam.supports}
            return 0.0 if self.beam.length in held and 0 not in held else float(self.beam.length)
        if place in ("mid", "midspan", "center", "centre"):
            return float(self.beam.length) / 2
        named = next((support.x for support in self.beam.supports if support.name == place), None)
        if named is not None:
            return float(named)
        text = re.sub(r"(?<=[\d.])\s*(?:m|ft|mm|in)\b\.?$", "", place.split("=")[-1].strip())
        try:
            return value_of(parse(text, frozenset(self.binding)), self.binding) * self.shown
        except Unparsable:
            return None


def _agree(named: str | None, extreme: str) -> bool:
    if named is None or extreme == "abs":
        return named != "min"
    return {"peak": "max"}.get(named, named) == extreme


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    """A key as it is compared with labels of answers."""
    return _plain_key(plain(name))


def _plain_key(name: str) -> str:
    return re.sub(r"[\s_{}|\\$*`\"'⟦:-]+", "", name)
