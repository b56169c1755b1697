"""The warm-up: teaches the form of answers by guesses, which name places of the beam but not the right ones."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from language import EOS, PAD, TERM_TOKENS, TOKENIZER, copies, guess
from policy import model, sample, texts
from transformers import LlamaForCausalLM

_TERMS_A_STEP = 72
COPIED = 0.95
"""Share of greedy answers that have to have the form on every layout."""


def warm(
    folder: Path, *, seed: int = 0, alone: int = 400, mixed: int = 1600, longest: int = 20
) -> LlamaForCausalLM:
    """The model after ``alone`` steps with one load and ``mixed`` with up to three; kept in ``folder``.

    Spans are up to ``longest`` times L.
    """
    if (folder / "config.json").exists():
        net: LlamaForCausalLM = LlamaForCausalLM.from_pretrained(folder)
        return net
    torch.manual_seed(seed)
    net = model()
    for step, loss in _teach(net, random.Random(seed), alone, mixed, longest):
        if step % 100 == 0 or step == alone + mixed:
            print(f"warm-up {step:4} of {alone + mixed}  loss {loss:.3f}", flush=True)
    shares = {loads: copied(net, loads, longest) for loads in ((1, 2, 3) if mixed else (1,))}
    print("greedy answers of the right form, by loads:", shares, flush=True)
    net.save_pretrained(folder)
    (folder / "copied.json").write_text(json.dumps(shares))
    return net


def copied(net: LlamaForCausalLM, loads: int, longest: int = 20, count: int = 128) -> float:
    """The share of greedy answers that copy their prompt rightly."""
    prompts = [guess(rng, loads, longest)[0] for rng in [random.Random(f"copy {loads}")] for _ in range(count)]
    answers = texts(*sample(net, prompts, 6 + 2 * TERM_TOKENS * loads, greedy=True))
    return sum(map(copies, prompts, answers)) / count


def _teach(
    net: LlamaForCausalLM, rng: random.Random, alone: int, mixed: int, longest: int
) -> Iterator[tuple[int, float]]:
    rate, steps = 3e-3, alone + mixed
    adam = torch.optim.AdamW(net.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(adam, rate, total_steps=steps, pct_start=0.05)
    for step in range(steps):
        loads = 1 if step < alone else rng.choice((1, 2, 2, 3))
        ids, labels = _batch([guess(rng, loads, longest) for _ in range(_TERMS_A_STEP // loads)])
        loss = net(input_ids=ids, labels=labels).loss
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        plan.step()
        yield step + 1, float(loss.detach())


def _batch(rows: list[tuple[str, str]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Prompts and answers as tokens, and as what is to be learned: the answers."""
    asked = [TOKENIZER(prompt).input_ids for prompt, _ in rows]
    told = [[*TOKENIZER(answer).input_ids, EOS] for _, answer in rows]
    width = max(len(a) + len(b) for a, b in zip(asked, told, strict=True))
    ids, labels = [], []
    for a, b in zip(asked, told, strict=True):
        rest = width - len(a) - len(b)
        ids.append([*a, *b, *[PAD] * rest])
        labels.append([*[-100] * len(a), *b, *[-100] * rest])
    return torch.tensor(ids), torch.tensor(labels)
