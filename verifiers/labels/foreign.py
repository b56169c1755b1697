"""Programs judged by source in another language than Python, put after the program (MultiPL-E)."""

from typing import Any

from sandbox.languages import LANGUAGES
from verifiers.labels.outcome import Reading, Refused
from verifiers.labels.programs import language_of
from verifiers.labels.rows import Row, container

_NEED_MAIN = ("c", "cpp", "java", "go", "rust")


def foreign(row: Row) -> Reading | None:
    """Tests in another language. Raises Refused for those of a test runner, or that end the function."""
    language, tests, prompt = language_of(row), row.text("tests", "test"), row.text("prompt")
    if language == "python" or language not in LANGUAGES or not tests or not isinstance(container(tests), str):
        return None
    if tests.lstrip().startswith("}"):
        raise Refused("the tests begin inside of the function: a program that ends it would fail", row.fields)
    if language in _NEED_MAIN and "main" not in tests:
        raise Refused("the tests are for a test runner of their language, which is not at hand", row.fields)
    verifier: dict[str, Any] = {
        "kind": "code",
        "language": language,
        "tests": [{"type": "program", "code": tests}],
    }
    if prompt:
        verifier["prefix"] = prompt
    return Reading("code-program", verifier, "tests", solution=None)
