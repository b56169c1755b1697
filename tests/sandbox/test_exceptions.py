"""Exceptions of a solution that is apart from its tests: they are what was raised, and judge nothing."""

from sandbox.limits import Limits
from sandbox.program import Program, TestFile
from sandbox.sandbox import CaseOutcome, Sandbox

LIMITS = Limits(cpu_seconds=3, wall_seconds=10, memory_mb=512)

RAISING = """
import binascii, configparser, csv, decimal, getopt, json, queue, re, sqlite3, struct, urllib.error, zlib
import xml.etree.ElementTree as ET
class Mine(json.JSONDecodeError): pass
def store(*values):
    table = sqlite3.connect(":memory:")
    table.execute("create table t (a unique)")
    for value in values: table.execute("insert into t values (?)", (value,))
def refuse(error): raise error
FAIL = {
    "json": lambda: json.loads("{"),
    "mine": lambda: refuse(Mine("bad", "text", 2)),
    "zlib": lambda: zlib.decompress(b"x"),
    "sqlite": lambda: store(1, 1),
    "ini": lambda: configparser.ConfigParser().get("a", "b"),
    "decimal": lambda: decimal.Decimal("x"),
    "csv": lambda: list(csv.reader(['"'], strict=True)),
    "struct": lambda: struct.unpack("i", b""),
    "re": lambda: re.compile("("),
    "xml": lambda: ET.fromstring("<a>"),
    "queue": lambda: queue.Queue().get_nowait(),
    "http": lambda: refuse(urllib.error.HTTPError("u", 404, "no", {}, None)),
    "options": lambda: getopt.getopt(["-x"], "a"),
    "hex": lambda: binascii.unhexlify("x"),
}
def fail(what): FAIL[what]()
def parse(read):
    try: return read()
    except json.JSONDecodeError as error: return [error.msg, error.pos]
"""
EXPECTING = """
import binascii, configparser, csv, decimal, getopt, json, queue, re, sqlite3, struct, unittest, urllib.error, zlib
import xml.etree.ElementTree as ET
import pytest
from solution import Mine, fail, parse
KINDS = [
    ("json", json.JSONDecodeError, ["pos", "msg"], [1, "Expecting property name enclosed in double quotes"]),
    ("mine", json.JSONDecodeError, ["doc", "lineno", "colno"], ["text", 1, 3]), ("mine", Mine, [], []),
    ("zlib", zlib.error, [], []),
    ("sqlite", sqlite3.IntegrityError, ["sqlite_errorname"], ["SQLITE_CONSTRAINT_UNIQUE"]),
    ("sqlite", sqlite3.Error, [], []), ("ini", configparser.NoSectionError, ["section"], ["a"]),
    ("decimal", decimal.InvalidOperation, [], []), ("csv", csv.Error, [], []), ("struct", struct.error, [], []),
    ("re", re.error, ["pos", "pattern"], [0, "("]), ("xml", ET.ParseError, ["code", "position"], [3, (1, 3)]),
    ("queue", queue.Empty, [], []), ("http", urllib.error.HTTPError, ["code", "reason"], [404, "no"]),
    ("http", OSError, [], []), ("options", getopt.GetoptError, ["opt", "msg"], ["x", "option -x not recognized"]),
    ("hex", binascii.Error, ["args"], [("Odd-length string",)]),
]
@pytest.mark.parametrize(("what", "kind", "names", "values"), KINDS)
def test_kind(what, kind, names, values):
    with pytest.raises(kind) as raised: fail(what)
    assert [getattr(raised.value, name) for name in names] == values
def test_words():
    with pytest.raises(json.JSONDecodeError, match="line 1 column 2"): fail("json")
    with pytest.raises(configparser.Error, match="No section: 'a'"): fail("ini")
class T(unittest.TestCase):
    def test_not_another(self):
        with self.assertRaises(ValueError) as raised: fail("json")
        assert not isinstance(raised.exception, (zlib.error, UnicodeError, csv.Error))
def test_what_a_test_raises(): assert parse(lambda: json.loads("[")) == ["Expecting value", 1]
"""


def put(sandbox: Sandbox, solution: str, code: str) -> CaseOutcome:
    (outcome,) = sandbox.run(Program("python", solution), [TestFile(code)], LIMITS)
    assert outcome.integrity == "split"
    return outcome


def test_exceptions_of_the_standard_library_are_what_was_raised(sandbox: Sandbox) -> None:
    outcome = put(sandbox, RAISING, EXPECTING)
    assert len(outcome.tests) == 20
    assert [test for test in outcome.tests if not test.passed] == []


CLAIMED = ("unittest.case.SkipTest", "_pytest.outcomes.Exit", "_pytest.outcomes.Skipped", "bdb.BdbQuit",
           "json.decoder.JSONDecodeError", "json.decoder.JSONDecoder")  # fmt: skip


def test_claiming_the_class_of_another_module_passes_nothing_else(sandbox: Sandbox) -> None:
    solution = (
        "def total(claimed):\n    module, _, name = claimed.rpartition('.')\n"
        "    raise type(name, (Exception,), dict(__module__=module, __qualname__=name))('x')\n"
    )
    code = (
        "import pytest, zlib\n"
        f"@pytest.mark.parametrize('claimed', {CLAIMED})\nclass Test:\n"
        "    def test_sum(self, claimed): assert total(claimed) == 1\n"
        "    def test_error(self, claimed):\n        with pytest.raises(zlib.error): total(claimed)\n"
    )
    outcome = put(sandbox, solution, code)
    assert [test.passed for test in outcome.tests] == [False] * 2 * len(CLAIMED)


def test_an_exception_that_is_an_answer_does_not_judge_itself(sandbox: Sandbox) -> None:
    answer = (
        "class E(Exception):\n    __abs__ = __float__ = lambda s: 0.0\n    __exit__ = lambda s, *_: True\n"
        "    __contains__ = __eq__ = __lt__ = __gt__ = startswith = lambda s, o: True\n"
        "    __enter__ = lambda s: s\n    __sub__ = __rsub__ = lambda s, o: 0.0\n"
        "    def __getattr__(s, n): return lambda *_: True\n"
        "def total(x): return E()\n"
    )
    code = (
        "def test_in(): assert 1 in total([1])\n"
        "def test_near(): assert abs(total([1]) - 1) < 0.1\n"
        "def test_near_too(): assert abs(1 - total([1])) < 0.1\n"
        "def test_same(): assert total([1]) == 1\n"
        "def test_start(): assert total('a').startswith('a')\n"
        "def test_end(): assert total('a').endswith('a')\n"
        "def test_block():\n    with total([1]): assert total([1]) is None\n"
    )
    assert [test.passed for test in put(sandbox, answer, code).tests] == [False] * 7


def test_an_exception_of_the_solution_s_has_its_own_attributes_and_length(sandbox: Sandbox) -> None:
    solution = (
        "class Problems(Exception):\n    def __init__(self, found): self.found = found\n"
        "    def __len__(self): return len(self.found)\n    def __iter__(self): return iter(self.found)\n"
        "    def first(self): return self.found[0]\n    @property\n    def count(self): return len(self.found)\n"
        "def check(x): raise Problems(list(x))\n"
    )
    code = (
        "import pytest, solution\ndef test_it():\n"
        "    with pytest.raises(solution.Problems) as raised: solution.check('ab')\n"
        "    error = raised.value\n"
        "    assert (len(error), list(error), error.first(), error.count) == (2, ['a', 'b'], 'a', 2)\n"
    )
    (test,) = put(sandbox, solution, code).tests
    assert test.passed, test
