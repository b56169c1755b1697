"""Every verifier keeps the contract, and the contract catches those that do not."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Literal

import pytest

from sandbox.sandbox import Sandbox
from verifiers.contract import ContractBroken, Fixture, ensure_kept
from verifiers.registry import Registry
from verifiers.verdict import Check, Verdict, from_checks, infrastructure_error
from verifiers.verifier import Verifier

REGISTRY = Registry()
NOT_HERE = {
    "judge": "asks a model that runs elsewhere",
    "reward_model": "the same",
    "composite": "is made of other kinds, and its verdict of theirs",
    "reasoning_gym": "has its scorers tested one by one",
    "proof": "is refused",
    "run": "tells what was measured, which differs each time",
}

FIXTURES: dict[str, tuple[dict[str, Any], list[str], list[str], list[str]]] = {
    "math": ({"ground_truth": "7/8192"}, ["\\boxed{7/8192}"], ["\\boxed{3}"], ["8192"]),
    "choice": ({"ground_truth": "C"}, ["\\boxed{C}"], ["\\boxed{A}"], []),
    "text_overlap": (
        {"ground_truth": ["walruses sing at dawn"]},
        ["walruses sing at dawn"],
        [],
        ["walruses"],
    ),
    "tool_calls": (
        {"ground_truth": [{"name": "look_up", "arguments": {"word": "walrus"}}]},
        ['<tool_call>{"name": "look_up", "arguments": {"word": "walrus"}}</tool_call>'],
        ['<tool_call>{"name": "delete", "arguments": {}}</tool_call>'],
        ["walrus"],
    ),
    "qa": (
        {"ground_truth": ["walrus tusk"]},
        ["<answer>The walrus tusk.</answer>"],
        ["<answer>x</answer>"],
        ["walrus"],
    ),
    "instructions": ({"instructions": [{"id": "punctuation:no_comma"}]}, ["a b"], ["a, b"], []),
    "json": ({"ground_truth": {"a": "walrus"}}, ['{"a": "walrus"}'], ['{"b": 1}'], ["walrus"]),
    "countdown": (
        {"numbers": [5, 9, 6], "target": 39},
        ["<answer>5 * 6 + 9</answer>"],
        ["<answer>5</answer>"],
        [],
    ),
    "assignment": ({"ground_truth": {"Mia": "knave"}}, ["Mia is a knave"], ["Mia is a knight"], ["knave"]),
    "grid": (
        {"header": ["Pet"], "rows": [["walrus"]]},
        ['<answer>{"header": ["Pet"], "rows": [["walrus"]]}</answer>'],
        ['<answer>{"header": ["Pet"], "rows": [["cat"]]}</answer>'],
        ["walrus"],
    ),
    "beam": (
        {
            "spec": {
                "units": {"force": "kN", "length": "m"},
                "length": 8,
                "supports": [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": 6}],
                "loads": [{"type": "point", "x": 8, "Fy": -6}],
            },
            "asked": [{"key": "R_A", "kind": "reaction_force", "at": "A", "unit": "kN", "sign": "up"}],
        },
        ["R_A = -2 kN"],
        ["R_A = 9 kN"],
        [],
    ),
    "structure": (
        {
            "spec": {
                "type": "truss",
                "units": {"force": "kN", "length": "m"},
                "nodes": {"A": [0, 0], "B": [8, 0], "C": [4, 3]},
                "members": [{"from": "A", "to": "B"}, {"from": "A", "to": "C"}, {"from": "B", "to": "C"}],
                "supports": [{"node": "A", "ux": True, "uy": True}, {"node": "B", "uy": True}],
                "loads": [{"node": "C", "Fy": -36}],
            },
            "asked": [{"key": "N", "kind": "axial_force", "member": ["A", "B"], "unit": "kN", "sign": "tension"}],
        },
        ["N_AB = 24 kN"],
        ["N_AB = 7 kN"],
        [],
    ),
    "quantity": (
        {"ground_truth": "8192", "unit": "kJ/mol"},
        ["\\boxed{8192}", "\\boxed{8.192\\ \\mathrm{MJ/mol}}"],
        ["\\boxed{5\\ \\mathrm{kg}}"],
        ["8192"],
    ),
    "regex": ({"patterns": [{"pattern": "^walrus$"}]}, ["walrus"], ["cat"], ["walrus"]),
    "sudoku": (
        {"puzzle": [[1, 0, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [4, 3, 2, 1]]},
        ["<answer>1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1</answer>"],
        ["<answer>1 1 1 1</answer>"],
        [],
    ),
}
"""A specification, right and wrong completions, and texts of the truth, by kind."""


def fixture_of(kind: str) -> Fixture:
    specification, full, zero, secrets = FIXTURES[kind]
    verifier = REGISTRY.parse(json.dumps({"kind": kind, **specification}).encode())
    # How long texts on beams and structures are read is tested at length elsewhere, and takes seconds here.
    return Fixture(verifier, full, zero, secrets, pumped=kind not in ("beam", "structure"))


@pytest.mark.parametrize("kind", FIXTURES)
def test_a_kind_keeps_the_contract(kind: str) -> None:
    ensure_kept(fixture_of(kind))


def test_programs_keep_the_contract(local_sandbox: Sandbox) -> None:
    test = {"type": "call", "function": "f", "args": [1], "expected": 8192}
    specification = {"kind": "code", "language": "python", "tests": [test]}
    verifier = REGISTRY.parse(json.dumps(specification).encode())
    right, wrong = "def f(x):\n    return x * 8192", "def f(x):\n    return 0"
    kept = Fixture(
        verifier, [right], [wrong], ["8192"], local_sandbox, hostile=("(" * 3_000, "9" * 5_000), pumped=False
    )
    ensure_kept(kept)


def test_queries_keep_the_contract(local_sandbox: Sandbox) -> None:
    specification = {
        "kind": "sql",
        "ground_truth": "select 8192 from t",
        "databases": ["create table t(a); insert into t values (1)"],
    }
    verifier = REGISTRY.parse(json.dumps(specification).encode())
    texts = ("(" * 3_000, "select " * 2_000, "'; drop table t; --")
    ensure_kept(Fixture(verifier, ["select 8192"], ["select 1"], ["8192"], local_sandbox, texts, pumped=False))


def test_every_kind_has_a_fixture() -> None:
    kinds = {kind for kind in REGISTRY.kinds if kind not in NOT_HERE}
    assert kinds - {"code", "sql"} <= FIXTURES.keys()


class EchoVerifier(Verifier):
    """Keeps the contract: right is the ground truth itself."""

    version: ClassVar[str] = "1"

    kind: Literal["echo"]
    ground_truth: str
    seen: list[str] = []  # noqa: RUF012 - a field, which pydantic copies

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        return judged(completion == self.ground_truth)


def judged(passed: bool, **more: Any) -> Verdict:
    return from_checks([Check("answer", passed, float(passed), error=None if passed else "wrong_answer", **more)])


def planted(verify: Callable[[EchoVerifier, str], Verdict]) -> type[EchoVerifier]:
    def judge(self: EchoVerifier, completion: str, sandbox: Sandbox) -> Verdict:
        return verify(self, completion)

    return type("PlantedVerifier", (EchoVerifier,), {"verify": judge, "__module__": __name__})


def raises(verifier: EchoVerifier, completion: str) -> Verdict:
    return judged(json.loads(completion) == verifier.ground_truth)


def leaks(verifier: EchoVerifier, completion: str) -> Verdict:
    return judged(completion == verifier.ground_truth, evidence=f"expected {verifier.ground_truth}")


def guesses(verifier: EchoVerifier, completion: str) -> Verdict:
    return judged(completion == verifier.ground_truth, evidence=str(random.random()))


def reads_slowly(verifier: EchoVerifier, completion: str) -> Verdict:
    places = range(len(completion)) if completion.startswith("((") else ()
    found = sum(completion[place:].count(mark) for place in places for mark in "()[]")
    return judged(completion == verifier.ground_truth and found >= 0)


def remembers(verifier: EchoVerifier, completion: str) -> Verdict:
    verifier.seen.append(completion)
    return judged(completion == verifier.ground_truth)


def depends_on_others(verifier: EchoVerifier, completion: str) -> Verdict:
    verifier.seen.append(completion)
    return judged(completion == verifier.ground_truth, evidence=f"number {len(verifier.seen)}")


def exceeds(verifier: EchoVerifier, completion: str) -> Verdict:
    return Verdict("correct", 1.5, checks=(Check("answer", True, 1.5),))


def gives_itself_nothing(verifier: EchoVerifier, completion: str) -> Verdict:
    return judged(completion == verifier.ground_truth) if completion else infrastructure_error("empty")


def contradicts(verifier: EchoVerifier, completion: str) -> Verdict:
    return replace(judged(completion == verifier.ground_truth), status="correct")


def accepts_everything(verifier: EchoVerifier, completion: str) -> Verdict:
    return judged(passed=True)


def without_checks(verifier: EchoVerifier, completion: str) -> Verdict:
    passed = completion == verifier.ground_truth
    return Verdict("correct" if passed else "incorrect", float(passed))


class CheapVerifier(EchoVerifier):
    """Says that it takes no time at all, below nothing."""

    def expected_seconds(self, completion: str) -> float:
        return -1.0


class SlowVerifier(EchoVerifier):
    """Says a millisecond and takes half a second."""

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        if completion == self.ground_truth:
            until = time.process_time() + 0.3
            while time.process_time() < until:
                pass
        return super().verify(completion, sandbox)


DEFECTS: dict[str, tuple[type[EchoVerifier], str]] = {
    "raises": (planted(raises), "raises JSONDecodeError"),
    "leaks": (planted(leaks), "ground truth in evidence"),
    "guesses": (planted(guesses), "another verdict on the same completion"),
    "reads slowly": (planted(reads_slowly), "times as long"),
    "remembers": (planted(remembers), "changes the verifier's fields"),
    "depends on others": (planted(depends_on_others), "another verdict on the same completion"),
    "exceeds": (planted(exceeds), "outside [0, 1]"),
    "gives itself nothing": (planted(gives_itself_nothing), "made its own null"),
    "contradicts": (planted(contradicts), "with score 0.0"),
    "accepts everything": (planted(accepts_everything), "a wrong completion is correct"),
    "without checks": (planted(without_checks), "without a check"),
    "negative cost": (CheapVerifier, "expects to take -1.0"),
    "wrong cost": (SlowVerifier, "s and takes"),
}


def echo(kind: type[EchoVerifier]) -> Fixture:
    return Fixture(kind(kind="echo", ground_truth="walrus"), ["walrus"], ["cat"], ["walrus"])


def test_a_good_verifier_keeps_the_contract() -> None:
    ensure_kept(echo(EchoVerifier))


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_caught(name: str) -> None:
    defective, finding = DEFECTS[name]
    with pytest.raises(ContractBroken) as caught:
        ensure_kept(echo(defective))
    assert any(finding in one for one in caught.value.findings), caught.value.findings
