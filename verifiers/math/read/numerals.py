"""Numbers in words: English, Chinese and Roman numerals."""

import re
from collections.abc import Sequence
from fractions import Fraction

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = (
    {word: value for value, word in enumerate(_ONES)}
    | {word: 20 + 10 * place for place, word in enumerate(_TENS)}
    | {"a": 1, "an": 1}
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_PARTS = {
    "half": 2,
    "halves": 2,
    "quarter": 4,
    "quarters": 4,
    **{word + plural: value for value, word in enumerate(_ORDINALS) if value > 2 for plural in ("", "s")},
    "hundredth": 100,
    "hundredths": 100,
    "thousandth": 1000,
    "thousandths": 1000,
    "twentieth": 20,
    "twentieths": 20,
}
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "○": 0,
}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000}
_CHINESE_TEXT = re.compile("[零〇一二两三四五六七八九十百千万亿点分之负]{1,40}")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_TEXT = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def in_words(words: Sequence[str]) -> Fraction | None:
    """The number that English words spell; ``None`` where they are other words."""
    words = [part for word in words for part in word.lower().split("-") if part]
    if not words:
        return None
    if words[0] in ("negative", "minus"):
        rest = in_words(words[1:])
        return None if rest is None else -rest
    if len(words) == 1 and words[0] in _ORDINALS:
        return Fraction(_ORDINALS.index(words[0]))
    return _with_part(words)


def _with_part(words: list[str]) -> Fraction | None:
    if words[-1] in _PARTS and len(words) > 1:
        head = words[:-1]
        if "and" in head:
            place = len(head) - 1 - head[::-1].index("and")
            whole, above = _cardinal(head[:place]), _cardinal(head[place + 1 :])
            return None if whole is None or above is None else whole + Fraction(above, _PARTS[words[-1]])
        above = _cardinal(head)
        return None if above is None else Fraction(above, _PARTS[words[-1]])
    if words == ["half"]:
        return Fraction(1, 2)
    value = _cardinal(words)
    return None if value is None else Fraction(value)


def _cardinal(words: list[str]) -> int | None:
    if not words or (words in (["a"], ["an"]) and len(words) > 1):
        return None
    total = current = 0
    seen = False
    for word in words:
        if word in _SMALL:
            current, seen = current + _SMALL[word], True
        elif word == "hundred" and seen:
            current *= 100
        elif word in _SCALES and seen:
            total, current = total + current * _SCALES[word], 0
        elif word != "and" or not seen:
            return None
    return total + current if seen else None


def in_chinese(text: str) -> Fraction | None:
    """The number that Chinese numerals write."""
    if not _CHINESE_TEXT.fullmatch(text):
        return None
    if text.startswith("负"):
        inner = in_chinese(text[1:])
        return None if inner is None else -inner
    below, parts, above = text.partition("分之")
    if parts:
        bottom, top = in_chinese(below), in_chinese(above)
        return top / bottom if bottom and top is not None else None
    whole, point, places = text.partition("点")
    value = _chinese_whole(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    digits = [_CHINESE.get(character) for character in places]
    if None in digits or not digits:
        return None
    return value + Fraction(int("".join(map(str, digits))), 10 ** len(digits))


def _chinese_whole(text: str) -> int | None:
    for scale, character in ((10**8, "亿"), (10**4, "万")):
        head, found, tail = text.partition(character)
        if found:
            high, low = _chinese_whole(head), _chinese_whole(tail) if tail else 0
            return None if high is None or low is None else high * scale + low
    total = digit = 0
    for character in text:
        if character in _CHINESE_SCALES:
            total, digit = total + (digit or 1) * _CHINESE_SCALES[character], 0
        elif character in _CHINESE:
            digit = _CHINESE[character]
        else:
            return None
    return total + digit if text else None


def in_roman(text: str) -> int | None:
    """The number that a Roman numeral writes."""
    if not text or not _ROMAN_TEXT.fullmatch(text):
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
