"""What may be asked of a structure, as it arrives, and what each kind of quantity measures."""

from typing import Annotated, Literal

from pydantic import Field

from verifiers.mechanics.labelled.fields import Finite, Name, Strict, Unit

Dimension = tuple[int, int, int, int]
"""Powers of N, m, kg and Hz."""

Sign = Literal[
    "tension", "compression", "up", "down", "right", "left", "ccw", "cw", "longer", "shorter", "sag", "hog", "abs"
]
Kind = Literal[
    "axial_force",
    "reaction_force",
    "reaction_horizontal",
    "reaction_moment",
    "displacement_x",
    "displacement_y",
    "rotation",
    "member_moment_at",
    "member_shear_at",
    "max_abs_moment",
    "max_abs_shear",
    "max_abs_deflection",
    "elongation",
    "normal_stress",
    "shear_stress",
    "twist",
    "area",
    "centroid",
    "second_moment_strong",
    "second_moment_weak",
    "section_modulus_elastic",
    "section_modulus_plastic",
    "radius_of_gyration",
    "torsion_constant",
    "principal_stress",
    "max_shear_in_plane",
    "absolute_max_shear",
    "von_mises",
    "principal_angle",
    "critical_load",
    "critical_stress",
    "slenderness",
    "effective_length_factor",
    "natural_frequency",
    "influence_reaction",
    "influence_reaction_moment",
    "influence_moment",
    "influence_shear",
    "envelope_moment",
    "envelope_shear",
    "deflection_limit",
    "utilisation",
]

_FORCE, _MOMENT, _LENGTH, _STRESS = (1, 0, 0, 0), (1, 1, 0, 0), (0, 1, 0, 0), (1, -2, 0, 0)
_NUMBER, _RATE = (0, 0, 0, 0), (0, 0, 0, 1)
DIMENSIONS: dict[str, Dimension] = {
    **dict.fromkeys(("axial_force", "reaction_force", "reaction_horizontal", "member_shear_at"), _FORCE),
    **dict.fromkeys(("max_abs_shear", "critical_load", "envelope_shear"), _FORCE),
    **dict.fromkeys(("reaction_moment", "member_moment_at", "max_abs_moment", "envelope_moment"), _MOMENT),
    **dict.fromkeys(("displacement_x", "displacement_y", "max_abs_deflection", "elongation"), _LENGTH),
    **dict.fromkeys(("centroid", "radius_of_gyration", "deflection_limit"), _LENGTH),
    **dict.fromkeys(("influence_moment", "influence_reaction_moment"), _LENGTH),
    **dict.fromkeys(("normal_stress", "shear_stress", "principal_stress", "max_shear_in_plane"), _STRESS),
    **dict.fromkeys(("absolute_max_shear", "von_mises", "critical_stress"), _STRESS),
    **dict.fromkeys(("rotation", "twist", "principal_angle"), _NUMBER),
    **dict.fromkeys(("slenderness", "effective_length_factor", "utilisation"), _NUMBER),
    **dict.fromkeys(("influence_reaction", "influence_shear"), _NUMBER),
    "area": (0, 2, 0, 0),
    **dict.fromkeys(("section_modulus_elastic", "section_modulus_plastic"), (0, 3, 0, 0)),
    **dict.fromkeys(("second_moment_strong", "second_moment_weak", "torsion_constant"), (0, 4, 0, 0)),
    "natural_frequency": _RATE,
}
ANGLES = frozenset({"rotation", "twist", "principal_angle"})
_SIZES = frozenset(
    {
        "max_abs_moment",
        "max_abs_shear",
        "max_abs_deflection",
        "shear_stress",
        "max_shear_in_plane",
        "absolute_max_shear",
        "envelope_moment",
        "envelope_shear",
        "twist",
    }
)
"""Kinds that mean the largest size, whatever its sign, unless a sign is asked for."""


class Asked(Strict):
    """One quantity asked for.

    ``unit`` is assumed of an answer without one. ``sign`` is the direction that counts as positive, ``abs`` where
    only the size counts; axial forces and stresses are positive in tension without it. ``member`` names a member
    by its two nodes, ``x`` is a place along it, or along the beam, from the end named first; ``node`` or ``at``
    names a node or a support; ``extreme`` picks the largest or the smallest of several values (a key that ends in
    ``_min`` asks for the smallest); ``rank`` the first or second principal stress (a key that ends in 2 asks for
    the second); ``mode`` which natural frequency.
    """

    key: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind
    unit: Unit | None = None
    sign: Sign | None = None
    weight: float = Field(1.0, ge=0, le=1e6, allow_inf_nan=False)
    member: Annotated[tuple[Name, Name], Field(strict=False)] | None = None
    node: Name | None = None
    at: Name | None = None
    x: Finite | None = None
    extreme: Literal["max", "min", "abs"] | None = None
    rank: Literal[1, 2] | None = None
    mode: int = Field(1, ge=1, le=20)
    aliases: Annotated[tuple[str, ...], Field(strict=False, max_length=20)] = ()

    @property
    def dimension(self) -> Dimension:
        """Powers of N, m, kg and Hz."""
        return DIMENSIONS[self.kind]

    @property
    def angle(self) -> bool:
        """Whether it is an angle, in radians where no unit is said."""
        return self.kind in ANGLES

    @property
    def turned(self) -> int:
        """-1 where the direction that counts as positive is the opposite of the solver's."""
        return -1 if self.sign in ("compression", "down", "left", "cw", "shorter", "hog") else 1

    @property
    def unsigned(self) -> bool:
        """Only the size counts."""
        return self.sign == "abs" or (self.sign is None and self.kind in _SIZES)

    @property
    def place(self) -> str | None:
        """The node or support that it is asked of."""
        return self.node if self.node is not None else self.at

    @property
    def wants_smallest(self) -> bool:
        """Of several values the smallest is asked for."""
        return self.extreme == "min" or (self.extreme is None and self.key.lower().endswith("min"))

    @property
    def wanted_rank(self) -> int:
        """Which principal stress."""
        return self.rank or (2 if self.key.endswith("2") else 1)
