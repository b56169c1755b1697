"""``/v1/beams``: drawings of beams, trusses and frames, and generated problems about beams and structures."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Discriminator, Field, Tag, TypeAdapter, ValidationError, model_validator

from services.gateway.auth import Reader
from services.gateway.beam_child import Problems, ToDraw, ToGenerate, kind_of
from services.gateway.body import parse, read
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem, field_errors
from services.gateway.schemas import Wire
from verifiers.beam.families import FAMILIES as BEAMS
from verifiers.beam.options import Moved, Options, PromptStyle, Split
from verifiers.beam.spec import BeamSpec, CodedSpec
from verifiers.structure.families import FAMILIES as STRUCTURES
from verifiers.structure.spec import FrameSpec

router = APIRouter(tags=["beams"])

_LARGEST = 256 << 10
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
_DRAWN: dict[int | str, Any] = {200: {"content": {media: {} for media in _MEDIA.values()}}}

Drawable = Annotated[
    Annotated[CodedSpec, Tag("beam")] | Annotated[FrameSpec, Tag("frame")],
    Discriminator(kind_of),
]
_SPEC: TypeAdapter[BeamSpec | FrameSpec] = TypeAdapter(Drawable)
_FAMILIES = [*BEAMS, *STRUCTURES]

Format = Literal["svg", "png"]


def _known(family: str) -> str:
    if family not in _FAMILIES:
        raise ValueError(f"must be one of {', '.join(_FAMILIES)}")
    return family


class PlotRequest(Wire):
    """A beam, or a truss or frame (with its ``type``), and the format of its drawing."""

    spec: Drawable
    format: Format = "svg"


class GenerateRequest(Wire):
    """Which problems: ``count`` of a family from number ``first`` on. The same seed gives the same problems.

    ``moved_supports`` is for ``reactions-1`` to ``-4``; ``split`` keeps to one of two parts of a family that share
    no arrangement of supports and loads; a ``short`` prompt is a beam in a few characters.
    """

    family: Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": _FAMILIES})]
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0
    count: Annotated[int, Field(ge=1, le=1000)] = 10
    first: Annotated[int, Field(ge=0, le=2**31)] = 0
    moved_supports: Moved = "none"
    split: Split | None = None
    prompt_style: PromptStyle = "full"

    @model_validator(mode="after")
    def _possible(self) -> Self:
        beams = BEAMS.get(self.family)
        if self.moved_supports != "none" and (beams is None or not beams.movable):
            raise ValueError("moved_supports is for the families reactions-1 to reactions-4")
        if self.split and (beams is None or beams.listed):
            raise ValueError("split is for families of beams that are drawn at random, not for listed ones")
        if self.prompt_style == "short" and beams is None:
            raise ValueError("prompt_style short is for families of beams")
        return self

    @property
    def options(self) -> Options:
        """What is wanted of the family."""
        return Options(self.moved_supports, self.split, self.prompt_style)


@router.get(
    "/v1/beams/plot",
    operation_id="plot_beam",
    response_class=Response,
    responses={**_DRAWN, **problems(401, 403, 422, 503)},
)
async def plot_beam(
    parts: GatewayParts,
    _tenant: Reader,
    spec: Annotated[str, Query(min_length=2, max_length=4_000, description="The specification as JSON.")],
    format: Annotated[Format, Query()] = "svg",  # noqa: A002 - the name on the wire
) -> Response:
    """Drawing of a beam, truss or frame small enough for an address: free body, V, M and v of a beam."""
    return await _drawn(parts, PlotRequest(spec=_read_spec(spec), format=format))


@router.post(
    "/v1/beams/plot",
    operation_id="plot_any_beam",
    response_class=Response,
    responses={**_DRAWN, **problems(400, 401, 403, 413, 415, 422, 503)},
    openapi_extra=request_body("PlotRequest"),
)
async def plot_any_beam(request: Request, parts: GatewayParts, _tenant: Reader) -> Response:
    """Drawing of a beam (free body, V, M and v), or of a truss or frame (loads, reactions, N and M)."""
    return await _drawn(parts, parse(PlotRequest, await read(request, _LARGEST)))


@router.post(
    "/v1/beams/generate",
    operation_id="generate_beams",
    response_model=Problems,
    responses=problems(400, 401, 403, 413, 415, 422, 503),
    openapi_extra=request_body("GenerateRequest"),
)
async def generate_beams(request: Request, parts: GatewayParts, _tenant: Reader) -> Response:
    """Problems of a family: prompt, verifier and tags."""
    asked = parse(GenerateRequest, await read(request, _LARGEST))
    made = await parts.rendering.make(
        ToGenerate(asked.family, asked.seed, asked.count, asked.first, asked.options)
    )
    return Response(made, media_type="application/json")


def _read_spec(text: str) -> BeamSpec | FrameSpec:
    """The specification in an address. Raises a 422 problem."""
    try:
        return _SPEC.validate_json(text)
    except ValidationError as error:
        raise Problem(422, "The beam is not valid.", field_errors(error.errors(), ["query", "spec"])) from error


async def _drawn(parts: Parts, request: PlotRequest) -> Response:
    return Response(await draw(parts, request), media_type=_MEDIA[request.format])


async def draw(parts: Parts, request: PlotRequest) -> bytes:
    """The file of the diagrams. Raises 422 and 503 problems."""
    drawing = ToDraw(request.spec.model_dump_json(exclude_unset=True).encode(), request.format)
    return await parts.rendering.make(drawing)
