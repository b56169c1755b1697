import pytest

from sandbox.choosing import open_sandbox
from sandbox.errors import IsolationUnavailable
from sandbox.program import Program, Run
from tests.sandbox.test_programs import TIGHT


def test_local_isolation_is_opened_and_proved() -> None:
    sandbox = open_sandbox("local", 1)
    try:
        assert sandbox.isolation.safe
        assert sandbox.run(Program("python", "print(1)"), [Run()], TIGHT)[0].stdout == b"1\n"
    finally:
        sandbox.close()


@pytest.mark.docker
def test_a_missing_image_is_refused_with_its_name() -> None:
    with pytest.raises(IsolationUnavailable, match="no-such-image"):
        open_sandbox("docker", 1, "no-such-image")
