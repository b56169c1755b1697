"""What can go wrong on our side of the sandbox.

SandboxError
└── ChildLost   a child process could not be given its work
"""


class SandboxError(Exception):
    """The sandbox itself failed; the work that was in it has not been judged."""


class ChildLost(SandboxError):
    """A child process could not be given its work, through no fault of that work."""
