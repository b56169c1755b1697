"""Units as they are written: primes of angles and lengths, prefixes, symbols without a space, rates."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.read.glued import apart, factors_of
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, answer: str) -> bool:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    return verifier.verify("\\boxed{" + answer + "}", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("72^\\circ", "4320'", "72'"),
        ("72^\\circ", "72", "72''"),
        ("72\\text{ degrees}", "72^\\circ", "72'"),
        ("12'", "0.2^\\circ", "12^\\circ"),
        ("12'", "0.2^\\circ=12'", "0.3^\\circ=12'"),
        ("12'", "12\\text{ ft}", "12\\text{ in}"),
        ("41^\\circ 6^\\prime", "41.1^\\circ", "41.6^\\circ"),
        ("41^{\\circ}6^{\\prime}18^{\\prime\\prime}", "41^\\circ6'18''", "41^\\circ6'19''"),
        ("(15^\\circ, 75^\\circ)", "(15, 75)", "(15', 75')"),
        ("\\angle B=15^\\circ", "15^\\circ", "15'"),
        ("15^\\circ", "\\frac{\\pi}{12}", "15\\text{ kg}"),
        ("15^\\circ", "15^\\circ C", "15\\text{ seconds}"),
        ("15^\\circ", "\\frac{\\pi}{12}\\text{ rad}", "15\\text{ radians}"),
        ("2\\text{ rad}", "2", "2^\\circ"),
        ("4\\text{ rad/s}", "4\\text{ rads}^{-1}", "4\\text{ m/s}"),
        ("0.25^\\circ", "15\\text{ arcminutes}", "15\\text{ arcsec}"),
        ("3y'", "3y^{\\prime}", "3y"),
        ("g'(u)=u", "g'(u)=u", "g(u)=u"),
        ("7.5\\,\\mu\\text{m}", "7.5 \\mu m", "7.5\\text{ m}"),
        ("7.5\\times10^{-6}\\text{ m}", "7.5 µm", "7.5\\text{ mm}"),
        ("6800\\ \\Omega", "6.8 kΩ", "6.8 MΩ"),
        ("6.8\\,\\text{k}\\Omega", "6.8\\,\\mathrm{k\\Omega}", "6.8\\,\\text{k}"),
        ("9.8\\text{ ms}^{-2}", "9.8\\text{ m/s}^2", "8.9\\text{ m/s}^2"),
        ("4\\text{ m/s}", "4\\text{ ms}^{-1}", "4\\text{ ms}"),
        ("4\\text{ s}", "4000\\text{ ms}", "4\\text{ ms}"),
        ("6\\text{ N}", "6\\text{ kgms}^{-2}", "6\\text{ kgms}^{-1}"),
        ("800\\text{ kg/m}^3", "800\\text{ kgm}^{-3}", "800\\text{ kgm}^{-2}"),
        ("6\\text{ J}", "6\\text{ Nm}", "7\\text{ Nm}"),
        ("2500\\text{ g}", "2.5\\text{ kg}=2500\\text{ g}", "2.5\\text{ kg}=250\\text{ g}"),
        ("40 @ \\$12", "40\\text{ at }\\$12", "12\\text{ at }\\$40"),
        ("40\\text{ pens at }\\$1.50", "40 @ 150\\text{ cents}", "\\$60"),
        (
            "\\$700 @ 3\\%, \\$80 @ 4\\%",
            "\\$80\\text{ at }4\\%, \\$700\\text{ at }3\\%",
            "\\$80 @ 3\\%, \\$700 @ 4\\%",
        ),
        ("u\\text{ at }v", "u @ v", "uv"),
        ("\\frac27", "2\\text{ thousand out of }7\\text{ thousand}", "2\\text{ thousand out of }7"),
    ],
)
def test_the_unit_counts_however_it_is_written(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\binom mr", "C(m,r)", "C(r,m)"),
        ("C(m,r)", "\\binom mr", "\\binom m{r+1}"),
        ("\\binom mr", "C^r_m", "C^m_r"),
        ("\\binom mr", "^mC_r", "^rC_m"),
        ("\\frac{m!}{(m-r)!}", "P(m,r)", "P(r,m)"),
        ("\\frac{m(m-1)}2", "C(m,2)", "C(m,3)"),
        ("C(u,v)=u+v", "u+v", "u-v"),
        ("C(2,5)", "(2,5)", "(5,2)"),
    ],
)
def test_choosing_is_read_where_the_other_side_counts(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


def test_letters_are_units_side_by_side_before_a_negative_power_only() -> None:
    assert factors_of("Jmol", negative=True) == ("J", "mol")
    assert factors_of("kgm", negative=False) == ("kgm",)
    assert factors_of("ms", negative=True) == ("ms",)
    assert factors_of("apples", negative=True) == ("apples",)
    assert apart("kg^1 ms^-2") == "kg^1 m^1 s^-2"
    assert apart("ms^2") == "ms^2"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\$5\\text{ per hour}", "\\$5/h", "\\$5\\text{ per day}"),
        ("\\$5/\\text{hr}", "5\\text{ dollars per hour}", "\\$6\\text{ per hour}"),
        ("\\$120\\text{ per day}", "\\$5/\\text{h}", "\\$120/\\text{h}"),
        ("\\$0.25\\text{ per ounce}", "25\\text{ cents per ounce}", "25\\text{ dollars per ounce}"),
        ("\\$3\\text{ per pound}", "\\$3", "\\$3\\text{ per gram}"),
        ("12\\text{ ft/s}", "12\\text{ ft per sec}", "12\\text{ ft per min}"),
        ("3.2\\mu m", "3.2\\times10^{-6} m", "3.2\\times10^{-3} m"),
        ("3.2\\times10^{-6} m", "3.2\\,\\mu m", "3.2\\,\\mu g"),
    ],
)
def test_prices_and_millionths_are_read_however_they_are_written(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)
