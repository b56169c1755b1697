"""Groups as trainers have them at hand."""

from typing import Any

import pytest
from steelyard import Refused
from steelyard.batching import encode
from steelyard.understanding import groups_of

MATH = {"kind": "math", "ground_truth": "7"}
CHAT = [{"role": "user", "content": "3 + 4?"}, {"role": "assistant", "content": "7"}]
PARTS = [{"role": "assistant", "content": [{"type": "text", "text": "sev"}, {"type": "text", "text": "en"}]}]


class Scalar:
    """As numpy's scalars and arrays are: their value by ``tolist``."""

    def __init__(self, value: object) -> None:
        self.value = value

    def tolist(self) -> object:
        return self.value


@pytest.mark.parametrize(
    ("completions", "texts"),
    [
        ("7", ["7"]),
        (["7", "8"], ["7", "8"]),
        (("7",), ["7"]),
        (CHAT, ["7"]),
        ([CHAT, CHAT[:1]], ["7", ""]),
        ([PARTS], ["seven"]),
        ([{"role": "assistant", "content": None}], [""]),
        ({"text": "7", "n_tokens": 3}, [{"text": "7", "n_tokens": 3}]),
        (Scalar(["7", "8"]), ["7", "8"]),
    ],
)
def test_completions_are_texts_chats_or_objects(completions: Any, texts: list[Any]) -> None:
    (group,) = groups_of([{"verifier": MATH, "completions": completions}])
    assert group["completions"] == texts


@pytest.mark.parametrize(
    ("truth", "written"), [(7, "7"), (0.5, "0.5"), (Scalar(7), "7"), ([1, "2"], ["1", "2"]), ("7", "7")]
)
def test_a_mathematical_truth_may_be_a_number(truth: Any, written: Any) -> None:
    (group,) = groups_of([{"verifier": {"kind": "math", "ground_truth": truth}, "completions": ["7"]}])
    assert group["verifier"] == {"kind": "math", "ground_truth": written}


def test_one_group_needs_no_list_and_a_verifier_may_be_text() -> None:
    group = {"verifier": '{"kind": "math", "ground_truth": "7"}', "completion": "7"}
    assert groups_of(group) == [{"verifier": MATH, "completions": ["7"]}]


@pytest.mark.parametrize(
    ("given", "place", "reason"),
    [
        ("text", "groups", "list of objects"),
        ([7], "groups.0", "not int"),
        ([{"completions": ["7"]}], "groups.0", "one of verifier"),
        ([{"verifier": MATH, "label": "7", "completions": ["7"]}], "groups.0", "2 of them"),
        ([{"verifier": MATH}], "groups.0.completions", "missing"),
        ([{"verifier": MATH, "completions": 7}], "groups.0.completions", "not int"),
        ([{"verifier": MATH, "completions": ["7", 8]}], "groups.0.completions.1", "not int"),
        ([{"verifier": "7", "completions": ["7"]}], "groups.0.verifier", "use label"),
        ([{"verifier": 7, "completions": ["7"]}], "groups.0.verifier", "not int"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(given: Any, place: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as caught:
        groups_of(given)
    assert ".".join(map(str, caught.value.errors[0].loc)) == place


def test_scalars_of_numpy_travel_as_numbers() -> None:
    assert encode({"step": Scalar(3), "values": Scalar([0.5, 1.0])}) == b'{"step":3,"values":[0.5,1.0]}'
    with pytest.raises(TypeError, match="object is nothing"):
        encode({"odd": object()})
