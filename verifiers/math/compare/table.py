"""The table: the rules by which a ground truth and an answer are compared, in the order they are tried."""

from collections.abc import Callable

from verifiers.math.compare.case_rows import cases
from verifiers.math.compare.general import solutions
from verifiers.math.compare.named import families, named
from verifiers.math.compare.ordered import brackets, matrices, tuples
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.ratios import named_ratio, ratios
from verifiers.math.compare.relations import chains, congruences, quantified, relations
from verifiers.math.compare.unknowns import unknowns
from verifiers.math.compare.unordered import collections, lists
from verifiers.math.compare.values import (
    constants,
    integers,
    numeral,
    propositions,
    regions,
    sequences,
    sign,
    values,
)
from verifiers.math.read.tree import Node

Rule = Callable[[Node, Node, Latitude], bool | None]
RULES: tuple[Rule, ...] = (
    sign,
    constants,
    numeral,
    integers,
    congruences,
    propositions,
    quantified,
    named_ratio,
    ratios,
    chains,
    solutions,
    unknowns,
    families,
    cases,
    regions,
    brackets,
    matrices,
    lists,
    collections,
    tuples,
    named,
    relations,
    values,
    sequences,
)
