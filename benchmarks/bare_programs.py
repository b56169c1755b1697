"""The bare baseline: a labelled job as source for an unisolated ``python3`` that runs its tests."""

from dataclasses import dataclass

from benchmarks.code_rows import Row


@dataclass(frozen=True, slots=True)
class BareRun:
    """What is run, and what it reads."""

    source: str
    stdin: str = ""


def script_of(row: Row) -> list[BareRun]:
    """One run for the whole job; for a stdio job one for each test."""
    tests, source = row.specification["tests"], row.completion.partition("\n")[2].rpartition("```")[0]
    if row.style == "stdio":
        return [BareRun(source, test["stdin"]) for test in tests]
    if row.style == "assert":
        after = "\n".join(f"{test['setup']}\n{test['code']}" for test in tests)
        return [BareRun(f"{source}\n{after}")]
    calls = "\n".join(f"print({test['function']}(*{test['args']!r}))" for test in tests)
    return [BareRun(f"{source}\n{calls}")]
