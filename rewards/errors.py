"""What the reward layer may refuse.

RewardError
└── UnusableReward   the reward that was asked for does not exist or its parameters are wrong
"""


class RewardError(Exception):
    """A reward cannot be computed as asked."""


class UnusableReward(RewardError):
    """No such reward scheme, or wrong parameters; ``path`` leads to the part at fault."""

    def __init__(self, path: tuple[str | int, ...], reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason
