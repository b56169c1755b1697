"""The study: all its runs, one after another. What was finished before is kept, what was begun is gone on with.

``make study`` sets everything up, starts a service of its own, trains, and draws the figures of docs/study.md.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from plan import Plan
from plans import SHORT, SHORT_WARM_UPS, WARM_UPS, plans
from steelyard import Client
from train import Training, learned
from transformers import LlamaForCausalLM
from warm_up import WarmUp, warm

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Run what is left of the study."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a service that runs already; without it one is started")
    parser.add_argument(
        "--out", type=Path, default=ROOT / ".steelyard-study", help="where weights and curves are kept"
    )
    parser.add_argument("--only", default="", help="only runs whose names begin so")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--short", action="store_true", help="one short run after a short warm-up")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # the service has the other core
    warm_ups = SHORT_WARM_UPS if arguments.short else WARM_UPS
    everything = [SHORT] if arguments.short else plans(arguments.seeds)
    chosen = [plan for plan in everything if plan.name.startswith(arguments.only)]
    with _service(arguments.url, arguments.out) as url, Client(url) as client:
        print(f"dashboard: {url}/dashboard/runs", flush=True)
        for place, plan in enumerate(chosen):
            file = arguments.out / f"{plan.name}.json"
            if file.exists():
                continue
            print(f"run {place + 1} of {len(chosen)}: {plan.name}", flush=True)
            curve = Training(plan, client, _start(plan, arguments.out, warm_ups), arguments.out).run()
            file.write_text(json.dumps(curve))


def _start(plan: Plan, folder: Path, warm_ups: Mapping[str, WarmUp]) -> LlamaForCausalLM:
    """The model that a run starts from."""
    net = warm(folder, warm_ups[plan.form.name])
    if plan.after is not None:
        net.load_state_dict(learned(folder, plan.after))
    return net


@contextmanager
def _service(url: str | None, folder: Path) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"STEELYARD_PORT": str(port), "STEELYARD_WORKERS": "1", "STEELYARD_DATA_DIR": str(folder / "data")}
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [ROOT / ".venv/bin/python", "-m", "services", "serve"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        while "Ctrl-C stops it." not in (folder / "service.log").read_text():
            if process.poll() is not None:
                raise SystemExit((folder / "service.log").read_text())
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


if __name__ == "__main__":
    main()
