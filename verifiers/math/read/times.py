"""Clock times and dates."""

import re
from dataclasses import dataclass

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?\s*(?:([ap])\.?\s*m\.?)?$", re.I)
_HOUR = re.compile(r"(\d{1,2})\s*(?:o'?clock)?\s*([ap])\.?\s*m\.?$", re.I)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_WORD = re.compile(r"[A-Za-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds since midnight or noon; ``half`` is a or p, empty where it is not said."""

    hour: int
    minute: int
    second: int
    half: str

    def agrees(self, other: "Clock") -> bool:
        """Whether both may be the same time."""
        if (self.minute, self.second) != (other.minute, other.second):
            return False
        mine, theirs = self._full(), other._full()
        if mine is not None and theirs is not None:
            return mine == theirs
        return self.hour % 12 == other.hour % 12

    def _full(self) -> int | None:
        if self.half:
            return self.hour % 12 + (12 if self.half == "p" else 0)
        return self.hour if self.hour > 12 or self.hour == 0 else None


def clock(text: str) -> Clock | None:
    """The time of day that a text is."""
    text = text.strip(" .") + ("." if text.rstrip().endswith("m.") else "")
    found = _CLOCK.match(text.strip())
    if found and int(found[1]) < 25:
        return Clock(int(found[1]), int(found[2]), int(found[3] or 0), (found[4] or "").lower())
    found = _HOUR.match(text.strip())
    if found and 1 <= int(found[1]) <= 12:
        return Clock(int(found[1]), 0, 0, found[2].lower())
    return None


def is_surely_clock(text: str) -> bool:
    """Whether nothing but a time can be meant: minutes begin with 0, or a half of the day is said."""
    found = clock(text)
    return found is not None and (
        bool(found.half) or bool(re.match(r"\d{1,2}:0\d", text.strip())) or text.count(":") == 2
    )


def date(text: str) -> tuple[int, int, int] | None:
    """Year (0 where none is given), month and day."""
    found = _ISO.match(text.strip())
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    words = _WORD.findall(text)
    months = [_month(word) for word in words if _month(word)]
    numbers = [int(word) for word in words if word.isdigit() and len(word) < 5]
    others = [
        word
        for word in words
        if not word.isdigit()
        and not _month(word)
        and word.lower() not in ("st", "nd", "rd", "th", "of", "the")
        and not _weekday(word)
    ]
    if len(months) != 1 or others or not 1 <= len(numbers) <= 2:
        return None
    years = [value for value in numbers if value > 31]
    days = [value for value in numbers if value <= 31]
    return (years[0] if years else 0, months[0], days[0]) if len(days) == 1 and len(years) <= 1 else None


def _month(word: str) -> int:
    lowered = word.lower()
    return next(
        (
            place + 1
            for place, month in enumerate(_MONTHS)
            if lowered == month or (len(lowered) in (3, 4) and month.startswith(lowered))
        ),
        0,
    )


def _weekday(word: str) -> int:
    lowered = word.lower().rstrip(".")
    return next(
        (
            place + 1
            for place, day in enumerate(_DAYS)
            if lowered == day or (len(lowered) in (3, 4) and day.startswith(lowered))
        ),
        0,
    )


def calendar_word(text: str) -> str:
    """The full name of a weekday or month that a text abbreviates; empty for other words."""
    lowered = text.strip(" .").lower()
    if place := _weekday(lowered):
        return _DAYS[place - 1]
    if len(lowered) > 2 and (place := _month(lowered)):
        return _MONTHS[place - 1]
    return ""


def dates_agree(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    """Whether both are the same day; a missing year goes with any."""
    return first[1:] == second[1:] and (first[0] == second[0] or 0 in (first[0], second[0]))
