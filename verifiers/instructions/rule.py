"""What a rule is: a function of a text and its arguments, with the names of the arguments that it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Arguments = Mapping[str, Any]
Holds = Callable[[str, Arguments], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """An instruction that a text follows or not, and the names of its arguments by their type."""

    holds: Holds
    texts: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    relation: str | None = None

    def defect(self, arguments: Arguments) -> str:
        """Why these arguments will not do; empty if they do."""
        for names, fits, what in (
            (self.texts, _is_text, "a text"),
            (self.counts, _is_count, "a whole number"),
            (self.lists, _is_list, "a list of texts"),
        ):
            for name in names:
                if not fits(arguments.get(name)):
                    return f"{name} has to be {what}"
        if self.relation and arguments.get(self.relation) not in RELATIONS:
            return f"{self.relation} has to be one of {', '.join(RELATIONS)}"
        return ""


RELATIONS: Mapping[str, Callable[[int, int], bool]] = {
    "less than": lambda count, bound: count < bound,
    "at least": lambda count, bound: count >= bound,
}


def related(count: int, arguments: Arguments, bound: str, relation: str = "relation") -> bool:
    """Whether a count stands to a bound as the arguments ask."""
    return RELATIONS[arguments[relation]](count, int(arguments[bound]))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) and value >= 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))
