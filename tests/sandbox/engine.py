"""A Docker engine of the tests' own, which they may stop without anybody else noticing."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.parts import until


@dataclass
class Engine:
    """A second dockerd, with nothing in common with the machine's own."""

    folder: str
    process: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/socket"

    def start(self) -> None:
        command = [
            # In a network of its own, since an engine without a bridge removes the one of the machine's engine;
            # and with mounts of its own, which are gone with it.
            *["unshare", "--net", "--mount", "dockerd", "--data-root", f"{self.folder}/data"],
            *["--exec-root", f"{self.folder}/exec"],
            *["--pidfile", f"{self.folder}/pid", "--host", self.url, "--bridge=none", "--iptables=false"],
            *["--containerd-namespace", "steelyard-test", "--shutdown-timeout", "5"],
        ]
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until(self.answers)

    def answers(self) -> bool:
        assert self.process.poll() is None, "dockerd did not come up"
        command = ["docker", "--host", self.url, "version"]
        return subprocess.run(command, capture_output=True).returncode == 0

    def docker(self, *arguments: str) -> str:
        """A command to this engine, as a user would give it."""
        command = ["docker", "--host", self.url, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def containers(self) -> list[str]:
        return self.docker("ps", "--quiet").split()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


@contextmanager
def run_engine(image: str) -> Iterator[Engine]:
    """An engine that has this image of the machine's own engine. Its data is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="engine-")
    engine = Engine(folder)
    engine.start()
    try:
        save = subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE)
        subprocess.run(
            ["docker", "--host", engine.url, "load"], stdin=save.stdout, check=True, capture_output=True
        )
        assert save.stdout
        save.stdout.close()
        assert save.wait() == 0
        yield engine
    finally:
        engine.process.kill()  # an orderly end takes its time
        engine.process.wait()
        shutil.rmtree(folder, ignore_errors=True)
