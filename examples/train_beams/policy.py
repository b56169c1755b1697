"""A small Llama with random weights: how it samples, and how it learns by GRPO."""

from collections.abc import Sequence
from copy import deepcopy

import torch
from language import EOS, PAD, TOKENIZER, VOCABULARY
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import LlamaConfig, LlamaForCausalLM

_SPREAD = 4.0
"""How much wider than usual embeddings are spread: a model that copies has to tell them apart from the start."""


def model(width: int = 64, layers: int = 3, heads: int = 4) -> LlamaForCausalLM:
    """A quarter of a million weights, half of them embeddings."""
    net = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(VOCABULARY),
            hidden_size=width,
            intermediate_size=2 * width,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            max_position_embeddings=256,
            tie_word_embeddings=True,
            pad_token_id=PAD,
            eos_token_id=EOS,
            bos_token_id=None,
            rope_parameters={"rope_type": "default", "rope_theta": 1000.0},
        )
    )
    net.get_input_embeddings().weight.data.mul_(_SPREAD)
    return net


@torch.no_grad()
def sample(
    net: LlamaForCausalLM, prompts: Sequence[str], tokens: int, *, greedy: bool = False
) -> tuple[Tensor, int]:
    """Prompts and completions as one tensor, and where completions begin."""
    asked = TOKENIZER(list(prompts), return_tensors="pt", padding=True)
    how = {"do_sample": False} if greedy else {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}
    ids = net.generate(
        input_ids=asked.input_ids, attention_mask=asked.attention_mask, max_new_tokens=tokens, **how
    )
    return ids, asked.input_ids.shape[1]


def texts(ids: Tensor, start: int) -> list[str]:
    """What the completions say."""
    said: list[str] = TOKENIZER.batch_decode(ids[:, start:], skip_special_tokens=True)
    return said


def lengths(ids: Tensor, start: int) -> list[int]:
    """How many tokens the completions have, with the end mark."""
    counts: list[int] = _until_end(ids[:, start:]).sum(1).int().tolist()
    return counts


class Learner:
    """Follows the gradient of the rewards, held near where it began: the warm-up, or the stage before."""

    def __init__(self, net: LlamaForCausalLM, rate: float, beta: float) -> None:
        self.net, self._beta = net, beta
        self._reference = deepcopy(net).requires_grad_(False)
        self.adam = torch.optim.AdamW(net.parameters(), rate, weight_decay=0.0)

    def learn(self, ids: Tensor, start: int, advantages: Tensor) -> dict[str, float]:
        """One step. Returns the mean entropy of a token and its divergence from the reference, in nats.

        Both are estimates by the tokens that were sampled; the divergence is e^d - 1 - d of their difference d.
        Completions without an advantage are left out; if all are, nothing is learned.
        """
        acting = advantages != 0
        if not bool(acting.any()):
            return {"entropy": float("nan"), "kl": float("nan")}
        ids, advantages = ids[acting], advantages[acting]
        mask = _until_end(ids[:, start:])
        chosen = _log_probabilities(self.net, ids, start)
        with torch.no_grad():
            apart = _log_probabilities(self._reference, ids, start)
        apart = apart - chosen
        divergence = apart.exp() - 1 - apart
        loss = ((self._beta * divergence - advantages[:, None] * chosen) * mask).sum() / mask.sum()
        self.adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.adam.step()
        return {
            "entropy": float((-chosen.detach() * mask).sum() / mask.sum()),
            "kl": float((divergence.detach() * mask).sum() / mask.sum()),
        }


def _log_probabilities(net: LlamaForCausalLM, ids: Tensor, start: int) -> Tensor:
    """Of each token of the completions, in nats."""
    seen = (ids != PAD).long()
    places = (seen.cumsum(1) - 1).clamp(min=0)
    told = ids[:, start:]
    logits: Tensor = net(
        input_ids=ids, attention_mask=seen, position_ids=places, logits_to_keep=told.shape[1] + 1
    ).logits[:, :-1]
    return -cross_entropy(logits.flatten(0, 1), told.flatten(), reduction="none").view_as(told)


def _until_end(told: Tensor) -> Tensor:
    """1 up to and with the first end mark."""
    ends = (told == EOS).cumsum(1)
    return ((ends == 0) | ((ends == 1) & (told == EOS))).float()


def advantages_of(rewards: Sequence[Sequence[float | None]], *, by_deviation: bool) -> Tensor:
    """Rewards less the mean of their group, and by its deviation. No verdict (None), no advantage."""
    flat: list[float] = []
    for group in rewards:
        known = torch.tensor([reward for reward in group if reward is not None] or [0.0])
        mean, spread = float(known.mean()), float(known.std(correction=0)) + 1e-4 if by_deviation else 1.0
        flat += [0.0 if reward is None else (reward - mean) / spread for reward in group]
    return torch.tensor(flat)
