"""What a deflection may be: a share of the span, or a length."""

from typing import Annotated

from pydantic import Field

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.fields import Positive

Limit = Positive | Annotated[str, Field(pattern=r"^\d{0,2}L/\d{1,5}$", max_length=12)]
"""``L/360``, ``2L/360``, or a length."""


def allowed_deflection(limit: str | float, span: float) -> float:
    """The limit as a length in the unit of the span. Raises StructureError."""
    if not isinstance(limit, str):
        return float(limit)
    multiple, _, share = limit.partition("L/")
    if not int(share):
        raise StructureError("bad_spec", "a limit of L/0 allows everything")
    return float(multiple or 1) * span / int(share)
