"""What a completion claims: which asked quantity is said to be what, and how prominently."""

from typing import NamedTuple


class Statement(NamedTuple):
    """A text that is said to be the value of an asked quantity. ``label`` is what stood before it."""

    number: int
    value: str
    boxed: bool
    label: str = ""
    hedged: bool = False
    weak: bool = False
    sentence: int = -1


class Bare(NamedTuple):
    """A value without a label. ``run`` numbers the list that it stands in."""

    value: str
    boxed: bool
    run: int


class Reading(NamedTuple):
    """Everything claimed, in the order of the text."""

    statements: list[Statement]
    bare: list[Bare]
