"""Thumbs for KTO and BCO."""

import pytest
from steelyard import AsyncClient, thumbs

from tests.client.scripted import group


async def test_thumbs_say_what_is_wanted_and_leave_out_what_was_not_judged(client: AsyncClient) -> None:
    turns = {"turns": [{"role": "assistant", "content": "1"}]}
    groups = [{**group("1", "1", "2", "fail"), "prompt": "Which?"}, group("2", "2")]
    rows = thumbs(groups, await client.verify(groups))
    assert rows == [
        {"prompt": "Which?", "completion": "1", "label": True},
        {"prompt": "Which?", "completion": "2", "label": False},
        {"prompt": "", "completion": "2", "label": True},
    ]
    result = await client.verify([group("1", "1")])
    spoken = (
        [{"completions": [turns]}],
        [{"completions": [{"steps": ["1", "2"]}]}],
        [{"completions": [{"text": "1"}]}],
    )
    assert [thumbs(sent, result)[0]["completion"] for sent in spoken] == [turns["turns"], "1\n\n2", "1"]


async def test_the_border_between_up_and_down_is_the_callers(client: AsyncClient) -> None:
    groups = [group("1", "1", "2")]
    result = await client.verify(groups)
    assert [row["label"] for row in thumbs(groups, result, above=-0.5)] == [True, True]
    with pytest.raises(ValueError, match=r"shorter|longer"):
        thumbs([*groups, *groups], result)
