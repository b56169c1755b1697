"""``make fuzz``: searches the borders for bytes that make them leak, guided by coverage (atheris, libFuzzer).

Prints for each border how many inputs were tried and what was found, and exits with 1 if anything was.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fuzzing.seeds import SEEDS, WORDS

_INPUTS = re.compile(rb"stat::number_of_executed_units:\s+(\d+)")
_MOST_BYTES = 4096


def main() -> None:
    """Fuzz every border for its share of the time."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for all borders together")
    parser.add_argument("--only", help="one border, in this process")
    parser.add_argument("--folder", type=Path, help="where its inputs are")
    told = parser.parse_args()
    if told.only:
        _fuzz(told.only, told.folder, told.seconds)
        return
    failed = False
    print(f"{'border':<10}{'inputs':>12}  findings")
    for name in SEEDS:
        inputs, findings = _fuzzed(name, max(1, told.seconds // len(SEEDS)))
        failed = failed or bool(findings) or not inputs
        print(f"{name:<10}{inputs:>12,}  {len(findings)}", flush=True)
        for finding, times in findings.most_common():
            print(f"{'':<24}{times} times: {finding}", flush=True)
    sys.exit(failed)


def _fuzzed(name: str, seconds: int) -> tuple[int, Counter[str]]:
    """How many inputs were tried in a process of their own, and what they found."""
    with tempfile.TemporaryDirectory(prefix="steelyard-fuzz-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, seed in enumerate(SEEDS[name]):
            Path(corpus, str(number)).write_bytes(seed)
        Path(folder, "words").write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS))
        command = [sys.executable, "-m", "tests.fuzzing", "--only", name, "--folder", folder]
        run = subprocess.run([*command, "--seconds", str(seconds)], capture_output=True, check=False)
        said = _INPUTS.search(run.stderr)
        lines = Path(folder, "findings").read_text().splitlines() if Path(folder, "findings").exists() else []
        if run.returncode or not said:
            lines.append(f"the fuzzer ended with {run.returncode}: {run.stderr[-2000:].decode(errors='replace')}")
        return int(said[1]) if said else 0, Counter(lines)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _fuzz(name: str, folder: Path, seconds: int) -> None:
    atheris: Any = __import__("atheris")  # installed by ``make fuzz`` only, and without types
    with atheris.instrument_imports(include=["sandbox", "verifiers.code", "verifiers.judge", "services.judges"]):
        from tests.fuzzing.borders import BORDERS

    border, findings = BORDERS[name], Path(folder, "findings")

    def one(data: bytes) -> None:
        try:
            border(data)
        except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
            with findings.open("a") as file:
                file.write(f"{type(error).__name__}: {error}"[:300].replace("\n", " ") + f" <- {data[:200]!r}\n")

    bounds = [f"-max_total_time={seconds}", f"-max_len={_MOST_BYTES}", "-timeout=20", "-print_final_stats=1"]
    atheris.Setup(["fuzz", *bounds, f"-dict={folder / 'words'}", str(folder / "corpus")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
