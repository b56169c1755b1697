"""What the server reads rows of a dataset, or their labels, as: the answer of ``/v1/labels/read``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steelyard.batching import encode
from steelyard.errors import TooLarge, Unreadable
from steelyard.fields import Fields

_MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What one row is judged by, or why it cannot be judged: then ``verifier`` is None and ``refused`` says why.

    ``layout`` names the layout that was recognised, ``source`` the column of the truth, ``fields`` the columns
    seen in a refused row. ``solution`` is a completion that ought to earn 1, where the row holds one.
    """

    kind: str | None
    layout: str | None
    source: str | None
    verifier: Mapping[str, object] | None
    tests: int | None
    dropped: tuple[str, ...]
    warnings: tuple[str, ...]
    solution: str | None
    refused: str | None
    fields: tuple[str, ...]


def read_readings(document: object, count: int) -> tuple[LabelReading, ...]:
    """The answer for so many rows. Raises Unreadable."""
    fields = Fields(document, "the answer")
    fields.needs("readings")
    readings = fields.each("readings", _reading)
    if len(readings) != count:
        raise Unreadable(f"the answer has {len(readings)} readings of {count} rows")
    return readings


def bodies_of(rows: Sequence[object], max_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Request bodies, each with how many rows it holds. Raises TooLarge for a row that fits in none."""
    held: list[bytes] = []
    size = 0
    for place, row in enumerate(rows):
        encoded = encode(row)
        if len(encoded) + 16 > max_bytes:
            raise TooLarge(f"row {place} is {len(encoded)} bytes long; a request holds {max_bytes}", place)
        if held and (len(held) == _MOST_ROWS or size + len(encoded) + 16 > max_bytes):
            yield len(held), _body(held)
            held, size = [], 0
        held.append(encoded)
        size += len(encoded) + 1
    if held:
        yield len(held), _body(held)


def _body(rows: Sequence[bytes]) -> bytes:
    return b'{"rows":[' + b",".join(rows) + b"]}"


def _reading(fields: Fields) -> LabelReading:
    refusal = fields.one_or_none("refused", lambda inner: (inner.text("reason"), inner.texts("fields")))
    verifier = fields.mapping("verifier")
    if refusal is None and not verifier:
        raise Unreadable("a reading has neither a verifier nor a refusal")
    return LabelReading(
        kind=fields.text_or_none("kind"),
        layout=fields.text_or_none("layout"),
        source=fields.text_or_none("source"),
        verifier=verifier or None,
        tests=fields.count_or_none("tests"),
        dropped=fields.texts("dropped"),
        warnings=fields.texts("warnings"),
        solution=fields.text_or_none("solution"),
        refused=refusal[0] if refusal else None,
        fields=refusal[1] if refusal else (),
    )
