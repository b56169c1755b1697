"""Refuses a verifier at submit that asks a model which the settings do not name."""

from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import AnyRequest
from services.judges.endpoints import Endpoints
from verifiers.judge.verifier import AskingVerifier, JudgeVerifier


def ensure_judges(request: AnyRequest, judges: Endpoints) -> None:
    """Raises a 422 problem that names each group at fault."""
    faults = []
    for number, group in enumerate(request.groups):
        if isinstance(group.verifier, AskingVerifier):
            chats = isinstance(group.verifier, JudgeVerifier)
            fault = judges.fault(group.verifier.judge, chats=chats)
            faults += [FieldError(["groups", number, "verifier", "judge"], fault)] if fault else []
    if faults:
        raise Problem(422, "A verifier asks a model that this server does not have.", faults)
