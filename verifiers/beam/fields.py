"""The fields along a beam, and the two sides of a place where they may jump."""

from typing import Literal

Field = Literal["shear", "moment", "slope", "deflection"]
Side = Literal["left", "right"]
