"""Writes the table of units that verifiers read, ``python -m benchmarks.math_unit_table``, out of pint's.

The table is data, so that judging neither imports pint nor parses its definitions.
"""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pint

TABLE = Path("verifiers/units/table.py")
_DIMENSIONS = ("[length]", "[mass]", "[time]", "[current]", "[temperature]", "[substance]", "[luminosity]")
_PREFIXED = """
meter:m metre gram:g second:s ampere:A kelvin:K mole:mol liter:L,l litre joule:J watt:W newton:N pascal:Pa volt:V
ohm:Ω
hertz:Hz coulomb:C farad:F henry:H tesla:T weber:Wb electron_volt:eV calorie:cal becquerel:Bq gray:Gy sievert:Sv
parsec:pc bar:bar watt_hour:Wh siemens:S gauss:G
"""
_PREFIXES = [
    "pico:p",
    "nano:n",
    "micro:μ,µ",
    "milli:m",
    "centi:c",
    "deci:d",
    "hecto:h",
    "kilo:k",
    "mega:M",
    "giga:G",
    "tera:T",
]
_PLAIN = """
tonne:t kilotonne megatonne gigatonne
inch:in foot:ft,feet yard:yd mile:mi acre hectare:ha minute:min hour:h,hr day week fortnight month year:yr decade
century pound:lb,lbs ounce:oz ton stone gallon:gal quart:qt pint:pt cup:cups tablespoon:tbsp teaspoon:tsp
fluid_ounce:floz pound_force:lbf atmosphere:atm mmHg torr psi horsepower:hp knot:kn dyne:dyn erg angstrom:Å
light_year:ly astronomical_unit:au,AU british_thermal_unit:Btu,BTU dalton:Da,u kip slug rpm:rpm
nautical_mile:nmi
mile_per_hour:mph kilometer_per_hour:kph,kmh candela:cd lumen:lm lux:lx poise carat furlong fathom rod chain
poundal
"""
_IRREGULAR = {
    "foot": "feet",
    "inch": "inches",
    "century": "centuries",
    "hertz": "hertz",
    "henry": "henries",
    "lux": "lux",
    "siemens": "siemens",
    "gauss": "gauss",
}
_NAMES_OF_PINT = {
    "tonne": "metric_ton",
    "kilotonne": "kilometric_ton",
    "megatonne": "megametric_ton",
    "gigatonne": "gigametric_ton",
    "decade": "decayear",
    "rpm": "rpm",
}
_IN_SI = {"gauss": (Fraction(1, 10_000), "tesla")}
"""What pint has in units of another system only."""


def rows() -> dict[str, tuple[Fraction, tuple[int, ...]]]:
    """For each spelling its factor to the SI and its dimensions."""
    registry: Any = pint.UnitRegistry(non_int_type=Fraction)
    found: dict[str, tuple[Fraction, tuple[int, ...]]] = {}
    for entry in _PREFIXED.split():
        _add(registry, found, entry, prefixed=True)
    for entry in _PLAIN.split():
        _add(registry, found, entry, prefixed=False)
    return found


def _add(registry: Any, found: dict[str, Any], entry: str, *, prefixed: bool) -> None:
    long, _, symbols = entry.partition(":")
    names = [long, _plural(long)]
    names = [spelled.replace("_", " ") for spelled in names]
    shorts = [symbol for symbol in symbols.split(",") if symbol and symbol != "_"]
    pint_name = _NAMES_OF_PINT.get(long, long)
    _enter(registry, found, pint_name, names + shorts)
    for prefix in _PREFIXES if prefixed else ():
        spelled, _, marks = prefix.partition(":")
        both = [spelled + one for one in names] + [mark + short for mark in marks.split(",") for short in shorts]
        _enter(registry, found, spelled + pint_name, both)


def _enter(registry: Any, found: dict[str, Any], pint_name: str, names: list[str]) -> None:
    try:
        factor, name = _in_si(pint_name)
        quantity = registry.Quantity(factor, name).to_base_units()
    except pint.errors.UndefinedUnitError:
        return
    dimensions = quantity.dimensionality
    vector = tuple(int(dimensions.get(one, 0)) for one in _DIMENSIONS)
    for one in names:
        found.setdefault(one, (Fraction(quantity.magnitude), vector))


def _in_si(pint_name: str) -> tuple[Fraction, str]:
    """The size of a unit and the one of the SI that it is stated in, with the prefix that it has."""
    for other, (factor, name) in _IN_SI.items():
        if pint_name.endswith(other):
            return factor, pint_name.removesuffix(other) + name
    return Fraction(1), pint_name


def _plural(long: str) -> str:
    return _IRREGULAR.get(long, long + "s")


def _written(factor: Fraction) -> Fraction:
    """The factor exactly if it is short, else to 30 digits: a parsec has pi in it, a dalton is measured."""
    if max(factor.numerator, factor.denominator) < 10**45:
        return factor
    scale = Fraction(10) ** (30 - math.floor(math.log10(factor)))
    return Fraction(round(factor * scale)) / scale


def main() -> None:
    """Write the table."""
    lines = [
        '"""Units: spelling, factor to base units, exponents of m kg s A K mol cd. Generated out of pint."""',
        "",
        'TABLE = """',
    ]
    for spelled, (factor, vector) in sorted(rows().items()):
        if not any(vector):
            continue
        lines.append(f"{spelled}\t{_written(factor)}\t{' '.join(map(str, vector))}")
    TABLE.write_text("\n".join([*lines, '"""', ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
