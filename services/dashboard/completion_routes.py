"""The page of one completion: why it got its reward, and what to do about it."""

import json
import shlex
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from msgspec import to_builtins

from rewards.score import describe
from services.dashboard.completions import Seen, look_at, sides_of, truths_of
from services.dashboard.difference import difference
from services.dashboard.job_routes import JobId
from services.dashboard.labels import Labels
from services.dashboard.pages import SECURITY_HEADERS, PageRoute, page
from services.dashboard.piece_rows import shown_pieces
from services.dashboard.sessions import PATH, CurrentVisitor, OwnForm
from services.dashboard.texts import display
from services.dashboard.visible import visible_job
from services.gateway.beam_routes import PlotRequest, draw
from services.gateway.body import parse
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import RescoreRequest
from services.gateway.scoring import rescored
from services.jobs.results import GroupResult

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

Place = Annotated[int, Path(ge=0, le=1_000_000)]


@router.get("/jobs/{job_id}/{group}/{index}")
async def completion(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    job_id: JobId,
    group: Place,
    index: Place,
    whole: Annotated[bool, Query(alias="all")] = False,
    reward: Annotated[str, Query(max_length=2000)] = "",
    beside: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> Response:
    """Everything about one completion; with ``reward`` also what another scheme makes of its group.

    ``beside`` is another completion of the group, for how the texts differ.
    """
    seen = await look_at(parts.store, await visible_job(parts, visitor, job_id), group, index)
    verdict = seen.result.verdict
    other = await _rescored(parts, seen, reward) if reward else None
    against = None if beside is None else await look_at(parts.store, seen.job, group, beside)
    return page(
        request,
        visitor,
        "completion.html",
        seen=seen,
        verdict=verdict,
        text=display(seen.item.text, verdict.answer if verdict else None, whole=whole),
        whole=whole,
        specification=json.dumps(seen.specification, indent=2, ensure_ascii=False),
        ground_truth=truths_of(seen.ground_truth),
        curl=_curl(request, seen),
        reward=reward,
        other=other,
        schemes=sorted(str(scheme["name"]) for scheme in describe()),
        label=await Labels(parts.store.redis).of(seen),
        group_sides=list(zip(seen.siblings, sides_of(seen.siblings), strict=True)),
        pieces_shown=shown_pieces(seen),
        beside=beside,
        difference=None if against is None else difference(seen.item.text, against.item.text),
    )


@router.get("/jobs/{job_id}/{group}/{index}/beam.svg")
async def beam(
    parts: GatewayParts, visitor: CurrentVisitor, job_id: JobId, group: Place, index: Place
) -> Response:
    """Drawing of the beam, truss or frame that the completion is about."""
    seen = await look_at(parts.store, await visible_job(parts, visitor, job_id), group, index)
    if "spec" not in seen.specification:
        raise Problem(404, "The verifier of this completion has no beam.")
    asked = parse(PlotRequest, json.dumps({"spec": seen.specification["spec"]}).encode())
    # A picture brings its own styles; loaded as an image it can do nothing else.
    headers = {
        **SECURITY_HEADERS,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, max-age=86400",  # what a job was sent with does not change
    }
    return Response(await draw(parts, asked), media_type="image/svg+xml", headers=headers)


@router.post("/jobs/{job_id}/{group}/{index}/again")
async def verify_again(
    parts: GatewayParts, visitor: CurrentVisitor, job_id: JobId, group: Place, index: Place, _form: OwnForm
) -> Response:
    """Judges the completion again, past the cache, as a job of its own without a run."""
    if "submit" not in visitor.tenant.scopes:
        raise Problem(403, "This key lacks the scope submit.")
    seen = await look_at(parts.store, await visible_job(parts, visitor, job_id), group, index)
    body = {**_request(seen), "cache": "refresh", "priority": "eval"}
    job_id = await parts.store.clock.new_job_id()
    accepted = await parts.admission.accept(json.dumps(body).encode(), visitor.tenant, None, job_id)
    return RedirectResponse(f"{PATH}/jobs/{accepted.job_id}/0/0", 303, headers=SECURITY_HEADERS)


async def _rescored(parts: Parts, seen: Seen, reward: str) -> GroupResult:
    """The group under another reward: the name of a scheme, or its JSON."""
    spec = json.dumps(reward) if not reward.lstrip().startswith("{") else reward
    try:
        asked = RescoreRequest.model_validate_json('{"reward": ' + spec + "}")
    except ValueError as error:
        fault = [FieldError(["reward"], str(error).splitlines()[0])]
        raise Problem(422, f"{reward!r} is no reward that this server has.", fault) from error
    return (await rescored(parts.store, seen.job, asked)).groups[seen.group]


def _request(seen: Seen) -> dict[str, object]:
    """What judges this completion alone. Its reward is the plain one: others may want the whole group."""
    item = seen.item
    given = {"id": item.id, "n_tokens": item.n_tokens, "confidence": item.confidence, "details": item.details}
    trajectory = {"turns": item.turns} if item.turns else {"text": item.text, "steps": item.steps}
    one = {name: to_builtins(value) for name, value in (trajectory | given).items() if value is not None}
    group = {"id": seen.header.id, "verifier": seen.specification, "completions": [one]}
    return {"feedback": "full", "groups": [{name: value for name, value in group.items() if value is not None}]}


def _curl(request: Request, seen: Seen) -> str:
    """A command for a shell. ``printf`` with escapes in ASCII keeps control characters out of the terminal."""
    body = shlex.quote(json.dumps(_request(seen)))
    headers = "-H 'Content-Type: application/json'"
    if request.app.state.parts.keys.required:
        headers += ' -H "Authorization: Bearer $STEELYARD_API_KEY"'
    url = shlex.quote(str(request.base_url) + "v1/verify")
    return f"curl -s {url} {headers} -d {body}"
