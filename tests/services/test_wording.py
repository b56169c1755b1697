"""Pages and docstrings use the field's terms: a small list of phrases that are not to come back."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

BANNED = {
    r"\banew\b": "again",
    r"\bhangs? up\b": "closes the connection",
    r"\bwhat .{0,20}\bowe[ds]\b|\bis owed\b": "unscored, no verdict",
    r"\bthe road itself\b|\bcost of the road\b": "overhead, hot path",
    r"\bfarewell\b": "end marker",
    r"\bunshakable\b": "isolated, reliable",
    r"\bwalk(s|ed)? in by\b": "connect",
    r"\blost patience\b": "timed out",
    r"\bthe (desk|studio)\b": "admission, rendering",
}
"""Patterns of phrases, and the words to use."""

NAMES = re.compile(r"(?:^|_)(?:desk|studio|road|lend(?:er|ing|able)?|lent|borrow(?:ing|ed)?|owe[ds]?)(?:_|$)")
"""Words that no class and no module is named by: admission, rendering, overhead, lease, unscored are."""

_CODE = ("services", "rewards", "verifiers", "sandbox", "client/steelyard", "benchmarks", "examples")
_DOCSTRING = re.compile(r'"""(.*?)"""', re.S)


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), ROOT / "client/README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def faults(text: str) -> list[str]:
    """Banned phrases of a text, each with what to say."""
    return [f"{found[0]!r}: say {say}" for ban, say in BANNED.items() for found in re.finditer(ban, text, re.I)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_use_the_terms_of_the_field(page: Path) -> None:
    if page.name != "CHANGELOG.md":  # it says what was said at the time
        assert faults(page.read_text()) == []


def test_docstrings_use_the_terms_of_the_field() -> None:
    files = [file for folder in _CODE for file in sorted((ROOT / folder).rglob("*.py"))]
    assert len(files) > 300
    found = {str(file): faults(" ".join(_DOCSTRING.findall(file.read_text()))) for file in files}
    assert {file: said for file, said in found.items() if said} == {}


def test_classes_and_modules_are_named_by_the_terms_of_the_field() -> None:
    files = [file for folder in _CODE for file in (ROOT / folder).rglob("*.py")]
    names = {name for file in files for name in re.findall(r"^\s*class (\w+)", file.read_text(), re.M)}
    words = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in names} | {file.stem for file in files}
    assert len(words) > 900
    assert [word for word in sorted(words) if NAMES.search(word)] == []


def test_a_banned_phrase_is_found_in_any_case() -> None:
    assert faults("Started Anew when it\nHangs up") == [
        "'Anew': say again",
        "'Hangs up': say closes the connection",
    ]
