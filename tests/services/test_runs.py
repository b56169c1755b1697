"""Plain runs, and the protocols of services that run programs."""

import base64
import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.parts import Server, until


def post(server: Server, route: str, body: dict[str, Any], **query: str) -> httpx.Response:
    return httpx.post(f"{server.url}{route}", json=body, params=query, timeout=120)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_program_gets_input_arguments_and_files_and_gives_files_back(server: Server) -> None:
    code = (
        "import sys\nopen('out/b.txt', 'w').write(open('out/a.txt').read() + sys.argv[1])\n"
        "print(input().upper())\nprint('err', file=sys.stderr)\nsys.exit(3)"
    )
    body = {
        "language": "python3",
        "code": code,
        "stdin": "abc\n",
        "argv": ["!"],
        "files": {"out/a.txt": b64("hello")},
    }
    outcome = post(server, "/v1/run", {**body, "fetch": ["out/b.txt", "missing", "../../etc/passwd"]}).json()
    assert (outcome["ended"], outcome["exit_status"], outcome["passed"]) == ("exited", 3, False)
    assert (outcome["stdout"], outcome["stderr"]) == ("ABC\n", "err\n")
    assert outcome["files"] == {"out/b.txt": b64("hello!")}


@pytest.mark.parametrize(
    ("code", "limits", "ended"),
    [
        ("while True: pass", {"cpu_seconds": 0.3}, "timeout"),
        ("x = 'a' * (1 << 30)", {"memory_mb": 64}, "memory"),
        ("print('a' * 5000)", {"output_kb": 1}, "output_limit"),
        ("print(", {}, "syntax"),
        ("import os; os.kill(os.getpid(), 11)", {}, "crashed"),
    ],
)
def test_what_stopped_a_program_is_named(server: Server, code: str, limits: dict[str, Any], ended: str) -> None:
    assert post(server, "/v1/run", {"language": "python", "code": code, "limits": limits}).json()["ended"] == ended


@pytest.mark.languages
def test_compiled_programs_take_arguments_too(server: Server) -> None:
    code = '#include <stdio.h>\nint main(int n, char **a) { FILE *f = fopen("o", "w"); fputs(a[1], f); return 0; }'
    outcome = post(server, "/v1/run", {"language": "c", "code": code, "argv": ["x y"], "fetch": ["o"]}).json()
    assert outcome["files"] == {"o": b64("x y")}
    assert post(server, "/v1/run", {"language": "c", "code": "int main("}).json()["ended"] == "compile"


@pytest.mark.parametrize(
    "body", [{"language": "cobol", "code": ""}, {"language": "python"}, {"language": "python", "code": "", "x": 1}]
)
def test_a_run_that_cannot_be_is_refused(server: Server, body: dict[str, Any]) -> None:
    assert post(server, "/v1/run", body).status_code == 422


FUSION = "/compat/sandbox-fusion"


def run_code(server: Server, code: str, **more: Any) -> Any:
    return post(server, f"{FUSION}/run_code", {"code": code, "language": "python", **more}).json()


def test_sandbox_fusion_runs_a_program(server: Server) -> None:
    answer = run_code(server, "print(input())", stdin="7", files={}, fetch_files=[], memory_limit_MB=1024)
    assert (answer["status"], answer["run_result"]["status"]) == ("Success", "Finished")
    assert (answer["run_result"]["stdout"], answer["run_result"]["return_code"]) == ("7\n", 0)
    failed = run_code(server, "raise SystemExit(4)")
    assert (failed["status"], failed["run_result"]["return_code"]) == ("Failed", 4)
    late = run_code(server, "while True: pass", run_timeout=0.3)
    assert (late["status"], late["run_result"]["status"]) == ("Failed", "TimeLimitExceeded")
    assert late["run_result"]["return_code"] is None


def test_sandbox_fusion_is_told_once_of_a_language_that_is_missing(server: Server) -> None:
    answer = run_code(server, "x", language="verilog")
    assert (answer["status"], answer["compile_result"]["status"]) == ("Failed", "Error")
    assert "verilog" in answer["message"]


def test_sandbox_fusion_runs_test_files_of_pytest(server: Server) -> None:
    for right in (True, False):
        answer = run_code(server, f"def test_it():\n    assert {right}\n", language="pytest")
        assert (answer["status"] == "Success") is right


CASES = [
    {"input": {"stdin": "1 2"}, "output": {"stdout": "3"}},
    {"input": {"stdin": "3 4"}, "output": {"stdout": "7"}},
]
BATCH = {"type": "stdin_stdout", "input": ["1 2", "3 4"], "output": ["3", "7"], "fn_name": None}
CALLS = {"type": "function_call", "input": [[1, 2], [3, 4]], "output": [[3], [7]], "fn_name": "add"}
READS, ADDS = "print(sum(map(int, input().split())))", "def add(a, b):\n    return a + b"


@pytest.mark.parametrize(
    ("route", "data", "program"),
    [
        ("submit", {"test": CASES}, READS),
        ("submit", [{"id": 1, "test": json.dumps(CASES)}], READS),
        (
            "submit",
            {"test": {"code": "assert add(1, 2) == 3"}, "labels": {"programming_language": "python"}},
            ADDS,
        ),
        ("submit", {"test": "def check(f):\n    assert f(1, 2) == 3", "entry_point": "add"}, ADDS),
        ("common_evaluate_batch", {"test_cases": BATCH}, READS),
        ("common_evaluate_batch", {"test_cases": CALLS}, ADDS),
    ],
)
def test_sandbox_fusion_submissions_bring_their_tests(server: Server, route: str, data: Any, program: str) -> None:
    config = {"language": "python", "provided_data": data, "extra": {"run_all_cases": True}}
    for right in (True, False):
        text = program if right else program.replace("sum(", "1 + sum(").replace("a + b", "a + b + 1")
        body = {"id": 1, "dataset": "x", "completion": f"```python\n{text}\n```", "config": config}
        answer = post(server, f"{FUSION}/{route}", body).json()
        assert answer["accepted"] is right
        assert {test["passed"] for test in answer["tests"]} == {right}


def test_sandbox_fusion_submissions_without_tests_are_refused(server: Server) -> None:
    body = {"id": 1, "dataset": "humaneval_python", "completion": "x", "config": {"language": "python"}}
    assert post(server, f"{FUSION}/submit", body).status_code == 422
    assert httpx.get(f"{server.url}{FUSION}/v1/ping").json() == "pong"


def test_piston_executes_files(server: Server) -> None:
    files = [
        {"name": "main.py", "content": "import sys, helper\nprint(helper.f(input()), sys.argv[1:])"},
        {"name": "helper.py", "content": b64("f = str.upper"), "encoding": "base64"},
    ]
    body = {"language": "py", "version": "*", "files": files, "stdin": "abc", "args": ["-x"]}
    run = post(server, "/compat/piston/api/v2/execute", body).json()["run"]
    assert (run["stdout"], run["code"], run["signal"]) == ("ABC ['-x']\n", 0, None)
    late = {"language": "python", "version": "3", "files": [{"content": "while 1: pass"}], "run_timeout": 300}
    run = post(server, "/compat/piston/api/v2/execute", late).json()["run"]
    assert (run["code"], run["signal"], run["status"]) == (None, "SIGKILL", "TO")
    unknown = post(server, "/compat/piston/api/v2/execute", {**late, "language": "cobol"})
    assert (unknown.status_code, "cobol" in unknown.json()["message"]) == (400, True)
    runtimes = httpx.get(f"{server.url}/compat/piston/api/v2/runtimes").json()
    assert "js" in next(one for one in runtimes if one["language"] == "javascript")["aliases"]


@pytest.mark.parametrize(
    ("code", "more", "status"),
    [
        ("print(input())", {"stdin": "5", "expected_output": "5 \n"}, 3),
        ("print(input())", {"stdin": "5"}, 3),
        ("print(6)", {"expected_output": "5"}, 4),
        ("while True: pass", {"cpu_time_limit": 0.3}, 5),
        ("raise SystemExit(1)", {}, 11),
        ("import os; os.kill(os.getpid(), 11)", {}, 7),
    ],
)
@pytest.mark.parametrize("encode", [str, b64])
def test_judge0_waits_for_a_submission(
    server: Server, code: str, more: dict[str, Any], status: int, encode: Callable[[str], str]
) -> None:
    texts = {name: encode(value) if isinstance(value, str) else value for name, value in more.items()}
    body = {"source_code": encode(code), "language_id": 71, **texts}
    query = {"wait": "true", "base64_encoded": "true" if encode is b64 else "false"}
    answer = post(server, "/compat/judge0/submissions", body, **query)
    assert (answer.status_code, answer.json()["status"]["id"]) == (201, status)
    if more.get("stdin"):
        assert answer.json()["stdout"].strip() == encode("5\n").strip()


def test_judge0_submissions_are_read_by_token(server: Server) -> None:
    one = {"source_code": f"print({time.time()})", "language_id": 100}
    (token,) = (
        answer["token"]
        for answer in post(server, "/compat/judge0/submissions/batch", {"submissions": [one]}).json()
    )

    def read() -> Any:
        return httpx.get(
            f"{server.url}/compat/judge0/submissions/{token}", params={"fields": "status_id,stdout"}
        ).json()

    until(lambda: read()["status_id"] == 3)
    assert set(read()) == {"status_id", "stdout"}
    both = httpx.get(f"{server.url}/compat/judge0/submissions/batch", params={"tokens": f"{token},{token}"}).json()
    assert [found["status"]["id"] for found in both["submissions"]] == [3, 3]
    assert httpx.get(f"{server.url}/compat/judge0/submissions/none").status_code == 404


def test_judge0_takes_an_archive_of_files(server: Server) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/x.txt", "found")
    files = base64.b64encode(packed.getvalue()).decode()
    body = {"source_code": "print(open('data/x.txt').read())", "language_id": 71, "additional_files": files}
    assert post(server, "/compat/judge0/submissions", body, wait="true").json()["stdout"] == "found\n"
    assert post(server, "/compat/judge0/submissions", {**body, "additional_files": "eHg="}).status_code == 422
    assert post(server, "/compat/judge0/submissions", {**body, "language_id": 9999}).status_code == 422
