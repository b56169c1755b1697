import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.verifiers.beams import point, read, simply_supported
from verifiers.beam.beam import bind
from verifiers.beam.errors import SpecError
from verifiers.beam.solver import solve


def code_of(spec: dict[str, Any], *, exact: bool = False) -> str:
    """The code that a specification is refused with, or ``ok``."""
    try:
        solve(bind(read(spec), exact=exact))
    except ValidationError as refused:
        return str(refused.errors()[0]["type"])
    except SpecError as refused:
        return refused.code
    return "ok"


@pytest.mark.shared
@pytest.mark.parametrize("exact", [False, True])
def test_invalid_beams_are_refused_with_their_code(shared: Path, exact: bool) -> None:
    rows = [json.loads(line) for line in (shared / "data/beam/invalid.jsonl").read_text().splitlines()]
    for row in rows:
        spec = row["spec"]
        if "__generate__" in spec:
            spec = {**spec["base"], "loads": [point(6 * n / 100_000, -1) for n in range(100_000)]}
        assert code_of(spec, exact=exact) == row["expected_code"], row["note"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"length": "1e3000"}, "bad_spec"),
        ({"length": "1e999999999"}, "bad_spec"),
        ({"loads": [point(2, 1e308), point(3, 1e308), point(4, 1e308)]}, "bad_spec"),
        ({"length": "L"}, "bad_spec"),
        ({"length": "2**(2**9)"}, "bad_spec"),
        ({"length": None}, "bad_spec"),
        ({"loads": [point(float("nan"), -1)]}, "bad_spec"),
        ({"loads": [{"type": "point", "x": 1, "Fy": -1, "colour": "red"}]}, "bad_spec"),
        ({"hinges": [3, 3]}, "bad_spec"),
        ({"hinges": [0]}, "bad_spec"),
        ({"hinges": [3.0] * 300}, "too_large"),
        ({"E": 0}, "bad_spec"),
        ({"supports": [{"id": "A", "type": "spring", "x": 0}]}, "bad_spec"),
        ({"supports": [{"id": "A", "type": "pin", "x": 0, "ky": 4}]}, "bad_spec"),
        ({"loads": [{"type": "thermal", "x1": 5, "x2": 2, "kappa": 1}]}, "bad_spec"),
        ({"loads": [{"type": "moment", "x": 6.5, "M": 1}]}, "out_of_range"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, Any], code: str) -> None:
    assert code_of({**simply_supported(6, point(2, -9)), **change}) == code


def test_numbers_may_be_expressions_in_the_symbols() -> None:
    spec = {
        **simply_supported(1, {"type": "point", "x": "L/3", "Fy": "-2*P"}),
        "length": "L",
        "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": "L"}],
    }
    solution = solve(bind(read(spec), {"L": 3.0, "P": 6.0}))
    assert solution.reactions["A"].vertical == pytest.approx(8)
