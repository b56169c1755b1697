"""IFBench's small tasks with one right form: lists, tables, questions, texts read backwards."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise

from verifiers.instructions.bench_words import EDGES, bare_words
from verifiers.instructions.rule import Arguments, Rule
from verifiers.instructions.word_lists import CAPITALS
from verifiers.reading.patterns import Pattern

_NUMBER = re.compile(r"\d+")
_MULTIPLES = [str(number) for number in range(14, 50, 7)]
_QUESTION = Pattern(r"Question \d+[.|):;]?\s*")
_OPTION = re.compile(r"[A-Ea-e][.|)]\s*\w")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPECIAL = re.compile(r"[^\w\s]")
_CITIES = ["ID", "Country", "City", "Year", "Count"]
_PRODUCTS = ["ProductID", "Category", "Brand", "Price", "Stock"]
_STUDENTS = ["StudentID", "Subject", "Grade", "Semester", "Score"]
_LEAST_COUNTRIES = 52


def _multiples(text: str, _given: Arguments) -> bool:
    return _NUMBER.findall(text) == _MULTIPLES


def _questions(text: str, _given: Arguments) -> bool:
    """Four questions of five options, each longer than the one before, and nothing before the first."""
    if not text.startswith("Question"):
        return False
    parts = [part.strip() for part in _QUESTION.split(text) if part.strip()]
    lengths = [_question_length(part) for part in parts]
    return len(lengths) == 4 and lengths[0] >= 0 and all(0 <= a < b for a, b in pairwise(lengths))


def _question_length(part: str) -> int:
    """Characters before the first option; -1 where there are not five options."""
    lines = [line.strip() for line in part.split("\n")]
    options = [number for number, line in enumerate(lines) if _OPTION.match(line)]
    return len(" ".join(lines[: options[0]]).strip()) if len(options) == 5 else -1


def _countries(text: str, _given: Arguments) -> bool:
    """From the line with Zimbabwe on at least 52 lines, from Z to A."""
    lines = [bare for line in text.split("\n") if (bare := line.strip(EDGES))]
    first = next((number for number, line in enumerate(lines) if "Zimbabwe" in line), len(lines))
    names = [_ascii(line) for line in lines[first:]]
    return len(names) >= _LEAST_COUNTRIES and all(one >= other for one, other in pairwise(names))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _capitals(text: str, _given: Arguments) -> bool:
    return tuple(part.strip() for part in _ascii(text).split(",") if part.strip()) == CAPITALS


def _backwards(text: str, _given: Arguments) -> bool:
    return "bald eagle" in " ".join(reversed(bare_words(text.strip())))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The fields of each line, with the quotation marks around them."""
    return [list(_fields(line, delimiter)) for line in text.splitlines() if line.strip()]


def _fields(line: str, delimiter: str) -> Iterator[str]:
    """Pieces between delimiters, joined again where one is quoted."""
    held: list[str] = []
    quoted = False
    for piece in line.split(delimiter):
        held.append(piece)
        quoted ^= piece.count('"') % 2 == 1
        if not quoted:
            yield delimiter.join(held).strip()
            held = []
    yield from held


def _is_quoted(field: str) -> bool:
    return len(field) > 1 and field[0] == '"' == field[-1]


def _table(rows: list[list[str]], header: list[str], lines: int) -> bool:
    named = bool(rows) and [field.strip('"') for field in rows[0]] == header
    return named and len(rows) == lines and all(len(row) == len(header) for row in rows)


def _cities(text: str, _given: Arguments) -> bool:
    return _table(_rows(text, ","), _CITIES, 8)


def _products(text: str, _given: Arguments) -> bool:
    """Fourteen rows, one field of which is quoted and holds a special character."""
    rows = _rows(text, ",")
    quoted = [field for row in rows[1:] for field in row if _is_quoted(field)]
    return _table(rows, _PRODUCTS, 15) and any(_SPECIAL.search(field[1:-1]) for field in quoted)


def _students(text: str, _given: Arguments) -> bool:
    """Three rows, tab-delimited, each field in quotation marks."""
    rows = _rows(text, "\t")
    return _table(rows, _STUDENTS, 4) and all(_is_quoted(field) for row in rows for field in row)


def _dates(text: str, _given: Arguments) -> bool:
    return all(map(_is_date, (part.strip() for part in text.strip().split(","))))


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    return 1769 <= year <= 1821 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


RULES: Mapping[str, Rule] = {
    "custom:multiples": Rule(_multiples),
    "custom:mcq_count_length": Rule(_questions),
    "custom:reverse_newline": Rule(_countries),
    "custom:word_reverse": Rule(_backwards),
    "custom:character_reverse": Rule(lambda text, _: "elgae dlab" in text.lower()),
    "custom:european_capitals_sort": Rule(_capitals),
    "custom:csv_city": Rule(_cities),
    "custom:csv_special_character": Rule(_products),
    "custom:csv_quotes": Rule(_students),
    "custom:date_format_list": Rule(_dates),
}
