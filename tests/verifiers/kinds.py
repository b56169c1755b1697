"""One verifier of every kind that reads completions, and a way to read one as its judging process would."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.refusing import RefusingSandbox
from verifiers.audit.audit import audited
from verifiers.judge.verifier import AskingVerifier
from verifiers.registry import Registry
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

_BEAM: dict[str, Any] = {
    "units": {"force": "kN", "length": "m"},
    "length": 6,
    "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 6}],
    "loads": [{"type": "point", "x": 2, "Fy": -9}],
}
_SYMBOLIC: dict[str, Any] = {
    "symbols": {"L": "m", "P": "kN"},
    "length": "L",
    "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": "L"}],
    "loads": [{"type": "point", "x": "L/3", "Fy": "-P"}],
}
_TRUSS: dict[str, Any] = {
    "type": "truss",
    "units": {"force": "kN", "length": "m"},
    "nodes": {"A": [0, 0], "B": [8, 0], "C": [4, 3]},
    "members": [{"from": "A", "to": "B"}, {"from": "A", "to": "C"}, {"from": "B", "to": "C"}],
    "supports": [{"node": "A", "ux": True, "uy": True}, {"node": "B", "uy": True}],
    "loads": [{"node": "C", "Fy": -36}],
}
_RULES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("keywords:existence", {"keywords": ["tide", "C++"]}),
    ("keywords:letter_frequency", {"letter": "E", "let_frequency": 2, "let_relation": "at least"}),
    ("length_constraints:number_paragraphs", {"num_paragraphs": 2}),
    (
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "later"},
    ),
    ("detectable_content:number_placeholders", {"num_placeholders": 2}),
    ("detectable_content:postscript", {"postscript_marker": "P.S."}),
    ("detectable_format:number_bullet_lists", {"num_bullets": 2}),
    ("detectable_format:number_highlighted_sections", {"num_highlights": 2}),
    ("detectable_format:multiple_sections", {"section_spliter": "Part", "num_sections": 2}),
    ("detectable_format:json_format", {}),
    ("detectable_format:title", {}),
    ("combination:two_responses", {}),
    ("startend:quotation", {}),
    ("count:numbers", {"N": 2}),
    ("words:repeats", {"small_n": 1}),
    ("copy:copying_multiple", {"prompt_to_repeat": "a b", "N": 2}),
    ("validate_paragraphs", {"n": 2, "i": 2, "first_word": "So"}),
    ("verify_keyword_frequency", {"word": "Tide", "n": 1}),
)
KINDS: dict[str, dict[str, Any]] = {
    "math": {"kind": "math", "ground_truth": "\\frac{1}{2}"},
    "beam": {
        "kind": "beam",
        "spec": _BEAM,
        "asked": [
            {"key": "R_A", "kind": "reaction_force", "at": "A", "unit": "kN", "sign": "up"},
            {"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m", "sign": "abs"},
        ],
    },
    "beam formulas": {
        "kind": "beam",
        "spec": _BEAM,
        "asked": [
            {"key": "V", "kind": "shear_expr", "unit": "kN"},
            {"key": "M", "kind": "moment_expr", "unit": "kN*m"},
        ],
    },
    "beam symbols": {
        "kind": "beam",
        "spec": _SYMBOLIC,
        "asked": [{"key": "R_A", "kind": "reaction_force", "at": "A", "sign": "up"}],
    },
    "beamperl": {
        "kind": "beam",
        "spec": _SYMBOLIC,
        "asked": [
            {"key": "R_A", "kind": "reaction_force", "at": "A", "sign": "up"},
            {"key": "R_B", "kind": "reaction_force", "at": "B", "sign": "up"},
        ],
        "compatible_with": "beamperl",
    },
    "structure": {
        "kind": "structure",
        "spec": _TRUSS,
        "asked": [
            {"key": "N_AB", "kind": "axial_force", "member": ["A", "B"], "unit": "kN", "sign": "tension"},
            {"key": "V_A", "kind": "reaction_force", "node": "A", "unit": "kN", "sign": "up"},
        ],
    },
    "choice": {"kind": "choice", "ground_truth": "B", "options": {"A": "Paris", "B": "London", "C": "Rome"}},
    "text_overlap": {"kind": "text_overlap", "ground_truth": ["the cat is on the mat"]},
    "tool_calls": {
        "kind": "tool_calls",
        "answer": "Paris",
        "ground_truth": [
            {"name": "search", "arguments": {"q": "capital"}},
            {"name": "read", "arguments": {"id": 3}},
        ],
    },
    "qa": {"kind": "qa", "ground_truth": ["The Mill", "Old Mill"]},
    "json": {
        "kind": "json",
        "json_schema": {
            "type": "object",
            "properties": {"a": {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}},
        },
    },
    "countdown": {"kind": "countdown", "numbers": [2, 3, 5, 7], "target": 41},
    "assignment": {"kind": "assignment", "ground_truth": {"Mia": "knave", "Ben": "knight"}},
    "grid": {"kind": "grid", "header": ["House", "Name"], "rows": [["1", "Mia"], ["2", "Ben"]]},
    "sudoku": {"kind": "sudoku", "puzzle": [[1, 0, 0, 0], [0] * 4, [0] * 4, [0] * 4]},
    "instructions": {
        "kind": "instructions",
        "instructions": [{"id": name, "kwargs": told} for name, told in _RULES],
    },
    "judge": {"kind": "judge", "judge": "any", "how": {"mode": "reference", "reference": "4"}},
}


def read_specification(name: str) -> Verifier:
    """The verifier of a name in ``KINDS``."""
    return Registry().parse(json.dumps(KINDS[name]).encode())


def reading(verifier: Verifier) -> Callable[[str], object]:
    """What a judging process does with one completion: verdict, features and flags."""
    sandbox = RefusingSandbox("nothing is run")

    def read(completion: str) -> object:
        if isinstance(verifier, AskingVerifier):
            found = verifier.read(completion)
            return audited(found if isinstance(found, Verdict) else _ASKED, verifier, completion)
        return audited(verifier.verify(completion, sandbox), verifier, completion)

    return read


_ASKED = Verdict("correct", 1.0)
