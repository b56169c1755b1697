"""What can go wrong on our side of the sandbox.

SandboxError
├── ChildLost             a child process could not be given its work
├── SlotLost              a sandbox broke in mid-job; the job can be tried in another one
├── IsolationUnavailable  this machine offers no isolation that we accept
└── LanguageUnavailable   the sandbox has no toolchain for a language
"""


class SandboxError(Exception):
    """The sandbox itself failed; the work that was in it has not been judged."""


class ChildLost(SandboxError):
    """A child process could not be given its work, through no fault of that work."""


class SlotLost(SandboxError):
    """A sandbox broke in mid-job, through no fault that we can name."""


class IsolationUnavailable(SandboxError):
    """Untrusted programs cannot be run safely here."""


class LanguageUnavailable(SandboxError):
    """The sandbox has no toolchain for this language."""
