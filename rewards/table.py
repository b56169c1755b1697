"""The table of all reward schemes and transforms, and the wire format that follows from it.

The models are built from the table, so that a scheme is declared in one place and the API's JSON schema, the
validation of a request and the list of schemes all follow.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, Union, get_args

from pydantic import Discriminator, Field, Tag, TypeAdapter, create_model, model_validator

from rewards import (
    bnpo,
    calibration,
    formats,
    grpo_lambda,
    lengths,
    likelihood,
    options,
    outcome,
    pairwise,
    progress,
    rubrics,
    signals,
    trajectories,
    truthfulness,
    verpo,
    wording,
)
from rewards.combiners import Combiner, Missing
from rewards.gates import GATES
from rewards.hacking import Hack
from rewards.keep import Keep
from rewards.noise import ForwardParameters
from rewards.scheme import Parameters, PartName, Scheme, Strict
from rewards.transforms import TRANSFORMS, Transform
from verifiers.plugins import BrokenPlugin, installed

_FAMILIES = (
    outcome,
    formats,
    verpo,
    calibration,
    truthfulness,
    options,
    progress,
    lengths,
    wording,
    grpo_lambda,
    likelihood,
    rubrics,
    pairwise,
    bnpo,
    trajectories,
    signals,
)


def _schemes() -> dict[str, Scheme]:
    """The schemes of all families, and those of installed plugins: a Scheme or several under one entry point."""
    schemes = [scheme for family in _FAMILIES for scheme in family.FAMILY]
    for found in installed("steelyard.rewards"):
        schemes += [found] if isinstance(found, Scheme) else found
    if not all(isinstance(scheme, Scheme) for scheme in schemes):
        raise BrokenPlugin("an entry point of steelyard.rewards is no Scheme, nor a list of them")
    table = {scheme.name: scheme for scheme in schemes}
    if len(table) < len(schemes):
        raise BrokenPlugin("two reward schemes have the same name")
    return table


SCHEMES: dict[str, Scheme] = _schemes()
_TRANSFORMS: dict[str, Transform] = {transform.name: transform for transform in TRANSFORMS}


def _use_model(suffix: str, row: Scheme | Transform) -> type[Strict]:
    """The row's parameters with a ``use`` field that names the row."""
    return create_model(
        f"{row.name.title().replace('_', '')}{suffix}",
        __base__=row.parameters,
        use=(Literal[row.name], ...),  # type: ignore[arg-type]  # a run-time value
    )


def _names() -> tuple[str, ...]:
    """The schemes that their name alone asks for: those without a parameter that must be given."""
    return tuple(
        scheme.name
        for scheme in SCHEMES.values()
        if not any(field.is_required() for field in scheme.parameters.model_fields.values())
    )


def _any_of(models: tuple[type[Strict], ...]) -> Any:
    return Annotated[Union[models], Field(discriminator="use")]  # noqa: UP007 - a union of a tuple


if TYPE_CHECKING:
    SchemeName: TypeAlias = str
    GateName: TypeAlias = str
    SchemeUse: TypeAlias = Parameters
    TransformUse: TypeAlias = Strict
else:
    SchemeName = Literal[_names()]
    GateName = Literal[tuple(GATES)]
    SchemeUse = _any_of(tuple(_use_model("Reward", scheme) for scheme in SCHEMES.values()))
    TransformUse = _any_of(tuple(_use_model("Transform", transform) for transform in TRANSFORMS))


class PartGate(Strict):
    """A gate on one part of a composite verifier."""

    use: GateName
    part: PartName


COMBINERS: tuple[Combiner, ...] = get_args(Combiner)
Parts = Annotated[list[SchemeUse], Field(min_length=1, max_length=32)]


class Combination(Strict):
    """Schemes combined by exactly one of ``sum``, ``min``, ``product``, ``logsum``, then gated and transformed.

    ``missing`` says what a part without a value does: ``null`` makes the whole reward null, ``zero`` counts
    it as 0, ``renormalise`` shares its coefficient among the others (``min`` and ``product`` leave it out).
    ``keep`` gives groups outside a band of accuracy no weight. ``hack`` says what becomes of completions with
    signs of reward hacking: ``flag``, ``zero`` (at most 0) or ``null``, for all signs or by sign.
    """

    sum: Parts | None = None
    min: Parts | None = None
    product: Parts | None = None
    logsum: Parts | None = None
    gate: Annotated[list[GateName | PartGate], Field(max_length=16, default_factory=list)]
    transform: Annotated[list[TransformUse], Field(max_length=16, default_factory=list)]
    missing: Missing = "null"
    keep: Keep | None = None
    hack: Hack | None = None

    @model_validator(mode="after")
    def _one_combiner(self) -> "Combination":
        given = [how for how in COMBINERS if getattr(self, how) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of " + ", ".join(COMBINERS))
        # A gate makes 0 of a reward, and 0 is the best that logsum can reach.
        if self.logsum and self.gate:
            raise ValueError("logsum cannot be gated: its values lie below 0")
        return self

    @cached_property
    def how(self) -> Combiner:
        """Which combiner was given."""
        return next(how for how in COMBINERS if getattr(self, how) is not None)

    @cached_property
    def parts(self) -> list[Parameters]:
        """The schemes to combine."""
        parts: list[Parameters] = getattr(self, self.how)
        return parts

    @cached_property
    def gates(self) -> list[tuple[str, str | None]]:
        """The gates, each with the part that it looks at."""
        return [(gate, None) if isinstance(gate, str) else (gate.use, gate.part) for gate in self.gate]

    @cached_property
    def part_names(self) -> set[str]:
        """The parts of composite verifiers that the reward names."""
        named = [use.part for use in self.parts] + [part for _, part in self.gates]
        return {name for name in named if name is not None}

    @property
    def whole_batch(self) -> bool:
        """A part compares groups, so nothing can be scored before everything is judged."""
        appeals = any(isinstance(use, ForwardParameters) and use.rates == "appeals" for use in self.transform)
        return appeals or any(scheme_of(use).scope == "batch" for use in self.parts)


def _form_of(spec: Any) -> str | None:
    """Which of its three forms a reward is in, so that errors speak of that form only."""
    if isinstance(spec, str):
        return "name"
    if isinstance(spec, dict):
        return "scheme" if "use" in spec or not spec.keys() & set(COMBINERS) else "combination"
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
