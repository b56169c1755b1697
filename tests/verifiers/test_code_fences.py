import pytest

from verifiers.code.fences import find_program

PYTHON = {"python", "py"}


@pytest.mark.parametrize(
    ("completion", "program"),
    [
        ("print(1)", "print(1)"),
        ("Here:\n```python\nprint(1)\n```\nDone.", "print(1)\n"),
        ("```python\nprint(1)\n```\nBetter:\n```py\nprint(2)\n```", "print(2)\n"),
        ("```python\nprint(1)\n```\nIt prints\n```\n1\n```", "print(1)\n"),
        ("```\nprint(1)\n```", "print(1)\n"),
        ("```Python title=a.py\nprint(1)\n```", "print(1)\n"),
        ("```{.python}\nprint(1)\n```", "print(1)\n"),
        ("~~~python\nprint('```')\n~~~", "print('```')\n"),
        ("````python\ns = '''\n```\n'''\n````", "s = '''\n```\n'''\n"),
        ("1. Do\n   ```python\n   if x:\n       y()\n   ```", "if x:\n    y()\n"),
        ("```python\r\nprint(1)\r\n```\r\n", "print(1)\n"),
        ("```python\nprint(1)", "print(1)\n"),
        ("```python\nprint(1)```", "print(1)\n"),
        ("<think>\n```python\nprint(0)\n```\n</think>\n```python\nprint(1)\n```", "print(1)\n"),
        ("Use `x` and ``` y ``` here", "Use `x` and ``` y ``` here"),
        ('def f():\n    """Say\n```python\nf()\n```\n    """\n    return 1\n', None),
    ],
)
def test_the_last_block_of_the_language_is_the_program(completion: str, program: str | None) -> None:
    assert find_program(completion, PYTHON) == (completion if program is None else program)


@pytest.mark.parametrize(
    "completion",
    [
        "",
        " \n",
        "```python\n\n```",
        "```cpp\nint main() {}\n```",
        "<think>\n```python\nprint(1)\n```",
        "<think>I do not know",
        "```python\nprint(1)\n```\n</think>",
    ],
)
def test_a_completion_without_a_program_has_none(completion: str) -> None:
    assert find_program(completion, PYTHON) is None
