"""How datasets lay out tests in other languages: what comes before a program, the program, and the test after it."""

_GO_TABLE = """func TestTwice(t *testing.T) {
	type row struct{ actual, expected int }
	for i, one := range []row{{twice(2), 4}, {twice(3), 6}} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if one.actual != one.expected {
				t.Errorf("expected %d", one.expected)
			}
		})
	}
}
"""
_GO_HEAD = 'package main\nimport (\n    "testing"\n    "github.com/stretchr/testify/assert"\n)\n'
_GO_UNITS = "func TestTwice(t *testing.T) {\n    assert := assert.New(t)\n    assert.Equal(4, twice(2))\n    assert.ElementsMatch([]int{6, 2}, []int{twice(1), twice(3)})\n}\n"
_JAVA_MAIN = "import java.util.*;\npublic class Main { static class Case { int x = 2; }\n  public static void main(String[] a) { if (!List.of(4).equals(Arrays.asList(Twice.twice(new Case().x)))) throw new RuntimeException(); } }"
_RUST_UNITS = "#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn test_twice() {\n        assert_eq!(twice(2), 4);\n        assert!(twice(3) == 6);\n    }\n}\n"
LAYOUTS = {
    "go: a table of unit tests, in another package": (
        "go", "", 'package twice_test\nimport (\n    "fmt"\n    "testing"\n)\nfunc twice(x int) int { return BODY }\n', _GO_TABLE,
    ),
    "go: what tests need comes before a program with a main of its own": (
        "go", _GO_HEAD, 'package main\nimport "fmt"\nfunc twice(x int) int { return BODY }\nfunc main() { fmt.Println(twice(1)) }\n', _GO_UNITS,
    ),
    "go: imports of the test, and a program without a package": (
        "go", "", "func twice(x int) int { return BODY }\n", 'import "os"\nfunc main() { if twice(2) != 4 { os.Exit(1) } }',
    ),
    "java: imports of the test, and two public classes": (
        "java", "", "package shop;\npublic class Twice { public static int twice(int x) { return BODY; } }\n", _JAVA_MAIN,
    ),
    "java: a program with a main class of its own": (
        "java", "import java.util.*;", "class Twice { static int twice(int x) { return BODY; } }\npublic class Main { public static void main(String[] a) { } }\n", _JAVA_MAIN,
    ),
    "rust: unit tests beside a main that does nothing": (
        "rust", "", "fn main(){}\nfn twice(x: i32) -> i32 { BODY }\n", _RUST_UNITS,
    ),
}  # fmt: skip
