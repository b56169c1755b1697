"""The words the other modules know: short answers, connectives, numbers."""

from verifiers.reading.vocabulary import FUNCTIONS

_SHORT_WORDS = "yes no odd even true false none both mon tue wed thu fri sat sun red blue tie win"
_CONNECTIVES = "and or not if to when where with for is are except but undefined none infinity"
_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _spelled() -> dict[str, int]:
    ones = {word: number for number, word in enumerate(_ONES.split())}
    tens = {word: 20 + 10 * place for place, word in enumerate(_TENS.split())}
    digits = [(word, number) for word, number in ones.items() if 0 < number < 10]
    both = {ten + one: value + number for ten, value in tens.items() for one, number in digits}
    return {**ones, **tens, **both, "hundred": 100, "thousand": 1000}


SHORT_WORDS = frozenset(_SHORT_WORDS.split())
NO_UNITS = FUNCTIONS | frozenset(_CONNECTIVES.split())
SPELLED_NUMBERS = _spelled()
