"""What clauses behind a value say: the sorts of parameters, and figures among words."""

from collections.abc import Sequence

from verifiers.math.compare.numbers import opened
from verifiers.math.compare.views import is_sort
from verifiers.math.read.tree import Node


def sorted_names(clauses: Sequence[Node]) -> frozenset[str]:
    """The parameters that a clause says to be whole numbers, or numbers of another sort."""
    return frozenset(
        clause.parts[0].name for clause in clauses if is_sort(clause) and clause.parts[0].operation == "name"
    )


def figures(clauses: Sequence[Node]) -> list[str]:
    """The digits and signs in clauses that are kept as words."""
    spoken = (clause.name for clause in clauses if clause.operation == "words")
    return [figure for words_ in spoken for figure in words_ if figure.isdigit() or figure in "+-"]


def sorts(clauses: Sequence[Node]) -> frozenset[str]:
    """The sorts that clauses give parameters: ``Z`` and ``N`` without what marks their zero."""
    return frozenset(opened(clause.parts[1]).name.removeprefix("bb")[:1] for clause in clauses if is_sort(clause))
