"""What a server has: its verifiers and its reward schemes, with the JSON schemas of their parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.errors import Unreadable
from steelyard.fields import Fields


@dataclass(frozen=True, slots=True)
class VerifierInfo:
    """A verifier that groups can ask for by its kind."""

    kind: str
    version: str
    needs: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RewardInfo:
    """A reward scheme. ``needs`` says what it looks at: sample, group, logprobs or judge."""

    name: str
    needs: str
    description: str
    parameters: Mapping[str, object]


def read_verifiers(document: object) -> tuple[VerifierInfo, ...]:
    """The answer of ``/v1/verifiers``. Raises Unreadable."""
    return tuple(_verifier(fields) for fields in _each(document, "a verifier"))


def read_rewards(document: object) -> tuple[RewardInfo, ...]:
    """The answer of ``/v1/rewards``. Raises Unreadable."""
    return tuple(_reward(fields) for fields in _each(document, "a reward scheme"))


def _each(document: object, name: str) -> list[Fields]:
    if not isinstance(document, list):
        raise Unreadable(f"expected a list, got {type(document).__name__}")
    return [Fields(item, name) for item in document]


def _verifier(fields: Fields) -> VerifierInfo:
    return VerifierInfo(
        fields.text("kind"),
        fields.text_or_none("version") or "",
        fields.text_or_none("needs") or "",
        fields.text_or_none("description") or "",
        fields.mapping("parameters"),
    )


def _reward(fields: Fields) -> RewardInfo:
    return RewardInfo(
        fields.text("name"),
        fields.text_or_none("needs") or "",
        fields.text_or_none("description") or "",
        fields.mapping("parameters"),
    )
