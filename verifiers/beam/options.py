"""How problems of a family are to be: where supports stand, which part of the family, how the prompt is put."""

from dataclasses import dataclass
from typing import Literal

Moved = Literal["none", "left", "right", "both", "any"]
Split = Literal["train", "test"]
PromptStyle = Literal["full", "short"]


@dataclass(frozen=True, slots=True)
class Options:
    """``moved_supports``: which stand away from the ends; ``split``: only that part of the family."""

    moved_supports: Moved = "none"
    split: Split | None = None
    prompt_style: PromptStyle = "full"

    def named(self) -> str:
        """What the ids of problems say of options, so that ids of different problems differ."""
        told = ("" if self.moved_supports == "none" else f"moved-{self.moved_supports}", self.split, self.short)
        return "".join(f"-{one}" for one in told if one)

    @property
    def short(self) -> str:
        """The style of the prompt, where it is short."""
        return "short" if self.prompt_style == "short" else ""
