"""Rewards in one line, from what jobs keep."""

import pytest

from services.dashboard.reward_text import reward_text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (b'"binary"', "binary"),
        (b'{"sum":[{"use":"binary"}]}', "binary"),
        (b'{"sum":[{"use":"weighted"},{"use":"format","coef":0.1}]}', "weighted + 0.1 format"),
        (
            b'{"sum":[{"use":"verpo","beta":0.5}],"gate":["no_tampering"]}',
            "verpo (beta 0.5), only if no_tampering",
        ),
        (
            b'{"min":[{"use":"a"},{"use":"b"}],"transform":[{"use":"clip","max":1}]}',
            "min(a, b), then clip (max 1)",
        ),
        (b'{"sum":[{"use":"binary"}],"keep":{}}', "binary, keeping groups that differ"),
    ],
)
def test_a_reward_is_written_as_people_say_it(stored: bytes, shown: str) -> None:
    assert reward_text(stored) == shown
