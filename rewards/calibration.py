"""RLCR: correctness plus how well the stated confidence fits it, by the Brier score.

    rlcr      = c - (q - c)^2                                       in [-1, 1]
    rlcr_code = w_f f + w_c c f + w_b (1 - (c - q)^2) f             in [0, sum of weights]

c is 1 for a correct completion, else 0; q in [0, 1] the completion's confidence; f whether it is well formed: an
answer was found, or the layout kept if one is asked for, and q was sent or stated and lies in [0, 1]. A bad
confidence is never clipped: the completion is malformed. Both forms rank alike where f = 1.

Source: RLCR abstract and the code of its authors [code]; the worth of a malformed completion [ours].
"""

from typing import Annotated

from pydantic import Field, FiniteFloat

from rewards.formats import Layout, has_layout
from rewards.sample import Sample
from rewards.scheme import Parameters, Scheme, per_sample

Weight = Annotated[FiniteFloat, Field(ge=0, le=1e6)]


class Stated(Parameters):
    """``stated``: only the confidence that the completion states in its last ``<confidence>`` tag counts."""

    stated: bool = False


class RlcrParameters(Stated):
    """``malformed`` is the reward of a completion without a usable confidence."""

    malformed: Annotated[float, Field(ge=-1, le=1)] = -1.0


class RlcrCodeParameters(Stated):
    """The weights of format, accuracy and calibration, and the layout that is asked for (``formats``)."""

    format_weight: Weight = 0.5
    accuracy_weight: Weight = 0.5
    brier_weight: Weight = 0.5
    layout: Layout = "answered"


def rlcr(sample: Sample, parameters: RlcrParameters) -> float | None:
    """1 - (q - 1)^2 if correct, else -q^2, with q the confidence from 0 to 1; ``malformed`` without one."""
    confidence = _usable(sample, parameters)
    if confidence is None:
        return parameters.malformed
    return sample.correct - (confidence - sample.correct) ** 2


def rlcr_code(sample: Sample, parameters: RlcrCodeParameters) -> float | None:
    """The scale of the authors' code: format, accuracy and 1 - Brier score, half weight each; malformed is 0."""
    confidence = _usable(sample, parameters)
    if confidence is None or not has_layout(sample, parameters.layout):
        return 0.0
    brier = 1 - (sample.correct - confidence) ** 2
    accuracy = parameters.accuracy_weight * sample.correct
    return parameters.format_weight + accuracy + parameters.brier_weight * brier


def _usable(sample: Sample, parameters: Stated) -> float | None:
    confidence = sample.features.confidence
    if parameters.stated:
        confidence = None if sample.verdict.features is None else sample.verdict.features.confidence
    return confidence if confidence is not None and 0 <= confidence <= 1 else None


_ADVICE = {"std": "rlcr was trained with division by the std off; it changes what a confidence is worth"}
FAMILY = (
    Scheme(
        "rlcr",
        per_sample(rlcr),
        RlcrParameters,
        "confidence",
        (-1.0, 1.0),
        "rlcr",
        "[abs] RLCR",
        advice=_ADVICE,
    ),
    Scheme(
        "rlcr_code",
        per_sample(rlcr_code),
        RlcrCodeParameters,
        "confidence",
        (0.0, None),
        "rlcr",
        "[code] RLCR",
        advice=_ADVICE,
    ),
)
