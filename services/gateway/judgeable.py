"""Refuses a verifier at submit that asks what no model of the settings can answer."""

from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import AnyRequest
from services.judges.endpoints import Endpoints
from verifiers.judge.comparing import MOST_COMPARED
from verifiers.judge.verifier import AskingVerifier, JudgeVerifier


def ensure_judges(request: AnyRequest, judges: Endpoints) -> None:
    """Raises a 422 problem that names each group at fault."""
    faults = []
    for number, group in enumerate(request.groups):
        if isinstance(group.verifier, AskingVerifier):
            chats = isinstance(group.verifier, JudgeVerifier)
            fault = judges.fault(group.verifier.judge, chats=chats)
            faults += [FieldError(["groups", number, "verifier", "judge"], fault)] if fault else []
            if group.verifier.compares and len(group.completions) > MOST_COMPARED:
                fault = f"a judge compares at most {MOST_COMPARED} completions with each other"
                faults.append(FieldError(["groups", number, "completions"], fault))
    if faults:
        raise Problem(422, "A verifier asks what no model of this server can answer.", faults)
