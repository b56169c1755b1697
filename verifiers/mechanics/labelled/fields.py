"""Field types that every specification of a structure shares."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A part of a specification: strict types, no unknown fields, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Positive = Annotated[float, Field(allow_inf_nan=False, gt=0, le=1e18)]
NotNegative = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1e18)]
Name = Annotated[str, Field(min_length=1, max_length=40)]
Unit = Annotated[str, Field(min_length=1, max_length=20)]
