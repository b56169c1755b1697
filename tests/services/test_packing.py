from hypothesis import given
from hypothesis import strategies as st

from services.jobs import packing
from services.jobs.model import Item, Judged
from verifiers.verdict import Check, from_checks


@given(st.binary(max_size=20_000))
def test_compressing_loses_nothing(data: bytes) -> None:
    assert packing.decompress(packing.compress(data)) == data


def test_long_repetitive_payloads_become_small() -> None:
    assert len(packing.compress(b"so it follows that " * 10_000)) < 1_000


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_items_come_back_as_they_were(texts: list[str]) -> None:
    items = [Item(0, index, text, n_tokens=index) for index, text in enumerate(texts)]
    assert packing.unpack_items(packing.pack(items)) == items


def test_verdicts_come_back_as_they_were() -> None:
    checks = [Check("a", True, 1.0), Check("b", False, 0.5, 2.0, "wrong_answer", "off by one", 0.25)]
    judged = [Judged(3, 4, from_checks(checks, "x", ["odd"]), 0.5, True, "id", 7, 0.9, (-0.1,))]
    assert packing.unpack_judged(packing.pack(judged)) == judged
