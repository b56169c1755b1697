"""What an answer type asks of an answer before it is compared."""

from collections.abc import Callable

from verifiers.math.equations import sides, stated_value
from verifiers.math.finding import AnswerType, Comparison, Finding
from verifiers.math.inequalities import intervals, is_inequality
from verifiers.math.matrices import matrix
from verifiers.math.splitting import collection
from verifiers.math.words import is_choice, is_text


def shape_layer(comparison: Comparison) -> Finding | None:
    """Refuses an answer that is not of the requested type."""
    if comparison.answer_type == "choice" or has_shape(comparison.answer_type, comparison.answer):
        return None
    return Finding(False, f"the answer is not of type {comparison.answer_type}")


def has_shape(answer_type: AnswerType, text: str) -> bool:
    """Whether a text may be read as the type."""
    return _SHAPES[answer_type](text)


def _any(_text: str) -> bool:
    return True


def _is_single(text: str) -> bool:
    value = stated_value(text)
    return not is_text(value) and not is_inequality(value) and collection(value) is None and matrix(value) is None


def _is_interval(text: str) -> bool:
    return intervals(text) is not None or is_inequality(text)


def _is_set(text: str) -> bool:
    found = collection(stated_value(text))
    return not is_text(text) and (found is None or found.shape in ("set", "list"))


def _is_tuple(text: str) -> bool:
    found = collection(stated_value(text))
    return found is not None and found.shape in ("tuple", "list")


def _is_matrix(text: str) -> bool:
    value = stated_value(text)
    found = collection(value)
    return matrix(value) is not None or (found is not None and found.shape in ("tuple", "bracket"))


def _is_equation(text: str) -> bool:
    return len(sides(text)) > 1


_SHAPES: dict[AnswerType, Callable[[str], bool]] = {
    "auto": _any,
    "text": _any,
    "choice": is_choice,
    "number": _is_single,
    "expression": _is_single,
    "interval": _is_interval,
    "set": _is_set,
    "tuple": _is_tuple,
    "matrix": _is_matrix,
    "equation": _is_equation,
}
