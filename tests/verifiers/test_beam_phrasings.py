import json
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers import beam_phrasings as p
from tests.verifiers import beam_wordings as w
from verifiers.beam.verifier import BeamVerifier

_MIX = ["RA", "RB", "HA", "MA", "Mmax", "xM", "Vmax", "dmax", "xd", "V2", "M3", "d4", "t8", "tmax"]
_SIGNED = ["mx", "mn", "RA"]
_ZERO = ["zc", "RA", "Mmax"]
_FORMULAS = [
    (p.CLAMPED, p.CLAMPED_ASKED, p.CLAMPED_WORDED),
    (p.LOADED_TIP, p.LOADED_TIP_ASKED, p.LOADED_TIP_WORDED),
    (p.EVEN, p.EVEN_ASKED, p.EVEN_WORDED),
    (p.UNIFORM, w.CURVES, p.UNIFORM_WORDED),
    (w.SIMPLE, w.CURVES, p.STEPPED_WORDED),
]
_WORDED = [(spec, asked, *row) for spec, asked, rows in _FORMULAS for row in rows]
_NAMES = [(kind, name) for kind, names in p.NAMES.items() for name in names]


def passed(spec: dict[str, Any], asked: list[dict[str, Any]], completion: str) -> str:
    verifier = BeamVerifier.model_validate({"kind": "beam", "spec": spec, "asked": asked})
    return "".join("1" if check.passed else "0" for check in verifier.verify(completion, NOWHERE).checks)


def _put(name: str, value: str) -> list[str]:
    """A name and its value in the forms that answers take."""
    words = name if "\\" in name or " " not in name else f"\\text{{{name}}}"
    row = f"| Quantity | Value |\n|---|---|\n| {name} | {value} |"
    return [
        f"{name} = {value}",
        f"We find:\n- **{name}**: {value}",
        f"\\boxed{{{words} = {value}}}",
        f"<answer>{name} = {value}</answer>",
        f"{name} = {value}" if "|" in name else row,
    ]


@pytest.mark.parametrize(("kind", "name"), _NAMES)
def test_quantities_are_known_by_many_names(kind: str, name: str) -> None:
    kinds = _SIGNED if kind in _SIGNED[:2] else _ZERO if kind == "zc" else _MIX
    asked = [p.QUANTITIES[one] for one in kinds]
    for text in _put(name, p.VALUES[kind]):
        assert passed(p.PROPPED, asked, text)[kinds.index(kind)] == "1", text


@pytest.mark.parametrize(("kinds", "text", "right"), p.SENTENCES, ids=[row[1][:50] for row in p.SENTENCES])
def test_sentences_lists_tables_and_documents_are_read(kinds: list[str], text: str, right: str) -> None:
    assert passed(p.PROPPED, [p.QUANTITIES[kind] for kind in kinds], text) == right


@pytest.mark.parametrize(("spec", "asked", "text", "right"), _WORDED, ids=[row[2][:50] for row in _WORDED])
def test_formulas_are_read_however_they_are_set(
    spec: dict[str, Any], asked: list[dict[str, Any]], text: str, right: str
) -> None:
    assert passed(spec, asked, text) == right


@pytest.mark.parametrize("text", p.UNEARNED)
def test_hedges_swaps_and_wrong_units_never_earn_everything(text: str) -> None:
    assert passed(p.PROPPED, [p.QUANTITIES["RA"], p.QUANTITIES["RB"]], text) != "11"


def test_names_work_as_keys_of_documents_too() -> None:
    for kind, names in p.NAMES.items():
        asked = [p.QUANTITIES[kind]]
        right = sum(passed(p.PROPPED, asked, json.dumps({name: p.VALUES[kind]})) == "1" for name in names)
        assert right >= len(names) - 1
