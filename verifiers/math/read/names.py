"""Whether a bracket behind a name applies it or multiplies it."""

from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, names_in
from verifiers.math.read.word_list import words

APPLYING = words("f g phi psi sigma tau delta Gamma zeta Phi O")
"""Letters that mean a function before a bracket, whatever it holds."""
NEVER_APPLIED = frozenset({"e", "i", "pi", "infty"})
_STEPS = frozenset({"u", "H", "theta"})
_EVENTS = words(
    """
    given union inter rel not and or quantity words complement setminus labelled
    """
)
_ATOMS = frozenset({"number", "name", "apply", "opaque"})
LONGEST_PRODUCT = 4


def is_application(head: str, *, marked: bool, arguments: tuple[Node, ...]) -> bool:
    """Whether a name before a bracket is applied to what is in it, where nothing else says so."""
    if head in NEVER_APPLIED or any(head in names_in(argument) for argument in arguments):
        return False
    if head in APPLYING or marked or len(arguments) > 1:
        return True
    only = arguments[0]
    return only.operation in _EVENTS | _ATOMS or (head in _STEPS and _is_shift(only))


def _is_shift(node: Node) -> bool:
    """``t - 2``, the argument of a step function."""
    return node.operation == "subtract" and all(part.operation in _ATOMS for part in node.parts)


def applied_in(found: list[Token]) -> frozenset[str]:
    """Names that a text applies to one name or number somewhere: they are functions in all of it."""
    heads = set()
    if not any(token.text == "(" for token in found):
        return frozenset()
    for head, opening, argument, closing in zip(found, found[1:], found[2:], found[3:], strict=False):
        if (
            head.kind == "name"
            and (opening.text, closing.text) == ("(", ")")
            and argument.kind in ("name", "number")
            and argument.text != head.text
        ):
            heads.add(head.text)
    return frozenset(heads) - NEVER_APPLIED
