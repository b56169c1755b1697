"""The study in its short form, into one folder, and its first steps again in two goes, into another."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import torch
from plan import Plan, Stage
from plans import NARROW, SHORT, SHORT_WARM_UPS
from steelyard import Client
from train import Training
from warm_up import warm

REPEATED = 4


def run(client: Client, plan: Plan, weights: Path, out: Path) -> list[dict[str, object]]:
    """The curve of a run, kept as the study keeps it."""
    out.mkdir(exist_ok=True)
    curve = Training(plan, client, warm(weights, SHORT_WARM_UPS[plan.form.name]), out).run()
    (out / f"{plan.name}.json").write_text(json.dumps(curve))
    return curve


def main() -> None:
    whole, parts = map(Path, sys.argv[1:])
    torch.set_num_threads(1)
    with Client(os.environ["STEELYARD_URL"]) as client:
        run(client, SHORT, whole, whole)
        for steps in (REPEATED // 2, REPEATED):
            run(client, replace(SHORT, name="again-0", stages=[Stage([NARROW], steps)], tested=4), whole, parts)


main()
