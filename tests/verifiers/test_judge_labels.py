"""Every layout in which a judge writes a label for each of several items."""

import pytest

from verifiers.judge.asking import JudgeFailed, Reply
from verifiers.judge.labelling import labelled
from verifiers.judge.modes import SUPPORTED

LAYOUTS = [
    '["support", "partial_support", "not_support"]',
    "['support', 'partial_support', 'not_support']",
    "[support, partial_support, not_support]",
    "support, partial_support, not_support",
    "support partial_support not_support",
    "- support\n- partial_support\n- not_support",
    "1: Support\n2: Partial support\n3: Not support",
    "**Nugget 1:** support\n**Nugget 2:** partial_support\n**Nugget 3:** not_support",
    "1: support - it says so\n2: partial_support - half of it\n3: not_support - absent",
    "1) support; 2) partial_support; 3) not_support",
    "| nugget | label |\n|---|---|\n| 1 | support |\n| 2 | partial_support |\n| 3 | not_support |",
    "| nugget | label |\n|---|---|\n| red | support |\n| blue | partial_support |\n| green | not_support |",
    '{"1": "support", "2": "partial_support", "3": "not_support"}',
    '{"red": "support", "blue": "partial_support", "green": "not_support"}',
    '{"labels": ["support", "partial_support", "not_support"]}',
    '{"id": 1, "label": "support"}\n{"id": 2, "label": "partial_support"}\n{"id": 3, "label": "not_support"}',
    "- id: 1\n  label: support\n- id: 2\n  label: partial_support\n- id: 3\n  label: not_support",
    "<label>support</label><label>partial_support</label><label>not_support</label>",
    '<item id="3">not_support</item>\n<item id="2">partial_support</item>\n<item id="1">support</item>',
    "<think>Perhaps [not_support]?</think>['support', 'partial_support', 'not_support']",
    "I compare.\n\nFinal answer: ['support', 'partial_support', 'not_support']",
    'Sure.\n```json\n["support", "partial_support", "not_support"]\n```',
    "<answer>['support', 'partial_support', 'not_support']</answer>",
]


@pytest.mark.parametrize("reply", LAYOUTS)
def test_labels_are_read_in_whatever_layout(reply: str) -> None:
    assert labelled(Reply(reply), 3, SUPPORTED) == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "support, support",
        "support, support, support, not_support",
        "1: support\n3: not_support",
        "1: support\n1: not_support\n2: support\n3: support",
        "<label>support</label><label>perhaps</label><label>not_support</label>",
        "I cannot label these.",
    ],
)
def test_anything_but_one_label_for_each_is_no_reply(reply: str) -> None:
    with pytest.raises(JudgeFailed):
        labelled(Reply(reply), 3, SUPPORTED)
