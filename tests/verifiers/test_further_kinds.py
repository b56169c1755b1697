"""Quantities, patterns, queries and entries of reasoning-gym; calls in further forms; what proofs are told."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.registry import Registry
from verifiers.tool_calls.reading import Call, read_calls
from verifiers.units.quantities import read_quantity
from verifiers.verdict import Verdict

REGISTRY = Registry()


def judge(specification: dict[str, Any], completion: str, sandbox: Sandbox = NOWHERE) -> Verdict:
    verifier = REGISTRY.parse(json.dumps(specification).encode())
    verifier.ensure_usable()
    return verifier.verify(completion, sandbox)


def refusal(specification: dict[str, Any]) -> UnusableSpec:
    with pytest.raises(UnusableSpec) as caught:
        judge(specification, "x")
    return caught.value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.92 atm", 4.92, "atm^1"),
        (r"$6.0\times10^{-3}\ \mathrm{kg\,m^{-1}}$", 0.006, "kg^1 m^-1"),
        ("x ≈ 1,200 kJ/mol", 1200, "kJ^1 mol^-1"),
        ("5 kg/(m s)", 5, "kg^1 m^-1 s^-1"),
        ("3 m s⁻²", 3, "m^1 s^-2"),
        (r"\frac{1}{2} J", 0.5, "J^1"),
        (r"10^{-8}\mathrm{~N}", 1e-8, "N^1"),
        ("20 °C", 20, "degC^1"),
        ("3 km per hour", 3, "km^1 hour^-1"),
        ("-1.5e-3", -0.0015, ""),
    ],
)
def test_a_quantity_is_read(text: str, value: float, unit: str) -> None:
    found = read_quantity(text)
    assert found is not None
    assert float(found.value) == pytest.approx(value, rel=1e-12)
    assert found.unit == unit


SPEED = {"kind": "quantity", "ground_truth": "90", "unit": "km/h"}


@pytest.mark.parametrize(
    ("completion", "status", "errors"),
    [
        (r"\boxed{90}", "correct", [None, None]),
        (r"\boxed{25\ \mathrm{m/s}}", "correct", [None, None]),
        (r"So v = \boxed{25} m/s.", "correct", [None, None]),
        (r"\boxed{90\ \mathrm{m/s}}", "partial", [None, "wrong_answer"]),
        (r"\boxed{90\ \mathrm{kg}}", "incorrect", ["unit", "wrong_answer"]),
        (r"\boxed{80}", "partial", [None, "wrong_answer"]),
        (r"\boxed{fast}", "incorrect", ["unparsable"]),
        ("", "no_answer", ["missing"]),
    ],
)
def test_compatible_incompatible_and_missing_units(completion: str, status: str, errors: list[str | None]) -> None:
    verdict = judge(SPEED, completion)
    assert (verdict.status, [check.error for check in verdict.checks]) == (status, errors)


def test_a_unit_may_be_required_or_ignored() -> None:
    assert judge({**SPEED, "units": "require"}, r"\boxed{90}").checks[0].error == "missing"
    assert judge({**SPEED, "units": "ignore"}, r"\boxed{90\ \mathrm{kg}}").status == "correct"


def test_temperatures_have_an_offset_and_tolerance_is_of_the_truth() -> None:
    warm = {"kind": "quantity", "ground_truth": "20 °C", "tolerance": {"abs": 0.5, "rel": 0.0}}
    assert judge(warm, r"\boxed{293.15\ \mathrm{K}}").status == "correct"
    assert judge(warm, r"\boxed{21\ °C}").status == "partial"


@pytest.mark.parametrize(
    ("answer", "passed"), [("2.50", True), ("2.5", False), ("250e-2", True), ("2.500", False)]
)
def test_significant_figures_are_counted(answer: str, passed: bool) -> None:
    asked = {"kind": "quantity", "ground_truth": "2.5", "significant_figures": 3}
    assert judge(asked, rf"\boxed{{{answer}}}").checks[-1].passed is passed


def test_unknown_units_and_truths_without_a_number_are_refused() -> None:
    assert refusal({**SPEED, "unit": "furlongs per walrus"}).field == "unit"
    assert refusal({"kind": "quantity", "ground_truth": "fast"}).field == "ground_truth"


def test_patterns_are_counted_and_weighed() -> None:
    asked = {
        "kind": "regex",
        "patterns": [
            {"pattern": r"^\d+\. ", "at_least": 2, "name": "numbered"},
            {"pattern": "walrus", "at_least": 0, "at_most": 0, "ignore_case": True},
        ],
    }
    assert judge(asked, "1. One\n2. Two").status == "correct"
    partial = judge(asked, "1. A Walrus")
    assert [check.passed for check in partial.checks] == [False, False]
    assert (
        judge({"kind": "regex", "patterns": [{"pattern": "[ab]+", "whole": True}]}, " abab ").status == "correct"
    )
    assert refusal({"kind": "regex", "patterns": [{"pattern": "(?=a)"}]}).field == "patterns.0.pattern"
    assert refusal({"kind": "regex", "patterns": [{"pattern": "a", "at_most": 0}]}).field == "patterns.0.at_most"


SHOP = """create table item(name text, price real, shop integer);
insert into item values ('net', 2.5, 1), ('rope', 0.1, 1), ('net', 2.5, 2), ('oar', null, 2), ('sum', 0.3, 2);"""
QUERY = "select name, price from item where price > 0.2"


@pytest.mark.parametrize(
    ("truth", "completion", "error"),
    [
        (QUERY, "```sql\nSELECT name, price FROM item WHERE price >= 0.3;\n```", None),
        (QUERY, "<answer>select name, price from item where 0.2 < price order by price</answer>", None),
        (QUERY, "select distinct name, price from item where price > 0.2", "wrong_answer"),
        (QUERY, "select name from item where price > 0.2", "wrong_answer"),
        ("select name from item order by price", "select name from item order by price desc", "wrong_answer"),
        ("select max(name) from item", "select max(name) from (select name from item order by name) t", None),
        ("select price from item where name = 'oar'", "select null", None),
        ("select price from item where name = 'oar'", "select 0", "wrong_answer"),
        ("select price from item where name = 'sum'", "select 0.1 + 0.2", None),
        ("select 3", "select 3.0", None),
        (QUERY, "select * from nothing", "syntax"),
        (QUERY, "drop table item", "forbidden"),
        (QUERY, "insert into item values ('a', 1, 1)", "forbidden"),
        (QUERY, "attach database '/tmp/x.db' as x", "forbidden"),
        (QUERY, "pragma writable_schema = 1", "forbidden"),
        (QUERY, "select load_extension('x')", "forbidden"),
        (QUERY, "select 1; drop table item", "syntax"),
        (QUERY, "", "missing"),
    ],
)
def test_queries_are_compared_by_their_results(
    truth: str, completion: str, error: str | None, local_sandbox: Sandbox
) -> None:
    asked = {"kind": "sql", "ground_truth": truth, "databases": [SHOP]}
    verdict = judge(asked, completion, local_sandbox)
    assert [check.error for check in verdict.checks] == [error]
    assert verdict.score == float(error is None)


@pytest.mark.parametrize(
    "completion",
    [
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
        "select group_concat(hex(zeroblob(900000))) from item a, item b, item c, item d, item e, item f",
    ],
)
def test_a_query_without_an_end_is_a_verdict(completion: str, local_sandbox: Sandbox) -> None:
    verdict = judge({"kind": "sql", "ground_truth": QUERY, "databases": [SHOP]}, completion, local_sandbox)
    assert verdict.status == "incorrect"
    assert verdict.checks[0].error in ("timeout", "memory", "forbidden", "syntax")


def test_a_true_query_that_fails_or_finds_nothing_is_refused() -> None:
    assert refusal({"kind": "sql", "ground_truth": "select x", "databases": [SHOP]}).field == "ground_truth"
    nothing = {"kind": "sql", "ground_truth": "select 1 where 0", "databases": [SHOP]}
    assert "nothing" in str(refusal(nothing))
    assert (
        refusal({"kind": "sql", "ground_truth": "select 1", "databases": ["create tabel"]}).field == "databases.0"
    )


def test_proofs_are_refused_with_the_reason() -> None:
    assert "plugin" in str(refusal({"kind": "proof", "statement": "theorem t : 1 = 1"}))


def test_calls_as_items_of_a_responses_answer() -> None:
    items = [
        {"type": "reasoning", "summary": []},
        {"type": "function_call", "name": "f", "arguments": '{"x": 1}', "call_id": "a"},
        {"type": "function_call_output", "call_id": "a", "output": "2"},
        {"type": "function_call", "name": "g", "arguments": "{", "call_id": "b"},
        {"type": "message", "content": [{"type": "output_text", "text": "Two."}]},
    ]
    for text in (json.dumps(items), json.dumps({"output": items})):
        reading = read_calls(text)
        assert reading.turns == [[Call("f", {"x": 1})], [Call("g", None)]]
        assert reading.answer == "Two."


def test_calls_as_python_writes_them() -> None:
    assert read_calls("[f(x=1, y=['a']), m.g()]").turns == [[Call("f", {"x": 1, "y": ["a"]}), Call("m.g", {})]]
    assert read_calls("[f(1)]").turns == read_calls("[__import__('os').system(a='b')](").turns == []
