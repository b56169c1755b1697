"""Every snippet of README and docs does what it shows, against one running server.

JSON is sent as what it is (a request, a verifier, a reward, a line of a settings file). Python is run and prints
what its comments say. Shell lines are run where they ask this server, else held to what make, the command and the
settings accept. The requests of ``docs/papers.md`` have a test of their own.
"""

import contextlib
import importlib.util
import io
import json
import re
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pyarrow
import pyarrow.parquet
import pytest
import yaml
from steelyard.cli.main import main

from rewards.table import REWARD_SPEC
from services.__main__ import _COMMANDS
from services.gateway.auth import Keys
from services.judges.configuration import read_judges
from services.settings import PREFIX, Settings
from services.webhooks.configuration import read_webhooks
from services.webhooks.outbox import Message
from tests.conftest import ROOT
from tests.parts import Server
from tests.services.snippets import Snippet, commands, documents, lacks, promises, snippets

HERE = "http://127.0.0.1:8000"
"""What pages call the server."""

WITH_TRAINERS = ("docs/trainers/", "docs/migration/sandboxfusion.md")
"""Pages whose Python may need what only a trainer's environment has; tests/trainers runs these clients."""

ONLY_NAMED = {"docker-compose", "kubectl", "source", "git", "pip", "apt-get", "cd"}
"""Programs whose lines are not run here."""


def cases(*languages: str) -> list[Any]:
    return [pytest.param(one, id=f"{one.page} {one.number}") for one in snippets(*languages)]


@pytest.fixture
def server(asking: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("STEELYARD_URL", asking.url)
    monkeypatch.delenv("STEELYARD_API_KEY", raising=False)
    return asking


def post(server: Server, path: str, body: Any) -> Any:
    answer = httpx.post(f"{server.url}{path}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("snippet", cases("json"))
def test_json_is_what_the_server_takes(server: Server, snippet: Snippet, tmp_path: Path) -> None:
    for document in documents(snippet.text):
        match document:
            case {"job_id": _}:
                assert_holds(document, post(server, "/v1/verify", {**request_before(snippet), "cache": "off"}))
            case {"groups": _}:
                assert post(server, "/v1/verify", document)["groups"]
            case {"kind": _}:
                assert_usable(server, document)
            case {"key": _} | {"url": _}:
                assert_is_a_line(document, written(tmp_path, document))
            case {"type": "alarm.began"}:
                assert_is_sent(document)
            case {"turns": _} | {"text": _}:
                verifier = {"kind": "math", "ground_truth": "42"}
                post(server, "/v1/verify", {"groups": [{"verifier": verifier, "completions": [document]}]})
            case _:
                REWARD_SPEC.validate_python(document)


def assert_is_a_line(document: Any, file: Path) -> None:
    """Of the file of keys, of judges or of webhooks."""
    match document:
        case {"key": _}:
            assert Keys.read(file).required
        case {"model": _}:
            assert read_judges(file)
        case _:
            assert read_webhooks(file)


def assert_is_sent(document: Any) -> None:
    """The fields are those of a message to a webhook."""
    data = document["data"]
    message = Message("", "began", 0.0, 0.0, 0, data["alarm"], data["subject"], data["seen"], data["advice"])
    sent = json.loads(message.body)
    assert (sent.keys(), sent["data"].keys()) == (document.keys(), data.keys())


def request_before(snippet: Snippet) -> Any:
    """The request of the shell block in front of an answer."""
    (text,) = [one.text for one in snippets("sh") if (one.page, one.number) == (snippet.page, snippet.number - 1)]
    (command,) = commands(text)
    return json.loads(command[command.index("-d") + 1])


def written(folder: Path, document: Any) -> Path:
    (folder / "file.jsonl").write_text(json.dumps(document))
    return folder / "file.jsonl"


def assert_usable(server: Server, document: Any) -> None:
    (found,) = post(server, "/v1/verifiers/check", {"verifiers": [document]})["verifiers"]
    assert found["usable"], found


def assert_holds(shown: Any, found: Any) -> None:
    """Whatever a page shows of an answer is there; times and what stands for anything else may differ."""
    match shown:
        case dict():
            for name, value in shown.items():
                if not name.endswith("seconds"):
                    assert_holds(value, found[name])
        case list():
            for one, other in zip(shown, found, strict=False):
                assert_holds(one, other)
        case str() if "…" in shown:
            assert isinstance(found, str)
        case _:
            assert shown == found


def test_a_page_that_shows_another_answer_is_found() -> None:
    with pytest.raises(AssertionError):
        assert_holds({"groups": [{"reward": 1.0}]}, {"groups": [{"reward": 0.0}]})
    with pytest.raises(KeyError):
        assert_holds({"gone": None}, {"groups": []})


@pytest.mark.parametrize("page", sorted({one.page for one in snippets("python")}))
def test_python_prints_what_its_comments_say(server: Server, page: str) -> None:
    names: dict[str, Any] = {"__name__": "snippet"}
    for snippet in [one for one in snippets("python") if one.page == page]:
        missing = lacks(snippet.text, set(names))
        if missing:
            assert page.startswith(WITH_TRAINERS), missing
        else:
            run(snippet.text.replace(HERE, server.url), names)


def run(text: str, names: dict[str, Any]) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "snippet", "exec"), names)
    lines = iter(printed.getvalue().splitlines())
    for code, says in promises(text):
        if code.startswith("print("):
            assert next(lines, "nothing") == says, code
        else:
            assert repr(eval(code, names)) == says.partition(";")[0].replace('"', "'"), code
    for name in [name for name in names if name.startswith("test_")]:
        names.pop(name)()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that pages speak of."""
    rows = [{"prediction": "so \\boxed{4}", "gold": "4", "label": True, "question": "2 + 2?"}]
    for name in ("rows.jsonl", "judged.jsonl"):
        (tmp_path / name).write_text(json.dumps(rows[0]) + "\n")
    table = pyarrow.Table.from_pylist(
        [{"reward_model": {"ground_truth": "4", "style": "rule"}, "prompt": "2 + 2?"}]
    )
    for name in ("rows.parquet", "dataset.parquet"):
        pyarrow.parquet.write_table(table, tmp_path / name)
    (beam,) = [one for one in snippets("json") if one.page == "docs/beam.md"][:1]
    (tmp_path / "beam.json").write_text(beam.text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("snippet", cases("sh"))
def test_shell_lines_can_be_run(server: Server, snippet: Snippet) -> None:
    for command in commands(snippet.text):
        run_command(server, without_settings(command))


def without_settings(command: list[str]) -> list[str]:
    """The command behind its variables and ``export``, which have to be settings."""
    rest = command[1:] if command[0] == "export" else command
    while rest and re.match(r"\w+=", rest[0]):
        name = rest.pop(0).partition("=")[0]
        known = name.removeprefix(PREFIX).lower() in Settings.model_fields or name == "STEELYARD_URL"
        assert known or not name.startswith(PREFIX), name
    return rest


def run_command(server: Server, command: list[str]) -> None:
    match command:
        case []:
            pass
        case ["make", *targets]:
            makefile = (ROOT / "Makefile").read_text()
            assert all("=" in target or f"\n{target}:" in makefile for target in targets), targets
        case [".venv/bin/steelyard" | "steelyard", *arguments]:
            run_steelyard(server, arguments)
        case ["curl", *arguments]:
            ask([one.replace(HERE, server.url) for one in arguments])
        case [".venv/bin/python" | "python", "-m", module, *arguments]:
            assert importlib.util.find_spec(module), module
            assert module != "services" or arguments[0] in _COMMANDS, arguments
        case [".venv-study/bin/python", script, *_]:
            assert (ROOT / script).is_file(), script
        case [program, *_]:
            assert program in ONLY_NAMED or (ROOT / program).is_file(), program


def run_steelyard(server: Server, arguments: Sequence[str]) -> None:
    job = httpx.get(f"{server.url}/v1/jobs?limit=1").json()["jobs"]
    names: Mapping[str, str] = {"JOB": job[0]["job_id"] if job else "", "1000": "3"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert main([names.get(one, one) for one in arguments]) == 0, (arguments, printed.getvalue())


def ask(arguments: Sequence[str]) -> None:
    if any("$(" in one for one in arguments):
        return  # asks with a key that another line makes
    done = subprocess.run(["curl", "-f", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (arguments, done.stderr)
    json.loads(done.stdout)


@pytest.mark.parametrize("snippet", cases("toml", "yaml"))
def test_settings_files_can_be_read(snippet: Snippet) -> None:
    assert tomllib.loads(snippet.text) if snippet.language == "toml" else yaml.safe_load(snippet.text)


def test_every_language_of_a_block_has_a_test() -> None:
    fences = [
        one for page in (ROOT / "docs").rglob("*.md") for one in re.findall(r"^ *```(\w+)", page.read_text(), re.M)
    ]
    assert set(fences) <= {"json", "python", "sh", "toml", "yaml", "text"}
