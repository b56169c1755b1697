"""What units are: factors and dimensions out of a static table, by the keys that readers of text make."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifiers.units.table import TABLE

_BASES = 7
_MONEY = """
USD 1 dollar dollars usd USD $ bucks
USD 1/100 cent cents ¢ penny pennies
USD 1/10 dime dimes
USD 1/20 nickel nickels
EUR 1 euro euros EUR €
GBP 1 GBP £
JPY 1 yen JPY ¥
CNY 1 yuan RMB CNY renminbi
INR 1 rupee rupees Rs rs INR ₹
KRW 1 KRW
RUB 1 ruble rubles roubles RUB ₽
CHF 1 CHF
MXN 1 peso pesos
bit 1 bit bits
bit 8 byte bytes
bit 8000 kB KB
bit 8000000 MB
bit 8000000000 GB
"""
CURRENCIES = frozenset("$£€¥₹₽")
"""Signs of money, which stand in front of their value or behind it."""
_TEMPERATURES = {"degC": (Fraction(1), Fraction(27315, 100)), "degF": (Fraction(5, 9), Fraction(45967, 180))}
_SHORT = {
    "sec": "s",
    "secs": "s",
    "mins": "min",
    "hrs": "h",
    "yrs": "yr",
    "wks": "week",
    "ins": "in",
    "kgs": "kg",
    "mile": "mile",
    "mi": "mile",
    "kmph": "kph",
    "L": "l",
    "KM": "km",
    "Km": "km",
    "Kg": "kg",
    "lbs": "lb",
    "sqft": "ft^2",
    "yds": "yd",
    "cc": "ml",
    "mL": "ml",
    "ohms": "ohm",
    "Ω": "ohm",
    "Omega": "ohm",
    "amp": "A",
    "amps": "A",
    "metric ton": "tonne",
    "metric tons": "tonne",
    "metric_ton": "tonne",
    "metric_tons": "tonne",
}
_NO_UNITS = frozenset(
    {"u", "Da", "G", "chain", "chains", "stone", "stones", "cup", "cups", "fathom", "rod", "rods"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A factor to the base units, exponents of the seven bases and of currencies, and an offset in kelvins."""

    factor: Fraction = Fraction(1)
    dimensions: tuple[int, ...] = (0,) * _BASES
    others: tuple[tuple[str, int], ...] = ()
    offset: Fraction = Fraction(0)

    def compatible(self, other: "Unit") -> bool:
        """Whether both measure the same."""
        return self.dimensions == other.dimensions and self.others == other.others

    def times(self, other: "Unit", power: int = 1) -> "Unit":
        """The product with a power of another unit."""
        others = dict(self.others)
        for key, exponent in other.others:
            others[key] = others.get(key, 0) + power * exponent
        return Unit(
            self.factor * other.factor**power,
            tuple(one + power * two for one, two in zip(self.dimensions, other.dimensions, strict=True)),
            tuple(sorted((key, exponent) for key, exponent in others.items() if exponent)),
        )

    @property
    def bare(self) -> bool:
        """Whether it is no unit at all."""
        return not any(self.dimensions) and not self.others


NONE = Unit()


@lru_cache(maxsize=1)
def _table() -> dict[str, Unit]:
    found = {}
    for line in TABLE.strip().splitlines():
        spelled, factor, exponents = line.split("\t")
        if spelled not in _NO_UNITS:
            found[spelled] = Unit(Fraction(factor), tuple(map(int, exponents.split())))
    for line in _MONEY.strip().splitlines():
        kind, factor, *spellings = line.split()
        for spelled in spellings:
            found[spelled] = Unit(Fraction(factor), others=((kind, 1),))
    for spelled, same in _SHORT.items():
        if same in found:
            found.setdefault(spelled, found[same])
    for spelled, (degree, offset) in _TEMPERATURES.items():
        found[spelled] = Unit(degree, found["K"].dimensions, offset=offset)
    return found


def is_unit(spelled: str) -> bool:
    """Whether the table has this spelling."""
    return spelled in _table() or (len(spelled) > 3 and spelled.lower() in _table())


@lru_cache(maxsize=512)
def unit_of(key: str) -> Unit:
    """The unit of a key such as ``km^1 h^-1``."""
    unit = NONE
    factors = key.split(" ")
    for factor in factors:
        spelled, _, power = factor.partition("^")
        spelled = spelled.replace("_", " ")
        one = _table().get(spelled) or _table().get(spelled.lower(), NONE)
        if len(factors) == 1 and one.offset and power in ("", "1"):
            return one
        unit = unit.times(one, int(power or 1))
    return unit
