"""The warm-up: teaches the form of answers by guesses, which name places of the beam but not the right ones."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from forms import Form
from language import EOS, PAD, TOKENIZER, random_beam
from policy import model, sample, texts
from transformers import LlamaForCausalLM

_RATE = 5e-3


@dataclass(frozen=True)
class WarmUp:
    """How many steps: ``alone`` with one load, then ``mixed`` with up to three.

    Spans are up to ``longest`` L. The answers of a step have ``terms`` for each reaction in all.
    """

    form: Form
    alone: int = 300
    mixed: int = 0
    longest: int = 20
    terms: int = 72
    seed: int = 0

    @property
    def steps(self) -> int:
        """Steps in all."""
        return self.alone + self.mixed


def warm(folder: Path, plan: WarmUp) -> LlamaForCausalLM:
    """The model after a warm-up; kept in ``folder``."""
    kept = folder / f"warm-{plan.form.name}"
    if (kept / "copied.json").exists():
        net: LlamaForCausalLM = LlamaForCausalLM.from_pretrained(kept)
        return net
    torch.manual_seed(plan.seed)
    net = model()
    for step, loss in _teach(net, plan):
        if step % 100 == 0 or step == plan.steps:
            print(f"warm-up {plan.form.name}  step {step:4} of {plan.steps}  loss {loss:.3f}", flush=True)
    shares = {loads: copied(net, plan, loads) for loads in ((1, 2, 3) if plan.mixed else (1,))}
    print(f"greedy answers of the form {plan.form.name}, by loads: {shares}", flush=True)
    net.save_pretrained(kept)
    (kept / "copied.json").write_text(json.dumps(shares))
    return net


def copied(net: LlamaForCausalLM, plan: WarmUp, loads: int, count: int = 96) -> Mapping[str, float]:
    """The share of greedy answers that copy their prompt rightly, by how many supports are moved."""
    rng, shares = random.Random(f"copy {loads}"), {}
    for moved in range(3):
        beams = []
        while len(beams) < count:
            beam = random_beam(rng, loads, plan.longest)
            if (beam.left != "0") + (beam.right != beam.length) == moved:
                beams.append(beam)
        told = sample(net, [beam.prompt for beam in beams], plan.form.tokens(loads), greedy=True)
        shares[f"{moved} moved"] = sum(map(plan.form.copies, beams, texts(*told))) / count
    return shares


def _teach(net: LlamaForCausalLM, plan: WarmUp) -> Iterator[tuple[int, float]]:
    rng = random.Random(plan.seed)
    adam = torch.optim.AdamW(net.parameters(), _RATE, betas=(0.9, 0.98), weight_decay=0.01)
    cycle = torch.optim.lr_scheduler.OneCycleLR(adam, _RATE, total_steps=plan.steps, pct_start=0.1)
    net.train()
    for step in range(plan.steps):
        loads = 1 if step < plan.alone else rng.choice((1, 2, 2, 3))
        ids, labels = _guesses(plan, rng, loads)
        loss = net(input_ids=ids, labels=labels).loss
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        cycle.step()
        yield step + 1, float(loss.detach())
    net.eval()


def _guesses(plan: WarmUp, rng: random.Random, loads: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Prompts and guesses as tokens, and as what is to be learned: the guesses."""
    beams = [random_beam(rng, loads, plan.longest) for _ in range(plan.terms // loads)]
    asked = TOKENIZER([beam.prompt for beam in beams]).input_ids
    told = [[*ids, EOS] for ids in TOKENIZER([plan.form.guess(rng, beam) for beam in beams]).input_ids]
    width = max(len(a) + len(b) for a, b in zip(asked, told, strict=True))
    ids, labels = [], []
    for a, b in zip(asked, told, strict=True):
        rest = width - len(a) - len(b)
        ids.append([*a, *b, *[PAD] * rest])
        labels.append([*[-100] * len(a), *b, *[-100] * rest])
    return torch.tensor(ids), torch.tensor(labels)
