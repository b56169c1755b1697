"""The gateway's ASGI application, made of the parts it is given."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from fastapi import APIRouter, Depends, FastAPI
from fastapi_offline import FastAPIOffline
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema
from starlette.requests import ClientDisconnect

from services.gateway import (
    beam_routes,
    check_routes,
    job_routes,
    judge_routes,
    label_routes,
    problems,
    run_routes,
    server_routes,
    verify_routes,
)
from services.gateway.addresses import Addresses
from services.gateway.beam_routes import GenerateRequest, PlotRequest
from services.gateway.body_budget import BoundBodies
from services.gateway.compat import openrlhf, piston, slime
from services.gateway.compat.judge0 import routes as judge0
from services.gateway.compat.judge0.submissions import Judge0Submission
from services.gateway.compat.nemo_gym import routes as nemo_gym
from services.gateway.compat.sandbox_fusion import routes as sandbox_fusion
from services.gateway.compat.sandbox_fusion.runs import RunCodeRequest
from services.gateway.examples import add_examples
from services.gateway.hot_routes import HotRoutes
from services.gateway.metrics import CountRequests
from services.gateway.parameters import no_unknown_parameters
from services.gateway.parts import Parts
from services.gateway.rounds import cancel_all
from services.gateway.schemas import RescoreRequest
from services.gateway.shutdown import AnswerUnfinished
from services.gateway.waiting import ClientGone, gone
from verifiers.plugins import BrokenPlugin, installed

_ROUTES = (
    *(verify_routes, job_routes, run_routes, label_routes, check_routes, beam_routes, judge_routes, server_routes),
    *(openrlhf, slime, nemo_gym, sandbox_fusion, piston, judge0),
)
_BODIES = (
    *(
        RescoreRequest,
        PlotRequest,
        GenerateRequest,
        label_routes.ReadLabelsRequest,
        check_routes.CheckVerifiersRequest,
        run_routes.RunRequest,
    ),
    *(openrlhf.OpenRLHFRequest, slime.SlimeRequest),
    *(nemo_gym.NemoGymRequest, nemo_gym.NemoGymSession, nemo_gym.NemoGymCollection),
    *(RunCodeRequest, sandbox_fusion.SubmitRequest, piston.PistonRequest, Judge0Submission, judge0.Judge0Batch),
)
_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = """Judges completions of language models and answers with rewards, evidence and feedback.

Send groups of completions with a verifier to `/v1/verify`; results come in the order of the request.
A reward of `null` means that we failed to judge: leave the sample out, never count it as 0."""


class Runs(Protocol):
    """What does something for as long as the application runs."""

    async def run(self) -> None:
        """Go on until cancelled."""


def create_app(parts: Parts, on_stop: Callable[[], Awaitable[None]], beside: Sequence[Runs] = ()) -> FastAPI:
    """The application. While it runs, its parts listen and look after the broker and the store.

    ``beside`` runs with it; ``on_stop`` is called when it stops.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        running: list[Runs] = [parts.wakeups, parts.readiness, parts.bound, parts.load, *beside]
        tasks = [asyncio.create_task(one.run()) for one in running]
        try:
            yield
        finally:
            await cancel_all(tasks)
            await on_stop()

    app = FastAPIOffline(
        title="Steelyard",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        dependencies=[Depends(no_unknown_parameters)],
    )
    app.state.parts = parts
    problems.install(app)
    for routes in _ROUTES:
        app.include_router(routes.router)
    for door in installed("steelyard.doors"):
        app.include_router(_router(door))
    app.add_exception_handler(ClientGone, gone)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_middleware(HotRoutes, parts=parts)
    app.add_middleware(BoundBodies, budget=parts.body_budget, most_bytes=parts.settings.max_body_mb << 20)
    app.add_middleware(CountRequests, metrics=parts.metrics)
    app.add_middleware(Addresses)  # nothing below sees a key in a path
    app.add_middleware(AnswerUnfinished)
    _document(app, parts)
    return app


def _router(door: Any) -> APIRouter:
    if not isinstance(door, APIRouter):
        raise BrokenPlugin("an entry point of steelyard.doors is no APIRouter")
    return door


def _document(app: FastAPI, parts: Parts) -> None:
    """Add to the API document the bodies that routes read themselves, and the keys if there are any."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document["components"]["schemas"]
            bodies = [(model, "validation") for model in (parts.model, *_BODIES)]
            _, definitions = models_json_schema(bodies, ref_template=_REFERENCE)  # type: ignore[arg-type]  # literal mode
            schemas.update(definitions["$defs"])
            problem = TypeAdapter(problems.ProblemDocument).json_schema(ref_template=_REFERENCE)
            schemas.update(problem.pop("$defs"))
            schemas["ProblemDocument"] = problem
            add_examples(document)
            if parts.keys.required:
                document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
                document["security"] = [{"key": []}]
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
