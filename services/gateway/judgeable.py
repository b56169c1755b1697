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
        for place, verifier in group.verifier.leaves():
            at = ["groups", number, "verifier", *place]
            if isinstance(verifier, AskingVerifier):
                fault = judges.fault(verifier.judge, chats=isinstance(verifier, JudgeVerifier))
                faults += [FieldError([*at, "judge"], fault)] if fault else []
            if verifier.compares and len(group.completions) > MOST_COMPARED:
                fault = f"a judge compares at most {MOST_COMPARED} completions with each other"
                faults.append(FieldError(["groups", number, "completions"], fault))
    if faults:
        raise Problem(422, "A verifier asks what no model of this server can answer.", faults)
