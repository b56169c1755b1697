"""The table of all reward schemes and transforms, and the wire format that follows from it.

The models are built from the table, so that a scheme is declared in one place and the API's JSON schema, the
validation of a request and the list of schemes all follow.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, Union

from pydantic import Discriminator, Field, Tag, TypeAdapter, create_model

from rewards import outcome
from rewards.gates import GATES
from rewards.scheme import Parameters, Scheme, Strict
from rewards.transforms import TRANSFORMS, Transform

SCHEMES: dict[str, Scheme] = {scheme.name: scheme for scheme in (*outcome.FAMILY,)}
_TRANSFORMS: dict[str, Transform] = {transform.name: transform for transform in TRANSFORMS}


def _use_model(suffix: str, row: Scheme | Transform) -> type[Strict]:
    """The row's parameters with a ``use`` field that names the row."""
    return create_model(
        f"{row.name.title().replace('_', '')}{suffix}",
        __base__=row.parameters,
        use=(Literal[row.name], ...),  # type: ignore[arg-type]  # a run-time value
    )


def _any_of(models: tuple[type[Strict], ...]) -> Any:
    return Annotated[Union[models], Field(discriminator="use")]  # noqa: UP007 - a union of a tuple


if TYPE_CHECKING:
    SchemeName: TypeAlias = str
    GateName: TypeAlias = str
    SchemeUse: TypeAlias = Parameters
    TransformUse: TypeAlias = Strict
else:
    SchemeName = Literal[tuple(SCHEMES)]
    GateName = Literal[tuple(GATES)]
    SchemeUse = _any_of(tuple(_use_model("Reward", scheme) for scheme in SCHEMES.values()))
    TransformUse = _any_of(tuple(_use_model("Transform", transform) for transform in TRANSFORMS))


class Combination(Strict):
    """A sum of schemes, each times its ``coef``, gated and transformed.

    ``missing`` says what a part without a value does: ``null`` makes the whole reward null, ``zero`` counts
    it as 0, ``renormalise`` shares its coefficient among the others.
    """

    sum: Annotated[list[SchemeUse], Field(min_length=1, max_length=32)]
    gate: Annotated[list[GateName], Field(max_length=16, default_factory=list)]
    transform: Annotated[list[TransformUse], Field(max_length=16, default_factory=list)]
    missing: Literal["null", "zero", "renormalise"] = "null"


def _form_of(spec: Any) -> str | None:
    """Which of its three forms a reward is in, so that errors speak of that form only."""
    if isinstance(spec, str):
        return "name"
    if isinstance(spec, dict):
        return "combination" if "sum" in spec else "scheme"
    return {Combination: "combination"}.get(type(spec), "scheme" if isinstance(spec, Parameters) else None)


RewardSpec = Annotated[
    Union[  # noqa: UP007 - some members are run-time values
        Annotated[SchemeName, Tag("name")],
        Annotated[SchemeUse, Tag("scheme")],
        Annotated[Combination, Tag("combination")],
    ],
    Discriminator(_form_of),
]
REWARD_SPEC: TypeAdapter[Any] = TypeAdapter(RewardSpec)


def scheme_of(use: Parameters) -> Scheme:
    """The table's row that a ``{"use": …}`` object names."""
    return SCHEMES[use.use]  # type: ignore[attr-defined]  # every SchemeUse has it


def transform_of(use: Strict) -> Transform:
    """The table's row that a ``{"use": …}`` transform names."""
    return _TRANSFORMS[use.use]  # type: ignore[attr-defined]  # every TransformUse has it
