"""The client as its users get it: a wheel and a source archive, each installed alone, against a running server."""

import json
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.parts import ROOT, Server

pytestmark = pytest.mark.release

USE = """
import steelyard, sys
with steelyard.Client(sys.argv[1]) as client:
    verifier = {"kind": "math", "ground_truth": "1/2"}
    print(client.verify([{"verifier": verifier, "completions": ["\\\\boxed{0.5}", "\\\\boxed{2}"]}]).rewards)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what would be uploaded, made by the build back end that the client names."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.build import build_{0}; build_{0}(sys.argv[1])"
    for kind in ("wheel", "sdist"):
        command = [sys.executable, "-c", build.format(kind), str(folder)]
        subprocess.run(command, cwd=ROOT / "client", check=True, capture_output=True)
    return folder


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def version() -> str:
    found = re.search(r'"(\d+\.\d+\.\d+[^"]*)"', (ROOT / "client/steelyard/version.py").read_text())
    assert found
    return found[1]


def test_both_archives_carry_the_version_licence_and_types(built: Path) -> None:
    with zipfile.ZipFile(only(built, f"steelyard-{version()}-py3-none-any.whl")) as wheel:
        inside = set(wheel.namelist())
    assert "steelyard/py.typed" in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert all(name.startswith(("steelyard/", "steelyard-")) for name in inside)
    with tarfile.open(only(built, f"steelyard-{version()}.tar.gz")) as source:
        names = {name.split("/", 1)[1] for name in source.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "steelyard/py.typed"} <= names


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_an_empty_environment_needs_nothing_but_the_archive(
    built: Path, pattern: str, server: Server, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = str(tmp_path / "venv" / "bin" / "python")
    uv = [str(Path(sys.executable).parent / "uv"), "pip"]
    subprocess.run([*uv, "install", "--quiet", "--python", python, str(only(built, pattern))], check=True)
    used = subprocess.run(
        [python, "-I", "-c", USE, server.url], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert used.stdout == "[1.0, 0.0]\n"
    listed = subprocess.run(
        [*uv, "list", "--quiet", "--format", "json", "--python", python],
        check=True,
        capture_output=True,
        text=True,
    )
    installed = {one["name"]: one["version"] for one in json.loads(listed.stdout)}
    assert installed["steelyard"] == version()
    assert not {"steelyard-server", "fastapi", "celery", "redis", "sympy"} & set(installed)
    command = str(tmp_path / "venv" / "bin" / "steelyard")
    assert subprocess.run([command, "--help"], capture_output=True).returncode == 0
