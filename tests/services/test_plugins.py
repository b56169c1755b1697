"""A wheel that nobody here knows adds a verifier, a reward scheme and a door."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.parts import ROOT, run_server

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "steelyard-parity"
version = "1.0"

[project.entry-points."steelyard.verifiers"]
parity = "steelyard_parity:ParityVerifier"

[project.entry-points."steelyard.rewards"]
parity = "steelyard_parity:HALVED"

[project.entry-points."steelyard.doors"]
parity = "steelyard_parity.door:router"
"""

VERIFIER = '''
from typing import ClassVar, Literal

from rewards.scheme import Parameters, Scheme, per_sample
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier


class ParityVerifier(Verifier):
    """Is the completion an integer of the right parity?"""

    version: ClassVar[str] = "1.0.0"

    kind: Literal["parity"]
    even: bool

    def verify(self, completion, sandbox):
        digits = completion.strip()
        if not (digits.isascii() and digits.isdigit()):
            return Verdict("no_answer", 0.0, checks=(Check("answer", False, 0.0, error="missing"),))
        passed = (int(digits[-1]) % 2 == 0) == self.even
        error = None if passed else "wrong_answer"
        return from_checks([Check("parity", passed, float(passed), error=error)], digits)


@per_sample
def halved(sample, parameters):
    return sample.verdict.score / 2


HALVED = Scheme("halved", halved, Parameters, "sample", (0.0, 0.5), "halved", "a plugin")
'''

DOOR = """
from fastapi import APIRouter, Request

from services.gateway.auth import Submitter
from services.gateway.compat.asking import Sample, ask
from services.gateway.compat.terms import GivenTerms
from services.gateway.parts import GatewayParts

router = APIRouter()


@router.post("/compat/parity/{number}", response_model=float)
async def parity(number: str, request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms):
    label = {"kind": "parity", "even": True}
    (result,) = await ask(request, parts, tenant, [Sample(label, number)], terms, 60.0)
    return result["reward"]
"""

CONTRACT = """
from steelyard_parity import ParityVerifier
from verifiers.contract import Fixture, ensure_kept
ensure_kept(Fixture(ParityVerifier(kind="parity", even=True), ["12"], ["13", "x"]))
print("kept")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed, built from sources outside the repository."""
    source, site = tmp_path_factory.mktemp("parity"), tmp_path_factory.mktemp("site")
    (source / "pyproject.toml").write_text(PYPROJECT)
    (source / "steelyard_parity").mkdir()
    (source / "steelyard_parity" / "__init__.py").write_text(VERIFIER)
    (source / "steelyard_parity" / "door.py").write_text(DOOR)
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(source / "dist")], cwd=source, check=True, capture_output=True
    )
    (wheel,) = (source / "dist").glob("*.whl")
    uv = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--no-deps", "--offline"]
    subprocess.run([*uv, "--target", str(site), str(wheel)], check=True)
    return site


def test_a_wheel_adds_one_of_each(site: Path, tmp_path: Path) -> None:
    with run_server(tmp_path, {"PYTHONPATH": str(site)}) as server:
        kinds = httpx.get(f"{server.url}/v1/verifiers").text
        schemes = httpx.get(f"{server.url}/v1/rewards").text
        group = {"verifier": {"kind": "parity", "even": True}, "completions": ["12", "7", "x"]}
        answer = httpx.post(f"{server.url}/v1/verify", json={"groups": [group], "reward": "halved"}, timeout=60)
        door = [httpx.post(f"{server.url}/compat/parity/{n}", timeout=60).json() for n in (12, 7)]
        read = httpx.post(f"{server.url}/v1/labels/read", json={"rows": [{"kind": "parity", "even": True}]}).json()
    assert '"parity"' in kinds
    assert '"halved"' in schemes
    assert [result["reward"] for result in answer.json()["groups"][0]["results"]] == [0.5, 0.0, 0.0]
    assert door == [1.0, 0.0]
    assert "parity" in str(read)


def test_the_contract_holds_for_a_verifier_from_outside(site: Path) -> None:
    environment = {"PYTHONPATH": f"{site}:{ROOT}", "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        [sys.executable, "-c", CONTRACT], env=environment, capture_output=True, text=True, check=False
    )
    assert told.stdout == "kept\n", told.stderr


def test_a_plugin_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    info = tmp_path / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[steelyard.verifiers]\nbroken = no_such_module:Verifier\n")
    use = "from verifiers.registry import Registry; Registry.with_plugins([])"
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}", "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        [sys.executable, "-c", use], env=environment, capture_output=True, text=True, check=False
    )
    assert "plugin 'broken' of broken cannot be loaded" in told.stderr
