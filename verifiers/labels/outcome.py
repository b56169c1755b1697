"""What comes of reading a label: a verifier's specification with an account of it, or a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label was understood as.

    ``layout`` names the recogniser that took it, ``source`` the column it stood in (dotted, empty for a label by
    itself). ``dropped`` names what was in it and is not used, ``warnings`` what the owner should know.
    ``solution`` is a completion that ought to earn 1, where the row holds one.
    """

    layout: str
    verifier: Mapping[str, Any]
    source: str = ""
    dropped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    solution: str | None = None

    @property
    def kind(self) -> str:
        """The verifier's kind."""
        return str(self.verifier["kind"])

    @property
    def tests(self) -> int | None:
        """How many tests a ``code`` verifier has."""
        return len(self.verifier["tests"]) if self.kind == "code" and "tests" in self.verifier else None


def reading_of(
    kind: str, fields: Mapping[str, Any], source: str, solution: str | None = None, warnings: tuple[str, ...] = ()
) -> Reading:
    """A reading of the layout that has its kind's name."""
    return Reading(kind, {"kind": kind, **fields}, source, (), warnings, solution)


class Refused(ValueError):
    """A label that nothing can be judged by. ``reason`` says why, ``fields`` which fields were seen."""

    def __init__(self, reason: str, fields: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = tuple(fields)

    def __str__(self) -> str:
        return f"{self.reason} (fields seen: {', '.join(self.fields)})" if self.fields else self.reason
