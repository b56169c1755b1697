"""What a rule is: a function of a text and its arguments, with the names of the arguments that it needs."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

Arguments = Mapping[str, Any]
Holds = Callable[[str, Arguments], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """An instruction that a text follows or not, and the names of its arguments by their type, in lower case.

    ``words`` are a text or a list of one, ``languages`` codes that langdetect knows, ``letters`` one character.
    ``ordinals`` pairs the place of a part, from 1, with the number of parts: none could follow a rule on part 3
    of 2, and the originals draw another place at random or raise.
    """

    holds: Holds
    texts: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    relation: str | None = None
    ordinals: tuple[tuple[str, str], ...] = ()

    def defect(self, arguments: Arguments) -> str:
        """Why these arguments will not do; empty if they do."""
        for names, fits, what in (
            (self.texts, _is_text, "a text"),
            (self.counts, _is_count, "a whole number"),
            (self.lists, _is_list, "a list of texts"),
            (self.words, lambda value: _is_text(value) or _is_list(value), "a text"),
            (
                self.languages,
                lambda value: _is_one_of(LANGUAGES, value),
                "a language by its code, as langdetect writes it",
            ),
            (self.letters, lambda value: _is_text(value) and len(value) == 1, "one character"),
        ):
            for name in names:
                if not fits(arguments.get(name)):
                    return f"{name} has to be {what}"
        if self.relation and not _is_one_of(RELATIONS, arguments.get(self.relation)):
            return f"{self.relation} has to be one of {', '.join(RELATIONS)}"
        for place, number in self.ordinals:
            if not 1 <= arguments[place] <= arguments[number]:
                return f"{place} has to be from 1 to {number}"
        return ""


def whole_word(word: str, text: str) -> int:
    """How often a word stands in a text by itself, without regard to case."""
    return len(re.compile(rf"\b{re.escape(word)}\b", re.I).findall(text))


_LANGUAGES_TEXT = """
    af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl
    no pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh-cn zh-tw
"""
LANGUAGES = frozenset(_LANGUAGES_TEXT.split())
"""What langdetect tells apart."""

RELATIONS: Mapping[str, Callable[[int, int], bool]] = {
    "less than": lambda count, bound: count < bound,
    "at least": lambda count, bound: count >= bound,
}


def related(count: int, arguments: Arguments, bound: str, relation: str = "relation") -> bool:
    """Whether a count stands to a bound as the arguments ask."""
    return RELATIONS[arguments[relation]](count, int(arguments[bound]))


def _is_one_of(words: Collection[str], value: Any) -> bool:
    return isinstance(value, str) and value in words


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return math.isfinite(value) and value == int(value) and value >= 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))
