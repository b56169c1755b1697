"""The whole API document, exercised by schemathesis against a running server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.parts import ROOT, Server


@pytest.mark.timeout(1300)
def test_schemathesis_finds_nothing(server: Server, tmp_path: Path) -> None:
    schemathesis = Path(sys.executable).parent / "schemathesis"
    command = [str(schemathesis), "run", f"{server.url}/openapi.json"]
    found = subprocess.run(
        [
            *command,
            "--checks",
            "all",
            "--exclude-checks",
            "use_after_free",  # off in schemathesis.toml too, which ``all`` overrules
            "--max-examples",
            "15",
            "--seed",
            "1",
            "--request-timeout",
            "60",
            "--no-color",
        ],
        cwd=ROOT,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]


def test_the_page_of_the_api_loads_nothing_from_elsewhere(server: Server) -> None:
    page = httpx.get(f"{server.url}/docs").text
    sources = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert len(sources) >= 3
    assert all(source.startswith("/") for source in sources)
    assert {httpx.get(server.url + source).status_code for source in sources} == {200}
