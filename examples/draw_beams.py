"""Draws the pictures of docs/beam.md: ``python -m examples.draw_beams``."""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from verifiers.beam.plotting import draw
from verifiers.beam.spec import BeamSpec, CodedSpec

PICTURES = Path(__file__).parent.parent / "docs/pictures"
_READ: TypeAdapter[BeamSpec] = TypeAdapter(CodedSpec)

BEAMS: dict[str, dict[str, Any]] = {
    "beam-overhang": {
        "units": {"force": "kN", "length": "m"},
        "length": 8,
        "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 6}],
        "loads": [
            {"type": "dist", "x1": 0, "x2": 4, "w1": -3, "w2": -3},
            {"type": "point", "x": 8, "Fy": -5},
        ],
    },
    "beam-propped": {
        "units": {"force": "kN", "length": "m"},
        "length": 6,
        "E": 200000000,
        "I": "1/12500",
        "supports": [{"id": "A", "type": "fixed", "x": 0}, {"id": "B", "type": "roller", "x": 6}],
        "loads": [{"type": "point", "x": 4, "Fy": -18}, {"type": "dist", "x1": 0, "x2": 6, "w1": -2, "w2": 0}],
    },
}


def main() -> None:
    """Write one SVG for each beam."""
    for name, spec in BEAMS.items():
        (PICTURES / f"{name}.svg").write_bytes(draw(_READ.validate_python(spec), "svg"))


if __name__ == "__main__":
    main()
