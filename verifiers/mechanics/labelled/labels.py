"""Which asked quantity a label of an answer names: by its key, by usual symbols, or by words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.plain import plain

_SQUASHED = re.compile(r"[\s_{}|\\$*`\"'⟦⟧,:()-]+")
_WORD = re.compile(r"[a-z]+", re.I)
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_IN_QUOTIENT = re.compile(r"[/*+]\s+\S+$")
"""The last of several factors or terms is not what the value behind them belongs to."""
LONGEST = 160

_SYMBOLS: dict[str, tuple[str, ...]] = {
    "elongation": ("δ", "delta", "ΔL", "deltaL", "u", "e"),
    "area": ("A",),
    "centroid": ("ybar", "yc", "y"),
    "second_moment_strong": ("I", "Ix", "Ixx", "Iy", "Iz", "Izz"),
    "section_modulus_elastic": ("W", "S", "Wel", "Sx", "Wx", "Wy", "Z"),
    "section_modulus_plastic": ("Z", "Wpl", "Zx", "Zp"),
    "radius_of_gyration": ("r", "i", "k"),
    "torsion_constant": ("J", "It", "Ip"),
    "max_shear_in_plane": ("taumax", "τmax"),
    "von_mises": ("sigmavm", "sigmaeq", "sigmav", "sigmae", "σvm", "σv"),
    "critical_load": ("Pcr", "Pcrit", "Ncr", "Fcr", "PE", "Pe"),
    "critical_stress": ("sigmacr", "σcr"),
    "slenderness": ("lambda", "λ"),
    "effective_length_factor": ("K", "mu", "β"),
    "natural_frequency": ("f", "f1", "fn", "f0"),
    "max_abs_deflection": ("deltamax", "δmax", "vmax", "wmax", "ymax", "delta", "δ"),
    "max_abs_moment": ("Mmax",),
    "max_abs_shear": ("Vmax",),
    "envelope_moment": ("Mmax",),
    "envelope_shear": ("Vmax",),
    "shear_stress": ("taumax", "tau", "τmax", "τ"),
    "deflection_limit": ("deltaallow", "deltaallowed", "δallow", "deltalim"),
    "utilisation": (
        *("eta", "η", "deltamax/deltaallow", "deltamax/deltalim", "deltamax/deltaallowed"),
        *("delta/deltaallow", "delta/deltalim", "delta/deltaallowed"),
    ),
    "principal_angle": ("thetap", "θp", "theta", "phi"),
}
_AT_PLACE: dict[str, tuple[str, ...]] = {
    "reaction_force": ("V{p}", "R{p}", "{p}y", "R{p}y", "F{p}y", "V{p}y", "{p}v", "R{p}v", "{p}"),
    "reaction_horizontal": ("H{p}", "{p}x", "R{p}x", "F{p}x", "{p}h", "R{p}h"),
    "reaction_moment": ("M{p}", "M{p}z"),
    "displacement_x": ("u{p}", "delta{p}x", "u{p}x", "delta{p}h"),
    "displacement_y": ("v{p}", "delta{p}", "delta{p}y", "v{p}y", "delta{p}v", "w{p}"),
    "rotation": ("theta{p}", "phi{p}"),
    "influence_reaction": ("R{p}", "V{p}", "{p}y"),
    "influence_reaction_moment": ("M{p}",),
}
_BENDING = ["sigmamax", "σmax", "sigma", "σ", "sigmab", "σb", "sigmabmax", "sigmabending"]
_OF_MEMBER = ("N{m}", "F{m}", "S{m}", "T{m}", "P{m}", "{m}", "Q{m}", "C{m}")
_WORDS: dict[str, tuple[frozenset[str], ...]] = {
    kind: tuple(frozenset(group.split()) for group in groups)
    for kind, groups in {
        "axial_force": ("force member bar axial normal strut tie tension compression",),
        "reaction_force": ("reaction support",),
        "reaction_horizontal": ("reaction support thrust", "horizontal"),
        "reaction_moment": ("moment couple", "reaction fixed fixing support end wall"),
        "displacement_x": ("displacement deflection sway movement", "horizontal lateral sway"),
        "displacement_y": ("displacement deflection", "vertical downward"),
        "rotation": ("rotation slope",),
        "member_moment_at": ("moment",),
        "member_shear_at": ("shear",),
        "max_abs_moment": ("moment", "maximum max largest greatest"),
        "max_abs_shear": ("shear", "maximum max largest greatest"),
        "max_abs_deflection": ("deflection displacement sag", "maximum max largest greatest midspan tip"),
        "elongation": ("elongation extension stretch lengthening shortening",),
        "normal_stress": (
            "stress biegespannung",
            "normal axial bending flexural tensile compressive direct maximum minimum biegespannung",
        ),
        "shear_stress": ("stress schubspannung", "shear shearing schubspannung"),
        "twist": ("twist",),
        "area": ("area",),
        "centroid": ("centroid",),
        "second_moment_strong": ("moment", "second inertia"),
        "second_moment_weak": ("moment", "second inertia", "weak minor"),
        "section_modulus_elastic": ("modulus", "section elastic"),
        "section_modulus_plastic": ("modulus", "plastic"),
        "radius_of_gyration": ("radius", "gyration"),
        "torsion_constant": ("constant polar", "torsion inertia torsional"),
        "principal_stress": ("stress", "principal"),
        "max_shear_in_plane": ("shear", "maximum max largest"),
        "von_mises": ("mises",),
        "principal_angle": ("angle direction orientation", "principal"),
        "critical_load": ("load force knicklast", "critical buckling euler knicklast"),
        "critical_stress": ("stress", "critical buckling euler"),
        "slenderness": ("slenderness",),
        "effective_length_factor": ("factor coefficient", "effective length"),
        "natural_frequency": ("frequency",),
        "influence_reaction": ("reaction",),
        "influence_reaction_moment": ("moment", "fixing fixed support reaction"),
        "influence_moment": ("moment ordinate",),
        "influence_shear": ("shear",),
        "envelope_moment": ("moment",),
        "envelope_shear": ("shear",),
        "deflection_limit": ("allowable allowed permissible limit limiting",),
        "utilisation": ("ratio utilisation utilization",),
    }.items()
}
_SMALL = frozenset({"minimum", "min", "minor", "second", "smallest", "lower"})
_LARGE = frozenset({"maximum", "max", "major", "first", "largest", "upper"})
_PUSHED, _PULLED = frozenset({"compressive", "compression"}), frozenset({"tensile", "tension"})
_LIMITS = frozenset({"allowable", "allowed", "permissible", "limit", "limiting"})
_FOREIGN: dict[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "axial_force": "moment shear reaction stress displacement rotation",
        "reaction_force": "horizontal moment couple thrust displacement rotation",
        "reaction_horizontal": "vertical moment couple displacement",
        "displacement_x": "vertical",
        "displacement_y": "horizontal lateral",
        "normal_stress": "shear shearing principal critical",
        "second_moment_strong": "weak minor polar",
        "section_modulus_elastic": "plastic",
        "critical_load": "stress factor length",
        "deflection_limit": "stress stresses strength moment ratio utilisation utilization",
        "utilisation": "slenderness poisson aspect modular depth stress",
        "natural_frequency": "second third fourth angular circular",
    }.items()
}
"""Words that make a label speak of something else."""


@dataclass(frozen=True, slots=True)
class Names:
    """Resolves labels to the number of an asked quantity.

    ``places`` are those of the quantities in a question that asks for ``total``, other kinds of them included.
    """

    asked: tuple[Asked, ...]
    places: tuple[int, ...]
    total: int
    keys: dict[str, int] = field(default_factory=dict)
    symbols: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Sequence[Asked], places: Sequence[int] | None = None, total: int | None = None) -> "Names":
        """The names of what is asked. A symbol that would do for two of them names neither."""
        names = cls(
            tuple(asked),
            tuple(range(len(asked)) if places is None else places),
            len(asked) if total is None else total,
        )
        for number, one in enumerate(asked):
            for name in (one.key, *one.aliases):
                names.keys.setdefault(squashed(plain(name)), number)
            for symbol in _symbols_of(one):
                known = names.symbols.setdefault(squashed(plain(symbol)), number)
                if known != number:
                    names.symbols[squashed(plain(symbol))] = None
        return names

    def is_name(self, name: str, _ahead: str, _behind: str) -> bool:
        """Whether a word before an equals sign starts a statement: any name does."""
        return bool(name.strip())

    def number(self, label: str) -> int | None:
        """Which asked quantity the label, or the end of it, names."""
        text = label.strip()[-LONGEST:]
        words = text.split()
        last = words[-1] if words and not _IN_QUOTIENT.search(text) else ""
        for part in (text, last):
            name = squashed(part)
            if name in self.keys:
                return self.keys[name]
            # A letter at the end of words is the place that they speak of, and no symbol.
            if self.symbols.get(name) is not None and (part is text or part not in self._nodes):
                return self.symbols[name]
        return self._by_words(text)

    @property
    def _nodes(self) -> set[str]:
        places = {one.place for one in self.asked if one.place is not None}
        return places | {
            "".join(pair) for one in self.asked if one.member for pair in (one.member, one.member[::-1])
        }

    def _by_words(self, text: str) -> int | None:
        words = {word.lower() for word in _WORD.findall(text)}
        tokens = set(_TOKEN.findall(text))
        fits = [(self._score(one, words, tokens), number) for number, one in enumerate(self.asked)]
        best = max((score for score, _ in fits), default=0)
        named = [number for score, number in fits if score == best > 0]
        return named[0] if len(named) == 1 else None

    def _score(self, asked: Asked, words: set[str], tokens: set[str]) -> int:
        """How much of a label speaks of a quantity; 0 where something of it is missing."""
        if asked.kind not in ("deflection_limit", "utilisation") and words & _LIMITS:
            return 0
        groups = _WORDS[asked.kind]
        if words & _FOREIGN.get(asked.kind, frozenset()):
            return 0
        if not all(group & words for group in groups) and not (asked.member and _is_of(asked, tokens)):
            return 0
        if asked.member and not _is_of(asked, tokens):
            return 0
        if asked.place is not None and asked.place not in tokens:
            return 0
        said = sum(bool(group & words) for group in groups)
        return 1 + 2 * said + bool(asked.member) + (asked.place is not None) + _ranked(asked, words)


def squashed(text: str) -> str:
    """A name without what only sets it: spaces, underlines, braces."""
    return _SQUASHED.sub("", text)


def _symbols_of(asked: Asked) -> list[str]:
    found = list(_SYMBOLS.get(asked.kind, ()))
    if asked.kind == "principal_stress":
        found += [f"sigma{asked.wanted_rank}", f"σ{asked.wanted_rank}"]
        found += ["sigmamin", "σmin"] if asked.wanted_rank == 2 else ["sigmamax", "σmax"]
    if asked.kind == "normal_stress":
        found += ["sigmamin", "σmin"] if asked.wants_smallest else _BENDING
    if asked.member and asked.kind == "axial_force":
        pairs = ("".join(asked.member), "".join(reversed(asked.member)))
        found += [symbol.format(m=pair) for symbol in _OF_MEMBER for pair in pairs]
    if asked.place is not None:
        found += [symbol.format(p=asked.place) for symbol in _AT_PLACE.get(asked.kind, ())]
    return found


def _is_of(asked: Asked, tokens: set[str]) -> bool:
    """Whether a label speaks of the asked member: ``AB``, ``BA``, ``A-B``."""
    assert asked.member is not None
    first, second = asked.member
    return bool({first + second, second + first} & tokens) or {first, second} <= tokens


def _ranked(asked: Asked, words: set[str]) -> int:
    """A word for the larger or the smaller of two decides between them: of stresses that for their direction."""
    if asked.kind not in ("principal_stress", "normal_stress"):
        return 0
    small, large = bool(words & _SMALL), bool(words & _LARGE)
    if bool(words & _PUSHED) != bool(words & _PULLED):
        small, large = bool(words & _PUSHED), bool(words & _PULLED)
    if small == large:
        return 0
    wanted = asked.wants_smallest or (asked.kind == "principal_stress" and asked.wanted_rank == 2)
    return 2 if wanted == small else -2
