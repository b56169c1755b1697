"""The page Review: people check verdicts, and the verifier's error rates follow."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from rewards.error_rates import Side
from services.dashboard.completions import look_at, truths_of
from services.dashboard.labels import Labels
from services.dashboard.pages import SECURITY_HEADERS, PageRoute, page
from services.dashboard.review import Reviewed, judged_counts, reviewed, sample
from services.dashboard.sessions import PATH, CurrentVisitor, OwnForm
from services.dashboard.texts import display
from services.dashboard.visible import visible_job
from services.gateway.listing import Filter
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_LARGEST_SUM = 0.999


@router.get("/review")
async def review(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: Annotated[str, Query(max_length=200)] = "",
    verifier: Annotated[str, Query(max_length=64)] = "",
    side: Side = "negatives",
) -> Response:
    """One completion to check, and what the labels so far say."""
    labels = await Labels(parts.store.redis).all(visitor.scope)
    labelled = frozenset((label.job_id, label.group, label.index) for label in labels)
    which = Filter(run or None, "done", verifier or None)
    seen = await sample(parts.store, which, visitor.scope, side, labelled)
    verdict = seen.result.verdict if seen else None
    rates = reviewed(labels, await judged_counts(parts.store.redis, visitor.scope))
    return page(
        request,
        visitor,
        "review.html",
        seen=seen,
        verdict=verdict,
        text=display(seen.item.text, verdict.answer if verdict else None) if seen else None,
        specification=json.dumps(seen.specification, indent=2, ensure_ascii=False) if seen else "",
        ground_truth=truths_of(seen.ground_truth) if seen else [],
        rates=[(one, correction(one)) for one in rates],
        labels=len(labels),
        kinds=sorted(parts.registry.kinds),
        which={"run": run, "verifier": verifier, "side": side},
    )


@router.post("/review")
async def give_label(parts: GatewayParts, visitor: CurrentVisitor, form: OwnForm) -> Response:
    """Keeps one label and goes back to where it was given."""
    try:
        group, index = int(form["group"]), int(form["index"])
        job_id, truth = form["job"], form["truth"]
    except (KeyError, ValueError) as error:
        raise Problem(422, "The label is not complete.") from error
    if truth not in ("right", "wrong"):
        raise Problem(422, "A completion is labelled right or wrong.")
    seen = await look_at(parts.store, await visible_job(parts, visitor, job_id), group, index)
    if await Labels(parts.store.redis).give(seen, "right" if truth == "right" else "wrong") is None:
        raise Problem(409, "The completion is not judged yet.", job_id=job_id)
    back = form.get("back", "")
    target = back if back.startswith((f"{PATH}/review", f"{PATH}/jobs/")) else f"{PATH}/review"
    return RedirectResponse(target, 303, headers=SECURITY_HEADERS)


@router.get("/review/labels.jsonl")
async def export(parts: GatewayParts, visitor: CurrentVisitor) -> Response:
    """All labels with their completions, as JSON lines."""
    disposition = 'attachment; filename="steelyard-labels.jsonl"'
    lines = Labels(parts.store.redis).export(visitor.scope)
    headers = {**SECURITY_HEADERS, "Content-Disposition": disposition}
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)


def correction(one: Reviewed) -> str | None:
    """The rates as the transform for noisy verifiers takes them; None while they are not known, or useless."""
    fn, fp = one.rates.fn.value, one.rates.fp.value
    if fn is None or fp is None or fn + fp > _LARGEST_SUM:
        return None
    return json.dumps({"use": "noise_backward", "fp": round(fp, 6), "fn": round(fn, 6)})
