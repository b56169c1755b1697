import pytest
from pydantic import ValidationError

from tests.plugins import ObedientVerifier
from verifiers.math.verifier import MathVerifier
from verifiers.plugins import BrokenPlugin
from verifiers.registry import BUILT_IN, Registry


def test_a_plugin_is_found_by_its_kind_beside_the_built_in_ones() -> None:
    registry = Registry.with_plugins(["tests.plugins:ObedientVerifier"])
    verifier = registry.parse(b'{"kind": "obedient", "ground_truth": "x"}')
    assert verifier == ObedientVerifier(kind="obedient", ground_truth="x")
    assert isinstance(registry.parse(b'{"kind": "math", "ground_truth": "1"}'), MathVerifier)


def test_two_verifiers_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="same kind"):
        Registry([*BUILT_IN, *BUILT_IN])


@pytest.mark.parametrize("name", ["tests.plugins:Nobody", "tests.plugins:Literal", "tests.plugins"])
def test_a_plugin_that_is_no_verifier_is_refused(name: str) -> None:
    with pytest.raises(BrokenPlugin, match=r"no verifier|cannot be loaded"):
        Registry.with_plugins([name])


@pytest.mark.parametrize(
    "specification",
    [
        b'{"kind": "unheard-of"}',
        b'{"ground_truth": "1"}',
        b'{"kind": "obedient", "ground_truth": "x", "colour": 1}',
        b'{"kind": "obedient", "ground_truth": 1}',
    ],
)
def test_unknown_kinds_unknown_fields_and_loose_types_are_refused(specification: bytes) -> None:
    with pytest.raises(ValidationError):
        Registry.with_plugins(["tests.plugins:ObedientVerifier"]).parse(specification)
