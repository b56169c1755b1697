"""What a verifier may refuse.

VerifierError
└── UnusableSpec   the verifier cannot judge anything against this specification
"""


class VerifierError(Exception):
    """A verifier cannot do what it was asked."""


class UnusableSpec(VerifierError):
    """The caller's specification cannot be judged against; ``field`` names the part at fault."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason
