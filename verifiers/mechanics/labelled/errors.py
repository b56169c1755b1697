"""What is wrong with a structure: refused at submit, with a code of the wire contract."""

from typing import Literal

Code = Literal["bad_spec", "unstable", "out_of_range", "too_large"]


class StructureError(Exception):
    """A specification of no structure that can be solved; ``code`` is for programs, ``reason`` for people."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
