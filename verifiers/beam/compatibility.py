"""BeamPERL's own two rewards, for people who reproduce the paper.

    format   = 1 if "\\n</think>\\n" stands there once and a box that is not empty follows
    accuracy = 1 if every coefficient of P is within 1e-4 of some coefficient in a box after the thinking
    score    = 0.333 format + 0.667 accuracy

Its holes are kept on purpose: labels, order, further values and a sign before ``\\frac`` do not count.
Source: [code] BeamPERL, beamrl/rewards.py and train_model_beamrl.yaml (arXiv 2603.04124).
"""

import re
from collections.abc import Sequence
from contextlib import suppress

from verifiers.beam.case import Case
from verifiers.beam.errors import SpecError
from verifiers.verdict import Check, CheckError, Status, Verdict

FORMAT, ACCURACY = 0.333, 0.667
_CLOSE_TAG = "\n</think>\n"
_END_OF_THINKING = re.compile(r"</\s*think\s*>", re.I)
_WITHIN = 1e-4
_READ = 20_000
_MOST = 100
_BRACE = re.compile(r"[{}]")
_BOX = re.compile(r"\\boxed\s*{")
_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?"
_COEFFICIENTS = re.compile(
    rf"\\[dt]?frac\s*{{\s*(?P<top>{_NUMBER})?\s*(?:\\cdot|\*)?\s*P\s*}}\s*{{\s*(?P<bottom>{_NUMBER})\s*}}"
    rf"|(?P<factor>{_NUMBER})\s*(?:\\cdot|\*)?\s*P\b"
    r"|(?<![\d.])(?P<zero>0(?:\.0+)?)(?![\d.])"
    r"|\b(?P<alone>P)\b"
)


def coefficients(case: Case, symbol: str = "P") -> list[float]:
    """The asked quantities as multiples of a symbol. Raises SpecError where they are none."""
    found = []
    for asked, truths in zip(case.asked, case.truths, strict=True):
        values = [
            truth.values[0] / binding[symbol]
            for truth, binding in zip(truths, case.bindings, strict=True)
            if truth is not None and symbol in binding
        ]
        if not values or max(values) - min(values) > 1e-9 * max(1.0, max(map(abs, values))):
            raise SpecError("bad_spec", f"{asked.key!r} is no multiple of {symbol}, as bp-compat asks")
        found.append(values[0])
    return found


def judge_as_beamperl(completion: str, gold: Sequence[float]) -> Verdict:
    """The two checks of the paper, weighted as in its recipe."""
    closed = list(_END_OF_THINKING.finditer(completion))
    boxes = _boxes(completion[closed[-1].end() :][-_READ:]) if closed else []
    stated = _stated(" ; ".join(boxes))
    formatted = completion.count(_CLOSE_TAG) == 1 and any(
        box.strip() for box in _boxes(completion.partition(_CLOSE_TAG)[2][-_READ:])
    )
    accurate = all(any(abs(one - said) <= _WITHIN for said in stated) for one in gold)
    error: CheckError | None = None if accurate else "wrong_answer" if stated else "missing"
    checks = (
        Check("format", formatted, float(formatted), FORMAT, None if formatted else "unparsable"),
        Check("accuracy", accurate, float(accurate), ACCURACY, error),
    )
    score = FORMAT * formatted + ACCURACY * accurate
    status: Status = "correct" if formatted and accurate else "partial" if score > 0 else "incorrect"
    return Verdict(status, score, "; ".join(boxes)[:500] or None, checks=checks)


def _boxes(text: str) -> list[str]:
    """What closed boxes hold; one that never closes holds nothing."""
    found: list[str] = []
    for box in list(_BOX.finditer(text))[-_MOST:]:
        depth = 1
        for brace in _BRACE.finditer(text, box.end()):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                found.append(text[box.end() : brace.start()])
                break
    return found


def _stated(text: str) -> list[float]:
    """The multiples of P that the paper's patterns find."""
    found = []
    for match in _COEFFICIENTS.finditer(text):
        with suppress(ZeroDivisionError):
            found.append(_value(match))
    return found


def _value(match: "re.Match[str]") -> float:
    if match["bottom"] is not None:
        return _number(match["top"] or "1") / _number(match["bottom"])
    return 1.0 if match["alone"] else _number(match["factor"] or match["zero"])


def _number(text: str) -> float:
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)
