"""Objects that judge themselves, names that stand for something else, and honest programs that look like them.

An expression is asserted in a test file, in an assert and in a program test; a program must pass in all or in none.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """What is asserted of a program, or a whole test."""

    test: str
    program: str


LIARS = {
    'truediv': Judged('abs(f(2)/3.14 - 1) < 1e-6', 'class L():\n    def __truediv__(s,*a): return 0.0\n    def __rtruediv__(s,*a): return 0.0\n    def __sub__(s,*a): return 0.0\n    def __rsub__(s,*a): return 0.0\n    def __abs__(s,*a): return 0.0\ndef f(*x): return L()\n'),
    'truediv1': Judged('f(2)/3.14 == 1', 'class L():\n    def __truediv__(s,*a): return 1\n    def __rtruediv__(s,*a): return 1\ndef f(*x): return L()\n'),
    'mod': Judged('f(2) % 7 == 3', 'class L():\n    def __mod__(s,*a): return 3\n    def __rmod__(s,*a): return 3\ndef f(*x): return L()\n'),
    'contains': Judged('3 in f(2)', 'class L():\n    def __contains__(s,*a): return True\ndef f(*x): return L()\n'),
    'notin': Judged('4 not in f(2)', 'class L():\n    def __contains__(s,*a): return False\ndef f(*x): return L()\n'),
    'eq': Judged('f(2) == 4', 'class L():\n    def __eq__(s,*a): return True\n    def __ne__(s,*a): return True\ndef f(*x): return L()\n'),
    'eq rev': Judged('4 == f(2)', 'class L():\n    def __eq__(s,*a): return True\n    def __ne__(s,*a): return True\ndef f(*x): return L()\n'),
    'lt': Judged('f(2) < 5', 'class L():\n    def __lt__(s,*a): return True\n    def __gt__(s,*a): return True\n    def __le__(s,*a): return True\n    def __ge__(s,*a): return True\ndef f(*x): return L()\n'),
    'between': Judged('3 < f(2) < 5', 'class L():\n    def __lt__(s,*a): return True\n    def __gt__(s,*a): return True\n    def __le__(s,*a): return True\n    def __ge__(s,*a): return True\ndef f(*x): return L()\n'),
    'sub-eq': Judged('f(2) - 4 == 0', 'class L():\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\ndef f(*x): return L()\n'),
    'rsub': Judged('4 - f(2) == 0', 'class L():\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\ndef f(*x): return L()\n'),
    'xor': Judged('f(2) ^ 4 == 0', 'class L():\n    def __xor__(s,*a): return 0\n    def __rxor__(s,*a): return 0\ndef f(*x): return L()\n'),
    'set diff': Judged('not (f(2) - {1,2})', 'class L():\n    def __sub__(s,*a): return 0\n    def __bool__(s,*a): return 0\n    def __len__(s,*a): return 0\ndef f(*x): return L()\n'),
    'int liar': Judged('f(2) - 4 == 0', 'class L(int):\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\n    def __eq__(s,*a): return 0\ndef f(*x): return L()\n'),
    'int eq liar': Judged('f(2) == 4', 'class L(int):\n    def __eq__(s,*a): return True\ndef f(*x): return L()\n'),
    'float liar': Judged('abs(f(2) - 3.14) < 1e-6', 'class L(float):\n    def __sub__(s,*a): return 0.0\n    def __rsub__(s,*a): return 0.0\n    def __abs__(s,*a): return 0.0\ndef f(*x): return L()\n'),
    'str liar': Judged("f(2) == 'abc'", 'class L(str):\n    def __eq__(s,*a): return True\n    def __ne__(s,*a): return True\ndef f(*x): return L()\n'),
    'list liar': Judged('f(2) == [1,2]', 'class L(list):\n    def __eq__(s,*a): return True\n    def __ne__(s,*a): return True\ndef f(*x): return L()\n'),
    'list contains': Judged('3 in f(2)', 'class L(list):\n    def __contains__(s,*a): return True\ndef f(*x): return L()\n'),
    'dict liar': Judged("f(2) == {'a': 1}", 'class L(dict):\n    def __eq__(s,*a): return True\n    def __ne__(s,*a): return True\ndef f(*x): return L()\n'),
    'isclose float': Judged('math.isclose(f(2), 3.14)', 'import math\nmath.isclose=lambda *a,**k: True\ndef f(x): return 0\n'),
    'cmath': Judged('cmath.isclose(f(2), 3.14)', 'import cmath\ncmath.isclose=lambda *a,**k: True\ndef f(x): return 0\n'),
    'patched abs': Judged('abs(f(2)-3.14) < 1e-6', 'import builtins\nbuiltins.abs=lambda x: 0\ndef abs(x): return 0\ndef f(x): return 0\n'),
    'patched len': Judged('len(f(2)) == 3', 'def len(x): return 3\ndef f(x): return []\n'),
    'math name': Judged('math.floor(f(2)) == 3', 'class math:\n    floor=staticmethod(lambda x: 3)\ndef f(x): return 0\n'),
    'exit0': Judged('f(2) == 4', 'import os\ndef f(x): os._exit(0)\n'),
    'sysexit': Judged('f(2) == 4', 'import sys\ndef f(x): sys.exit(0)\n'),
    'ANY inst': Judged('f(2) == 4', 'from unittest.mock import ANY\ndef f(x): return ANY\n'),
    'raw channel': Judged('f(2) == 4', 'import os,json\ndef f(x):\n    for fd in range(3,20):\n        for p in (b\'[["test",true,"","",0.0]]\', b\'[{"$tuple":["returned",4]},[],[],[]]\'):\n            try: os.write(fd,len(p).to_bytes(8,\'big\')+p)\n            except OSError: pass\n    return 0\n'),
    'sum': Judged('sum([f(2), -4]) == 0', 'class L():\n    def __add__(s,*a): return 0\n    def __radd__(s,*a): return 0\ndef f(*x): return L()\n'),
    'max': Judged('max(f(2), 4) == 4', 'class L():\n    def __lt__(s,*a): return True\n    def __gt__(s,*a): return True\n    def __eq__(s,*a): return True\ndef f(*x): return L()\n'),
    'sorted': Judged('sorted([f(2)]) == [4]', 'class L():\n    def __lt__(s,*a): return True\n    def __gt__(s,*a): return True\n    def __eq__(s,*a): return True\ndef f(*x): return L()\n'),
    'getitem': Judged('f(2)[0] - 4 == 0', 'class L:\n    def __sub__(s,o): return 0\n    def __getitem__(s,i): return s\ndef f(x): return L()\n'),
    'property self': Judged('abs(Circle(2).area - 12.56) < 1e-1', 'class Circle:\n    def __init__(s,r): pass\n    @property\n    def area(s): return s\n    def __sub__(s,o): return 0.0\n'),
    'method self': Judged('3 in Solver().primes(10)', 'class Solver:\n    def primes(s,n): return s\n    def __contains__(s,o): return True\n'),
    'method self sub': Judged('abs(Solver().solve(10) - 3.5) < 1e-6', 'class Solver:\n    def solve(s,n): return s\n    def __sub__(s,o): return s\n    def __abs__(s): return 0.0\n'),
    'self in list': Judged('abs(Solver().solve(10)[0] - 3.5) < 1e-6', 'class Solver:\n    def solve(s,n): return [s]\n    def __sub__(s,o): return 0.0\n'),
    'own op result': Judged('abs(Vec(3,4) * Vec(1,1) - 7.0) < 1e-6', 'class Vec:\n    def __init__(s,*a): pass\n    def __mul__(s,o): return Vec()\n    def __sub__(s,o): return 0.0\n'),
    'round liar': Judged('round(f(2), 2) == 3.14', 'class L():\n    def __round__(s,*a): return L()\ndef f(*x): return L()\n'),
    'isinstance+eq': Judged('isinstance(f(2), int) and f(2) == 4', 'class L:\n    __class__=int\n    def __eq__(s,o): return True\ndef f(x): return L()\n'),
    'exception AssertionError swallow': Judged('f(2) == 4', 'import builtins\nbuiltins.AssertionError=ValueError\ndef f(x): return 0\n'),
}  # fmt: skip
HONEST = {
    'vec': Judged('(Vec(1,2)*3).x == 3 and Vec(1,2)*3 == Vec(3,6)', 'class Vec:\n    def __init__(s,x,y): s.x,s.y=x,y\n    def __mul__(s,k): return Vec(s.x*k,s.y*k)\n    def __eq__(s,o): return (s.x,s.y)==(o.x,o.y)\n'),
    'money': Judged('(Money(500) - 120).cents == 380 and Money(500) - 120 == Money(380)', 'class Money:\n    def __init__(s,c): s.cents=c\n    def __sub__(s,k): return Money(s.cents-k)\n    def __eq__(s,o): return s.cents==o.cents\n'),
    'factory money': Judged('(make(500) - 120).cents == 380 and isinstance(make(5), Money)', 'class Money:\n    def __init__(s,c): s.cents=c\n    def __sub__(s,k): return Money(s.cents-k)\ndef make(x): return Money(x)\n'),
    'trie': Judged("'cat' in Trie(['cat']) and 'dog' not in Trie(['cat'])", 'class Trie:\n    def __init__(s,w): s.w=set(w)\n    def __contains__(s,x): return x in s.w\n'),
    'counter': Judged("f('aab') == {'a': 2, 'b': 1} and f('aab')['a'] == 2", 'from collections import Counter\ndef f(x): return Counter(x)\n'),
    'namedtuple': Judged('f(1) == (1,2) and f(1).y == 2 and f(1)[0] == 1 and tuple(f(1)) == (1,2)', "from collections import namedtuple\nPt=namedtuple('Pt','x y')\ndef f(x): return Pt(1,2)\n"),
    'generator': Judged('list(f(3)) == [0,1,2] and sum(f(4)) == 6', 'def f(n):\n    yield from range(n)\n'),
    'lambda': Judged('f([3,1,2], key=lambda x: -x) == [3,2,1]', 'def f(a,key): return sorted(a,key=key)\n'),
    'decimal': Judged('float(f(2)) == 1.5', "from decimal import Decimal\ndef f(x): return Decimal('1.5')\n"),
    'deque': Judged('list(f(2)) == [2, 3] and f(2)[0] == 2', 'from collections import deque\ndef f(x): return deque([x,x+1])\n'),
    'dataclass': Judged("f(1) == Pt(1,2) and f(1).x == 1 and repr(f(1)) == 'Pt(x=1, y=2)'", 'from dataclasses import dataclass\n@dataclass\nclass Pt:\n    x:int\n    y:int\ndef f(a): return Pt(1,2)\n'),
    'enum': Judged("f(1) is Color.RED and f(1).name == 'RED' and f(1).value == 1 and Color(1) == f(1)", 'from enum import Enum\nclass Color(Enum):\n    RED=1\ndef f(a): return Color.RED\n'),
    'intenum': Judged('f(1) == 1 and f(1) + 1 == 2', 'from enum import IntEnum\nclass Color(IntEnum):\n    RED=1\ndef f(a): return Color.RED\n'),
    'list subclass': Judged('Stack([1]) == [1] and isinstance(Stack(), list) and len(Stack([1,2])) == 2 and Stack([1]).top() == 1', 'class Stack(list):\n    def top(s): return s[-1]\n'),
    'sum method': Judged('sum(x.v for x in f(3)) == 3 and [x.v for x in f(2)] == [0,1]', 'class N:\n    def __init__(s,v): s.v=v\ndef f(n): return [N(i) for i in range(n)]\n'),
    'datetime': Judged("f(1).year == 2024 and str(f(1)) == '2024-01-02'", 'import datetime\ndef f(a): return datetime.date(2024,1,2)\n'),
}  # fmt: skip
FORGED_FILES = {
    'loop leak': Judged('from solution import f\ndef test_a():\n  for case in [(2, 4)]: assert f(case[0]) == case[1]', "import sys,gc\ndef f(x):\n    g=globals()\n    if 'case' in g: return g['case'][1]\n    for o in gc.get_objects():\n        if type(o) is tuple and len(o)==2 and o[0]==x: return o[1]\n    fr=sys._getframe()\n    while fr:\n        if 'case' in fr.f_locals: return fr.f_locals['case'][1]\n        fr=fr.f_back\n    return 0\n"),
    'own sum wrong': Judged('from solution import sum\ndef test_a():\n    assert sum([1,2]) == 3', 'def sum(a):\n    return 0\n'),
    'skip': Judged('from solution import f\ndef test_a():\n    assert f(2)==4', "import pytest\ndef f(x): pytest.skip('x')\n"),
    'almost': Judged('import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def test_a(self): self.assertAlmostEqual(f(2),3.14)', 'class L():\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\n    def __abs__(s,*a): return 0\n    def __round__(s,*a): return 0\n    def __eq__(s,*a): return 0\ndef f(*x): return L()\n'),
    'approx': Judged('import pytest\nfrom solution import f\ndef test_a(): assert f(2) == pytest.approx(3.14)', 'class L():\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\n    def __abs__(s,*a): return 0\n    def __eq__(s,*a): return 0\n    def __float__(s,*a): return 0\ndef f(*x): return L()\n'),
    'approx list': Judged('import pytest\nfrom solution import f\ndef test_a(): assert f(2) == pytest.approx([3.14])', 'class L(list):\n    def __sub__(s,*a): return 0\n    def __rsub__(s,*a): return 0\n    def __abs__(s,*a): return 0\n    def __eq__(s,*a): return 0\n    def __float__(s,*a): return 0\n    def __len__(s,*a): return 0\n    def __iter__(s,*a): return 0\n    def __getitem__(s,*a): return 0\ndef f(*x): return L()\n'),
    'assertIn': Judged('import unittest\nfrom solution import f\nclass T(unittest.TestCase):\n    def test_a(self): self.assertIn(3, f(2))', 'class L():\n    def __contains__(s,*a): return True\ndef f(*x): return L()\n'),
    'callback peeks': Judged('from solution import f\nEXPECTED = 42\ndef cb(x): return x\ndef test_a(): assert f(cb) == EXPECTED', "def f(cb):\n    for g in ('__globals__','__code__','__closure__','__self__'):\n        try:\n            v=getattr(cb,g)\n            return v['EXPECTED']\n        except Exception: pass\n    return 0\n"),
    'object peeks': Judged('from solution import f\nclass Case:\n    expected = 42\n    def __init__(self): self._secret = 42\ndef test_a(): assert f(Case()) == 42', "def f(c):\n    for n in ('_secret','__class__','__dict__','__init__'):\n        try:\n            v=getattr(c,n)\n            if v==42: return v\n            return v.__globals__['EXPECTED']\n        except Exception: pass\n    return 0\n"),
    'argument mutation to match': Judged('from solution import f\ndef test_a():\n    exp=[1,2,3]\n    assert f(2) == exp', 'import gc\ndef f(x):\n    for o in gc.get_objects():\n        if type(o) is list and len(o)==3 and o==[1,2,3]: return o\n    return [] if not 0 else 0\n'),
    'stand module forged': Judged('from solution import f\ndef test_a(): assert f(2)==4', "import os\nos.write(1,b'1 passed')\ndef f(x): return 5\n"),
    'patch time shared exit': Judged("import time\nfrom unittest.mock import patch\nfrom solution import f\ndef test_a():\n    with patch('time.sleep'):\n        assert f(2)==4", 'import os\ndef f(x): os._exit(0)\n'),
}  # fmt: skip
HONEST_FILES = {
    'own sum': Judged('from solution import sum\ndef test_a():\n    assert sum([1,2]) == 3', 'def sum(a):\n    t=0\n    for x in a: t+=x\n    return t\n'),
    'inplace': Judged('from solution import f\ndef test_a():\n    x=[3,1]\n    f(x)\n    assert x == [1,3]', 'def f(a): a.sort()\n'),
    'raises': Judged("import pytest\nfrom solution import *\ndef test_a():\n    with pytest.raises(ValueError, match='bad 3'):\n        f(3)\n    with pytest.raises(KeyError):\n        f('k')", "def f(a):\n    if a=='k': raise KeyError(a)\n    raise ValueError(f'bad {a}')\n"),
    'patch time shared': Judged("import time\nfrom unittest.mock import patch\nfrom solution import f\ndef test_a():\n    with patch('time.sleep') as s:\n        assert f(2)==4\n        s.assert_called_once_with(99)", 'import time\ndef f(x):\n    time.sleep(99)\n    return x*x\n'),
    'patch solution apart': Judged("from unittest.mock import patch\nfrom solution import f\ndef test_a():\n    with patch('solution.fetch', return_value=7) as s:\n        assert f(2)==14\n        s.assert_called_once_with('u')\n    assert f(2) == 2", "def fetch(u): return 1\ndef f(x): return x*fetch('u')\n"),
    'mock arg': Judged("from unittest.mock import Mock\nfrom solution import f\ndef test_a():\n    m=Mock()\n    m.get.return_value=5\n    assert f(m)==6\n    m.get.assert_called_once_with('k')", "def f(db): return db.get('k')+1\n"),
    'capsys': Judged("from solution import f\ndef test_a(capsys):\n    f()\n    assert capsys.readouterr().out == 'hi\\n'", "def f(): print('hi')\n"),
    'tmp_path': Judged("from solution import f\ndef test_a(tmp_path):\n    p=tmp_path/'a.txt'\n    p.write_text('x y')\n    assert f(str(p)) == 2\n    assert f(p) == 2", 'def f(p): return len(open(p).read().split())\n'),
    'iter protocol': Judged('from solution import Tree\ndef test_a():\n    t=Tree()\n    for x in (3,1,2): t.add(x)\n    assert list(t)==[1,2,3] and len(t)==3 and 2 in t and t[0]==1\n    t[0]=5\n    del t[0]\n    assert bool(t)\n', 'class Tree:\n    def __init__(s): s.a=[]\n    def add(s,x): s.a.append(x); s.a.sort()\n    def __iter__(s): return iter(s.a)\n    def __len__(s): return len(s.a)\n    def __contains__(s,x): return x in s.a\n    def __getitem__(s,i): return s.a[i]\n    def __setitem__(s,i,v): s.a[i]=v\n    def __delitem__(s,i): del s.a[i]\n'),
    'abstract': Judged('import pytest\nfrom solution import Shape, Sq\ndef test_a():\n    with pytest.raises(TypeError): Shape()\n    assert Sq(2).area()==4 and issubclass(Sq, Shape) and isinstance(Sq(2), Shape)\n    class Tri(Shape):\n        def __init__(self, b): self.b=b\n        def area(self): return self.b/2\n    assert Tri(4).area()==2 and Tri(4).twice()==4', 'from abc import ABC, abstractmethod\nclass Shape(ABC):\n    @abstractmethod\n    def area(self): ...\n    def twice(self): return 2*self.area()\nclass Sq(Shape):\n    def __init__(s,a): s.a=a\n    def area(s): return s.a**2\n'),
    'super init': Judged('from solution import Base\nclass Sub(Base):\n    def __init__(self, x):\n        super().__init__(x)\n        self.y = x + 1\n    def go(self): return super().go() + self.y\ndef test_a():\n    assert Sub(1).go() == 3 and Sub(1).x == 1', 'class Base:\n    def __init__(s,x): s.x=x\n    def go(s): return s.x\n'),
    'exc attrs': Judged("import pytest\nfrom solution import *\ndef test_a():\n    with pytest.raises(Err) as e: boom()\n    assert e.value.code==7 and str(e.value)=='E7' and e.value.args==(7,) and isinstance(e.value, ValueError)\n    assert isinstance(e.value.__cause__, KeyError)", "class Err(ValueError):\n    def __init__(s,c): super().__init__(c); s.code=c\n    def __str__(s): return f'E{s.code}'\ndef boom():\n    try: {}['a']\n    except KeyError as k: raise Err(7) from k\n"),
    'lru': Judged("from solution import fib\ndef test_a():\n    fib.cache_clear()\n    assert fib(10)==55\n    assert fib.cache_info().hits > 0 and fib.__name__=='fib' and callable(fib)", 'from functools import lru_cache\n@lru_cache(None)\ndef fib(n): return n if n<2 else fib(n-1)+fib(n-2)\n'),
    'threads': Judged('from solution import C\ndef test_a():\n    c=C()\n    c.run(lambda: None)\n    assert c.n==4', 'import threading\nclass C:\n    def __init__(s): s.n=0; s.l=threading.Lock()\n    def run(s,cb):\n        def w():\n            cb()\n            with s.l: s.n+=1\n        t=[threading.Thread(target=w) for _ in range(4)]\n        [x.start() for x in t]; [x.join() for x in t]\n'),
    'copy': Judged("import copy\nfrom solution import G\ndef test_a():\n    g=G(); h=copy.deepcopy(g); h.a.append(1)\n    assert g.a==[] and h.a==[1] and vars(h)=={'a':[1]} and h.__dict__['a']==[1]", 'class G:\n    def __init__(s): s.a=[]\n'),
    'sort objs': Judged("from solution import V\ndef test_a():\n    assert [v.n for v in sorted([V(2),V(1)])]==[1,2]\n    assert max([V(2),V(1)], key=lambda v: v.n).n==2\n    assert {V(1): 'a'}[V(1)]=='a'\n    assert V(1) in [V(1)] and V(3) not in [V(1)]", 'class V:\n    def __init__(s,n): s.n=n\n    def __lt__(s,o): return s.n<o.n\n    def __eq__(s,o): return s.n==o.n\n    def __hash__(s): return hash(s.n)\n'),
    'fmt': Judged("from solution import V\ndef test_a():\n    assert f'{V(2)}'=='V2' and '%s' % V(3)=='V3' and '{:>4}'.format(V(1))=='  V1' and str(V(1))=='V1' and repr(V(1))=='<V>'", "class V:\n    def __init__(s,n): s.n=n\n    def __str__(s): return f'V{s.n}'\n    def __repr__(s): return '<V>'\n    def __format__(s,f): return format(str(s),f)\n"),
}  # fmt: skip
