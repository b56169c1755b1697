"""The labelled rows that the math benchmarks measure on. They lie beside the repository."""

import json
from dataclasses import dataclass
from pathlib import Path

DEV = Path(__file__).parent.parent / "../shared/data/math/dev.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """A completion, its ground truth, and whether it is right."""

    gold: str
    completion: str
    right: bool
    natural: bool
    adversarial: bool


def read_rows(path: Path) -> list[Row]:
    """All rows of a file."""
    with path.open(encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines]


def _row(fields: dict[str, object]) -> Row:
    return Row(
        str(fields["gold"]),
        str(fields["prediction"]),
        bool(fields["label"]),
        fields["label_source"] != "constructed",
        fields["source"] == "adversarial",
    )
