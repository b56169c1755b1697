"""What is wrong with a beam or an expression.

Exception
├── SpecError          the beam cannot be solved; ``code`` says which way
└── Unparsable         text is no expression of the allowed grammar
"""

from typing import Literal

SpecCode = Literal["bad_spec", "out_of_range", "unstable", "axial_indeterminate", "too_large"]


class SpecError(Exception):
    """A beam that cannot be solved, with the code of the wire contract."""

    def __init__(self, code: SpecCode, reason: str) -> None:
        super().__init__(code, reason)
        self.code: SpecCode = code
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class Unparsable(Exception):
    """Text that is no expression, or one too deep or too large to be worth evaluating."""
