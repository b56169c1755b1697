"""Tasks in the manner of data science: a right program, a wrong one, and a test file."""

# Tests that name no package themselves: the right and the wrong program, and what is asserted; whether objects that
# only the package knows stand behind it.
UNNAMED: dict[str, tuple[str, str, str, bool]] = {
    "numbers of numpy": (
        "import numpy as np\ndef f(x): return {'n': np.int64(x + 1), 't': np.str_('a'), 'b': [np.bool_(True)]}\n",
        "import numpy as np\ndef f(x): return {'n': np.int64(x), 't': np.str_('a'), 'b': [np.bool_(True)]}\n",
        "assert f(1) == {'n': 2, 't': 'a', 'b': [True]}\nassert {f(3)['n']: 1}[4] == 1 and f(2)['n'] % 3 == 0",
        False,
    ),
    "an array that makes a list": (
        "import numpy as np\ndef f(x): return np.arange(x)\n",
        "import numpy as np\ndef f(x): return np.arange(x + 1)\n",
        "assert f(3).tolist() == [0, 1, 2] and f(3).shape == (3,) and len(f(4)) == 4",
        False,
    ),
    "an array that is compared": (
        "import numpy as np\ndef f(x): return np.arange(x)\n",
        "import numpy as np\ndef f(x): return -np.arange(x)\n",
        "assert (f(3) >= 0).all() and all(f(3) == [0, 1, 2])",
        True,
    ),
    "a table": (
        "import pandas as pd\ndef f(x): return pd.DataFrame({'a': range(x)})\n",
        "import pandas as pd\ndef f(x): return pd.DataFrame({'a': [0] * x})\n",
        "df = f(4)\nassert (df['a'] % 2 == 0).sum() == 2 and df[df['a'] > 1].shape == (2, 1)",
        True,
    ),
}

_TABLE = "import pandas as pd\nfrom solution import solve\n\n"
_ARRAY = "import numpy as np\nfrom solution import solve\n\n"

PROGRAMS: dict[str, tuple[str, str, str]] = {
    "means by group": (
        "import pandas as pd\ndef solve(rows):\n    return pd.DataFrame(rows).groupby('k')['v'].mean().to_dict()\n",
        "import pandas as pd\ndef solve(rows):\n    return pd.DataFrame(rows).groupby('k')['v'].max().to_dict()\n",
        "from solution import solve\n\ndef test_means():\n"
        "    rows = [{'k': 'a', 'v': 1}, {'k': 'a', 'v': 3}, {'k': 'b', 'v': 5}]\n"
        "    assert solve(rows) == {'a': 2.0, 'b': 5.0}\n",
    ),
    "a frame goes in and comes out": (
        "def solve(df):\n    df = df.copy()\n    df['total'] = df['n'] * df['price']\n    return df\n",
        "def solve(df):\n    df = df.copy()\n    df['total'] = df['n'] + df['price']\n    return df\n",
        _TABLE
        + "def test_frame():\n    df = pd.DataFrame({'n': [1, 2], 'price': [2.5, 4.0]})\n    out = solve(df)\n"
        "    assert list(out['total']) == [2.5, 8.0]\n    assert list(out.columns) == ['n', 'price', 'total']\n",
    ),
    "missing values": (
        "def solve(df):\n    return df.fillna(df.mean(numeric_only=True))\n",
        "def solve(df):\n    return df.fillna(0)\n",
        _TABLE + "import unittest\n\nclass TestFill(unittest.TestCase):\n    def test_fill(self):\n"
        "        df = pd.DataFrame({'x': [1.0, None, 3.0]})\n"
        "        pd.testing.assert_frame_equal(solve(df), pd.DataFrame({'x': [1.0, 2.0, 3.0]}))\n",
    ),
    "an array is normalised": (
        "import numpy as np\ndef solve(a):\n    a = np.asarray(a, float)\n    return (a - a.mean()) / a.std()\n",
        "import numpy as np\ndef solve(a):\n    a = np.asarray(a, float)\n    return a - a.mean()\n",
        _ARRAY + "def test_normal():\n    out = solve(np.array([1.0, 2.0, 3.0, 4.0]))\n"
        "    assert abs(out.mean()) < 1e-12\n    assert np.isclose(out.std(), 1)\n",
    ),
    "a linear system": (
        "import numpy as np\ndef solve(a, b):\n    return np.linalg.solve(a, b)\n",
        "import numpy as np\ndef solve(a, b):\n    return np.asarray(b, float)\n",
        _ARRAY + "def test_system():\n    a, b = [[2.0, 1.0], [1.0, 3.0]], [3.0, 5.0]\n"
        "    np.testing.assert_allclose(np.array(a) @ solve(a, b), b)\n",
    ),
    "eigenvalues": (
        "import numpy as np\ndef solve(m):\n    return sorted(float(v) for v in np.linalg.eigvalsh(m))\n",
        "import numpy as np\ndef solve(m):\n    return sorted(float(v) for v in np.diag(m))\n",
        "import pytest\nfrom solution import solve\n\ndef test_values():\n"
        "    assert solve([[2, 1], [1, 2]]) == pytest.approx([1, 3])\n",
    ),
    "a fitted line": (
        "from sklearn.linear_model import LinearRegression\ndef solve(x, y):\n"
        "    model = LinearRegression().fit([[v] for v in x], y)\n    return float(model.coef_[0])\n",
        "def solve(x, y):\n    return 0.0\n",
        "from solution import solve\n\ndef test_slope():\n    assert abs(solve([1, 2, 3], [2, 4, 6]) - 2) < 1e-9\n",
    ),
    "clusters": (
        "from sklearn.cluster import KMeans\ndef solve(points):\n"
        "    return KMeans(2, n_init=5, random_state=0).fit(points).labels_.tolist()\n",
        "def solve(points):\n    return [0] * len(points)\n",
        "from solution import solve\n\ndef test_two():\n    a, b, c, d = solve([[0, 0], [0, 1], [9, 9], [9, 8]])\n"
        "    assert a == b and c == d and a != c\n",
    ),
    "a test of means": (
        "from scipy import stats\ndef solve(a, b):\n    return bool(stats.ttest_ind(a, b).pvalue < 0.05)\n",
        "def solve(a, b):\n    return True\n",
        "from solution import solve\n\ndef test_same():\n    assert solve([1, 2, 3, 4], [1, 2, 3, 4]) is False\n"
        "    assert solve([1, 2, 1, 2], [9, 8, 9, 8]) is True\n",
    ),
    "a root": (
        "from scipy.optimize import brentq\ndef solve(c):\n    return brentq(lambda x: x ** 3 - c, 0, c + 1)\n",
        "def solve(c):\n    return c / 3\n",
        "from solution import solve\n\ndef test_root():\n    assert abs(solve(27) - 3) < 1e-6\n",
    ),
    "an integral in symbols": (
        "import sympy\ndef solve(text):\n    x = sympy.Symbol('x')\n"
        "    return str(sympy.integrate(sympy.sympify(text), x))\n",
        "def solve(text):\n    return text\n",
        "import sympy\nfrom solution import solve\n\ndef test_integral():\n"
        "    assert sympy.simplify(sympy.sympify(solve('2*x')) - sympy.Symbol('x') ** 2) == 0\n",
    ),
    "a plot": (
        "import matplotlib.pyplot as plt\ndef solve(values):\n    fig, ax = plt.subplots()\n    ax.plot(values)\n"
        "    ax.set_title('values')\n    return ax\n",
        "import matplotlib.pyplot as plt\ndef solve(values):\n    fig, ax = plt.subplots()\n    return ax\n",
        "from solution import solve\n\ndef test_plot():\n    ax = solve([1, 4, 9])\n"
        "    assert ax.get_title() == 'values'\n    assert len(ax.get_lines()) == 1\n",
    ),
    "a picture in a file": (
        "import matplotlib.pyplot as plt\ndef solve(path):\n    plt.figure()\n    plt.bar(['a', 'b'], [1, 2])\n"
        "    plt.savefig(path)\n    return path\n",
        "def solve(path):\n    return path\n",
        "import os\nfrom solution import solve\n\ndef test_file():\n    assert os.path.getsize(solve('bars.png')) > 1000\n",
    ),
    "dates": (
        "import pandas as pd\ndef solve(days):\n"
        "    s = pd.Series(1, index=pd.to_datetime(days))\n    return [int(n) for n in s.resample('MS').sum()]\n",
        "def solve(days):\n    return [len(days)]\n",
        "from solution import solve\n\ndef test_months():\n"
        "    assert solve(['2024-01-01', '2024-01-09', '2024-02-01']) == [2, 1]\n",
    ),
}
