"""``make recheck``: a checker for regular expressions over every pattern that runs on ``re``.

Patterns are found as the test of linear time finds them, in all packages that read what strangers send. What
the checker takes for vulnerable is attacked in Python with the checker's own texts. Prints all that it complains
of, and exits with 1 if a pattern is exponential, or one that sees more than windows of bounded size is not linear.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from tests.recheck.javascript import translated
from tests.verifiers.pattern_uses import only_anchored
from tests.verifiers.pumping import MOST_GROWTH, exhaust, growth
from tests.verifiers.test_linear_time import IN_WINDOWS, patterns_of

_PACKAGES = ("verifiers", "rewards", "sandbox", "services")
_NOT_IMPORTED = ("sandbox.runner", "services.__main__")
"""What runs inside the sandbox, and what is a program rather than a module."""
_MOST = 32_000
"""Characters of an attack in Python."""
Said = dict[str, Any]


def main() -> None:
    """Check all patterns with the checker that is installed in a folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.recheck", description=__doc__)
    parser.add_argument("folder", type=Path, help="where package.json was installed")
    told = parser.parse_args()
    modules = _modules()
    anchored = only_anchored(modules)
    found = {name: one for name, one in patterns_of(modules).items() if isinstance(one, re.Pattern)}
    sources = {name: translated(one, anchored=name in anchored) for name, one in found.items()}
    counts: Counter[str] = Counter()
    for said in _checked(told.folder, sources):
        pattern = found[said["name"]]
        verdict = _verdict(said, pattern.match if said["name"] in anchored else exhaust(pattern))
        counts[verdict] += 1
        if verdict != "safe":
            what = said.get("complexity") or said.get("error")
            print(f"{verdict:<13} {said['name']}: {what}\n{'':<14}{pattern.pattern[:200]!r}", flush=True)
    print(f"{len(found)} patterns: {dict(counts)}")
    sys.exit(bool(counts["EXPONENTIAL"] + counts["NOT LINEAR"]))


def _verdict(said: Said, work: Callable[[str], object]) -> str:
    """One word or two on a pattern: capitals are faults."""
    if said["status"] == "safe":
        return "safe"
    if "exponential" in str(said.get("complexity")):
        return "EXPONENTIAL"
    if said["name"].startswith(tuple(IN_WINDOWS)):
        return "in windows"
    if said["status"] != "vulnerable":
        return "not decided"
    is_linear = growth(work, _attack(said), _MOST) <= MOST_GROWTH
    return "linear here" if is_linear else "NOT LINEAR"


def _attack(said: Said) -> Callable[[int], str]:
    def make(size: int) -> str:
        times = size // max(1, sum(len(pump["pump"]) for pump in said["pumps"]))
        return "".join(pump["prefix"] + pump["pump"] * times for pump in said["pumps"]) + str(said["suffix"])

    return make


def _modules() -> list[ModuleType]:
    names = [
        one.name
        for package in map(import_module, _PACKAGES)
        for one in walk_packages(package.__path__, package.__name__ + ".")
    ]
    return [import_module(name) for name in names if not name.startswith(_NOT_IMPORTED)]


def _checked(folder: Path, patterns: Mapping[str, tuple[str, str]]) -> Iterator[Said]:
    rows = [{"name": name, "source": source, "flags": flags} for name, (source, flags) in patterns.items()]
    command = ["node", str(Path(__file__).parent / "check.mjs"), str(folder.resolve())]
    native = {**os.environ, "RECHECK_BACKEND": "native"}
    with subprocess.Popen(
        command, env=native, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as node:
        assert node.stdin
        assert node.stdout
        node.stdin.write(json.dumps(rows))
        node.stdin.close()
        yield from map(json.loads, node.stdout)
    assert node.returncode == 0, "the checker failed"


if __name__ == "__main__":
    main()
