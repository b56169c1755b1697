"""GRPO with TRL and rewards from Steelyard, on a CPU: a tiny model of random weights, a few steps.

    pip install trl torch transformers datasets && python examples/trl_grpo.py

With a real model and dataset only the model, the tokenizer and the rows change. STEELYARD_URL and
STEELYARD_API_KEY
say where the server is.
"""

import tempfile
from typing import Any

import torch
from datasets import Dataset
from steelyard.trl import SteelyardReward
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import GRPOConfig, GRPOTrainer

STEPS = 3


def tokenizer() -> PreTrainedTokenizerFast:
    """One token for each printable character."""
    characters = [chr(code) for code in range(32, 127)]
    vocabulary = {word: number for number, word in enumerate(["<pad>", "<eos>", *characters])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<pad>"))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    made.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", eos_token="<eos>")


def model(words: int) -> Qwen2ForCausalLM:
    """A transformer with two thin layers."""
    config = Qwen2Config(
        vocab_size=words,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        bos_token_id=1,
        eos_token_id=1,
        pad_token_id=0,
    )
    return Qwen2ForCausalLM(config)


def rows() -> Dataset:
    """Problems whose answer is a digit, which even random weights hit at times. Verifiers are JSON text."""
    verifier = '{"kind": "text_overlap", "ground_truth": "7"}'
    return Dataset.from_list([{"prompt": f"Say 7. {number}: ", "verifier": verifier} for number in range(8)])


def main() -> list[dict[str, Any]]:
    """Train, and return what was logged."""
    torch.manual_seed(1)
    words = tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        settings = GRPOConfig(
            output_dir=folder,
            max_steps=STEPS,
            per_device_train_batch_size=8,
            num_generations=8,
            max_completion_length=12,
            logging_steps=1,
            report_to="none",
            use_cpu=True,
            save_strategy="no",
        )
        trainer = GRPOTrainer(
            model(len(words)),
            reward_funcs=SteelyardReward(reward="dense", run="trl-example"),
            args=settings,
            train_dataset=rows(),
            processing_class=words,
        )
        trainer.train()
        history: list[dict[str, Any]] = trainer.state.log_history
    return history


if __name__ == "__main__":
    for entry in main():
        print({name: value for name, value in entry.items() if name in ("reward", "loss", "grad_norm", "step")})
