"""``POST /v1/judges/{name}/selftest``: does a judge let answers through that say nothing?"""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Response

from services.gateway.auth import Submitter
from services.gateway.documents import problems
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem
from services.judges.selftest import SelfTest, selftest

router = APIRouter(tags=["judges"])

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


@router.post(
    "/v1/judges/{name}/selftest",
    operation_id="selftest_judge",
    response_model=SelfTest,
    responses=problems(401, 403, 404, 422),
)
async def selftest_judge(name: Name, parts: GatewayParts, _tenant: Submitter) -> Response:
    """Ask a judge about strings that have fooled others, and about right answers as a control."""
    fault = parts.judges.fault(name, chats=True)
    if fault:
        raise Problem(404, fault)
    found = await asyncio.to_thread(selftest, name, parts.judges)
    return Response(msgspec.json.encode(found), media_type="application/json")
