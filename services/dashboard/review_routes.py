"""The page Review: people check verdicts, and the verifier's error rates follow."""

import json
import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from services.dashboard.completions import Seen, look_at, truths_of
from services.dashboard.labels import Label, Labels
from services.dashboard.pages import SECURITY_HEADERS, PageRoute, page
from services.dashboard.queues import ABOUT, Queue, belongs
from services.dashboard.review import Reviewed, judged_counts, reviewed, sample, second_opinion
from services.dashboard.reviewers import agreements
from services.dashboard.reviewers import consensus as agreed
from services.dashboard.sessions import PATH, CurrentVisitor, OwnForm, Visitor
from services.dashboard.texts import display
from services.dashboard.visible import visible_job
from services.gateway.listing import Filter
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_LARGEST_SUM = 0.999
_COMMENT_CHARACTERS = 2_000
_NAME = re.compile(r"[^:\x00-\x1f]{0,64}")


Reviewer = Annotated[str, Query(max_length=64, pattern=r"^[^:\x00-\x1f]*$")]


@router.get("/review")
async def review(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: Annotated[str, Query(max_length=200)] = "",
    verifier: Annotated[str, Query(max_length=64)] = "",
    queue: Queue = "negatives",
    reviewer: Reviewer = "",
) -> Response:
    """One completion of a queue to check, and what the labels so far say."""
    labels = await Labels(parts.store.redis).all(visitor.scope)
    which = Filter(run or None, "done", verifier or None)
    seen, origin = await _next(parts, visitor, which, queue, reviewer, labels) or (None, "")
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
        agreements=agreements(labels),
        labels=len(labels),
        kinds=sorted(parts.registry.kinds),
        queues=ABOUT,
        origin=origin,
        which={"run": run, "verifier": verifier, "queue": queue, "reviewer": reviewer},
    )


async def _next(
    parts: Parts, visitor: Visitor, which: Filter, queue: Queue, reviewer: str, labels: Sequence[Label]
) -> tuple[Seen, str] | None:
    """What this reviewer has neither labelled nor skipped; but for second opinions, what nobody has labelled.

    With the queue that it is from.
    """
    skipped = await Labels(parts.store.redis).skipped(visitor.tenant.name, reviewer)
    own = {one.completion_name for one in labels if one.reviewer == reviewer} | skipped
    if queue == "second":
        return await second_opinion(parts.store, which, labels, lambda name: name not in own)
    closed = {one.completion_name for one in labels} | own
    seen = await sample(parts.store, which, visitor.scope, belongs(queue), lambda name: name not in closed)
    return None if seen is None else (seen, queue)


@router.post("/review")
async def give_label(parts: GatewayParts, visitor: CurrentVisitor, form: OwnForm) -> Response:
    """Keeps one label, or that it is skipped, and goes back to where it was given."""
    try:
        group, index = int(form["group"]), int(form["index"])
        job_id, truth = form["job"], form["truth"]
    except (KeyError, ValueError) as error:
        raise Problem(422, "The label is not complete.") from error
    reviewer, comment = form.get("reviewer", ""), form.get("comment", "").strip()
    queue = form.get("queue", "") if form.get("queue") in ABOUT else ""
    if truth not in ("right", "wrong", "skip"):
        raise Problem(422, "A completion is labelled right or wrong, or skipped.")
    if not _NAME.fullmatch(reviewer) or len(comment) > _COMMENT_CHARACTERS:
        raise Problem(422, "A reviewer's name has at most 64 characters and no colon, a comment at most 2,000.")
    seen = await look_at(parts.store, await visible_job(parts, visitor, job_id), group, index)
    labels = Labels(parts.store.redis)
    if truth == "skip":
        await labels.skip(visitor.tenant.name, reviewer, f"{job_id}:{group}:{index}")
    elif await labels.give(seen, "right" if truth == "right" else "wrong", reviewer, comment, queue) is None:
        raise Problem(409, "The completion is not judged yet.", job_id=job_id)
    back = form.get("back", "")
    target = back if back.startswith((f"{PATH}/review", f"{PATH}/jobs/")) else f"{PATH}/review"
    return RedirectResponse(target, 303, headers=SECURITY_HEADERS)


@router.get("/review/labels.jsonl")
async def export(parts: GatewayParts, visitor: CurrentVisitor, consensus: bool = False) -> Response:
    """All labels with their completions as JSON lines, or one of each completion: what most reviewers say."""
    labels = Labels(parts.store.redis)
    given = await labels.all(visitor.scope)
    disposition = 'attachment; filename="steelyard-labels.jsonl"'
    lines = labels.export(agreed(given) if consensus else given)
    headers = {**SECURITY_HEADERS, "Content-Disposition": disposition}
    return StreamingResponse(lines, media_type="application/jsonl", headers=headers)


def correction(one: Reviewed) -> str | None:
    """The rates as the transform for noisy verifiers takes them; None while they are not known, or useless."""
    fn, fp = one.rates.fn.value, one.rates.fp.value
    if fn is None or fp is None or fn + fp > _LARGEST_SUM:
        return None
    return json.dumps({"use": "noise_backward", "fp": round(fp, 6), "fn": round(fn, 6)})
