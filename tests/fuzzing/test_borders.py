"""What ``make fuzz`` begins with, and what it has found: nothing of it crosses a border."""

import pytest

from tests.fuzzing.borders import BORDERS
from tests.fuzzing.seeds import SEEDS

FOUND = {
    "channel": (b'\x00\x00["returned", null, [1, 2]]', b'\x00\x00["returned", null, [{"$complex": []}]]'),
    "values": (b"\x03\x05!(.5<!6=DKD=DKDG",),
    "reply": (
        b'\x01{"choices": [{"message": {"content": "no"}, "logprobs": {"content": [{"top_logprobs":'
        b' [{"token": false, "logprob": -0.1}]}]}}]}',
    ),
}


@pytest.mark.parametrize("border", sorted(BORDERS))
def test_nothing_leaks(border: str) -> None:
    for one in (*FOUND[border], *SEEDS[border][::6]):
        BORDERS[border](one)
