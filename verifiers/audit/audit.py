"""The audit of a judged completion: its verdict with features of the text and flags for every sign found."""

from dataclasses import replace
from typing import Literal, get_args

from verifiers.audit.program import program_flags
from verifiers.audit.text import text_flags
from verifiers.reading.abstention import ends_in_abstention
from verifiers.text_features import TextFeatures, read_features
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

Sign = Literal[
    "tampering",
    "early_exit",
    "reads_tests",
    "introspection",
    "swallowed_errors",
    "network",
    "hard_coded",
    "answer_spray",
    "several_boxes",
    "injection",
    "repetition",
    "no_substance",
]
SIGNS: tuple[Sign, ...] = get_args(Sign)

VERSION = "4"
"""Changes whenever a flag or feature could: finished verdicts are cached under it."""


def audited(verdict: Verdict, verifier: Verifier, completion: str) -> Verdict:
    """The verdict with what the text, and for verifiers of programs the program, shows."""
    program = verifier.program_of(completion)
    signs = () if program is None else program_flags(program)
    return with_text(verdict, completion, signs)


UNREAD = "unread"
"""The flag of a completion that could not be read within its limits: its features are those of no text."""


def unread(verdict: Verdict) -> Verdict:
    """The verdict on a completion that nobody looks into again, because whoever did is gone."""
    return replace(verdict, features=TextFeatures(), flags=tuple(dict.fromkeys((*verdict.flags, UNREAD))))


def with_text(verdict: Verdict, completion: str, signs: tuple[str, ...] = ()) -> Verdict:
    """The same for the text alone."""
    features = read_features(completion)
    if ends_in_abstention(completion):
        features = replace(features, abstains=True)
    flags = dict.fromkeys((*verdict.flags, *signs, *text_flags(completion, features)))
    return replace(verdict, features=features, flags=tuple(flags))
