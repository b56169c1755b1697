import pint
import pytest

from verifiers.mechanics.units import read_unit, unit_of

_REGISTRY: pint.UnitRegistry[float] = pint.UnitRegistry()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("kN", "kilonewton"),
        ("MN", "meganewton"),
        ("lb", "force_pound"),
        ("lbf", "force_pound"),
        ("kip", "kip"),
        ("k", "kip"),
        ("kN·m".replace("·", "*"), "kilonewton*meter"),
        ("kN-m", "kilonewton*meter"),
        ("kNm", "kilonewton*meter"),
        ("kN m", "kilonewton*meter"),
        ("N*mm", "newton*millimeter"),
        ("kip-ft", "kip*foot"),
        ("k-ft", "kip*foot"),
        ("ft-lb", "foot*force_pound"),
        ("lb-in", "force_pound*inch"),
        ("ft-kip", "foot*kip"),
        ("mm", "millimeter"),
        ("in", "inch"),
        ("ft", "foot"),
        ("mrad", "milliradian"),
        ("deg", "degree"),
        ("kN/m", "kilonewton/meter"),
        ("GPa", "gigapascal"),
        ("ksi", "ksi"),
    ],
)
def test_units_are_as_large_as_pint_says(ours: str, theirs: str) -> None:
    found = read_unit(ours)
    assert found is not None
    unit, end = found
    quantity = _REGISTRY.Quantity(1.0, theirs)
    base = f"newton**{unit.force} * meter**{unit.length}" if not unit.angle else "radian"
    assert quantity.to(base).magnitude == pytest.approx(unit.factor, rel=1e-9)
    assert end == len(ours)


@pytest.mark.parametrize("text", ["tonnes", "kN*s", "kN^2", "kg", "", "percent", "knots", "m^4 and"])
def test_what_is_no_unit_of_a_beam_is_not_read(text: str) -> None:
    assert read_unit(text) is None


def test_a_preposition_is_no_inch() -> None:
    found = read_unit("kN in the upward direction")
    assert found is not None
    assert (found[0].force, found[0].length) == (1, 0)


def test_units_of_a_specification_may_be_stiffnesses() -> None:
    stress, inertia = unit_of("kN/m^2"), unit_of("m^4")
    assert stress is not None
    assert inertia is not None
    assert (stress.factor, stress.dimension) == (1e3, (1, -2, False))
    assert inertia.dimension == (0, 4, False)
