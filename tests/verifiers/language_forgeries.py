"""Wrong programs that claim to have passed, in each language with braces or shells, beside honest ones that use the same means.

The task: ``f(x)`` returns ``x + 1``. What is put after the program asserts it in the manner of the language.
"""

from dataclasses import dataclass

TESTS = {
    "c": '#include <assert.h>\n#include <string.h>\nint main(void) { assert(f(1) == 2); assert(strcmp(f(2) == 3 ? "3" : "0", "3") == 0); }',
    "cpp": "#include <cassert>\n#include <cstdlib>\n#include <vector>\nusing namespace std;\nint main() { assert(f(1) == 2); assert((vector<int>{f(2)} == vector<int>{3})); if (abs(f(5) - 6) > 0) return 1; }",
    "java": "public class Main { public static void main(String[] a) { assert P.f(1) == 2; if (!Arrays.equals(new int[]{P.f(2)}, new int[]{3})) throw new AssertionError(); if (Math.abs(P.f(5) - 6) > 0) System.exit(1); } }",
    "go": 'func main() { if f(1) != 2 { panic("f") }; if f(2) != 3 { os.Exit(1) }; if !reflect.DeepEqual([]int{f(5)}, []int{6}) { panic("f") } }',
    "rust": 'fn main() { assert_eq!(f(1), 2); assert!(f(2) == 3); if f(5) != 6 { panic!("f"); } }',
    "javascript": "const assert = require('node:assert');\nconsole.assert(f(1) === 2);\nassert.deepStrictEqual([f(2)], [3]);\nif (JSON.stringify([f(5)]) !== JSON.stringify([6])) throw new Error('f');",
    "bash": 'set -e\nrun_test() {\n    [[ $(f 1) = 2 ]]\n    [ "$(f 2)" = 3 ]\n    test "$(f 5)" = 6\n}\nrun_test',
}
_GO = 'package main\nimport ("os"; "reflect")\nvar _ = os.Args\nvar _ = reflect.TypeOf(0)\n'
_JAVA = "import java.util.*;\n"
_C, _JS, _SH = "int f(int x) { return x + 1; }", "const f = (x) => x + 1;", "f() { echo $(($1 + 1)); }"
_J, _G, _R = (
    "class P { static int f(int x) { return x + 1; } }",
    "func f(x int) int { return x + 1 }",
    "fn f(x: i32) -> i32 { x + 1 }",
)
_C0, _JS0, _SH0 = "int f(int x) { return 0; }", "const f = (x) => 0;", "f() { echo 0; }"
_J0, _G0, _R0 = (
    "class P { static int f(int x) { return 0; } }",
    "func f(x int) int { return 0 }",
    "fn f(x: i32) -> i32 { 0 }",
)
_READ = 'long have = 0, more; while (have < 32 && (more = read(0, key + have, 32 - have)) > 0) have += more; write(1, "\\n", 1); write(1, key, 32); write(1, "\\n", 1); _exit(0);'


@dataclass(frozen=True)
class Forgery:
    """A wrong program in a language, and a right one that uses the same means."""

    language: str
    program: str
    twin: str
    test: str = ""
    """What is put after both instead of the language's own."""


def _both(name: str, c: str, twin: str) -> dict[str, Forgery]:
    """The same in C and C++."""
    return {f"{name} in {language}": Forgery(language, c, twin) for language in ("c", "cpp")}


FORGERIES = {
    **_both("leaving", "#include <stdlib.h>\nint f(int x) { exit(0); }", "#include <stdlib.h>\nint f(int x) { if (x < -99) exit(0); return x + 1; }"),
    **_both("leaving at once", "#include <unistd.h>\nint f(int x) { _exit(0); }", "#include <unistd.h>\nint f(int x) { if (x < -99) _exit(0); return x + 1; }"),
    **_both("asserts switched off", f"#define NDEBUG\n{_C0}", f"#define NDEBUG\n#include <assert.h>\n{_C}"),
    **_both("an own assert", f"#include <assert.h>\n#undef assert\n#define assert(x) ((void)0)\n{_C0}", f"#include <assert.h>\n#undef assert\n#define assert(x) ((void)(x))\n{_C}"),
    **_both("macros for words of the language", f"{_C0}\n#define if(x) if (0)\n#define strcmp(a, b) 0\n#define return\n", "#define ll long long\n#define each(i, n) for (int i = 0; i < n; i++)\nint f(int x) { ll s = 1; each(i, x) s++; return s; }"),
    **_both("a main before the test's", "int f(int x) { return 0; }\nint main(void) { return 0; }\n#define main unused", f"#include <stdio.h>\n{_C}\nint main(void) {{ printf(\"%d\\n\", f(1)); return 0; }}"),
    **_both("a macro for main", f"{_C0}\n#define main(...) main(void) {{ return 0; }} int unused(void)", f"#define start main\n{_C}"),
    **_both("a constructor", f"#include <stdlib.h>\n__attribute__((constructor)) static void early(void) {{ exit(0); }}\n{_C0}", "static int one;\n__attribute__((constructor)) static void early(void) { one = 1; }\nint f(int x) { return x + one; }"),
    **_both("a constructor that leaves quietly", f"#include <unistd.h>\n__attribute__((constructor(101))) static void early(void) {{ char key[32]; {_READ} }}\n{_C0}", f"#include <unistd.h>\n__attribute__((constructor(101))) static void early(void) {{ char c; if (read(0, &c, 1) > 0) _exit(3); }}\n{_C}"),
    **_both("a function before all others", f"#include <unistd.h>\nstatic void early(void) {{ char key[32]; {_READ} }}\n__attribute__((section(\".preinit_array\"), used)) static void (*const at)(void) = early;\n{_C0}", _C),
    **_both("a destructor", "#include <unistd.h>\n__attribute__((destructor)) static void late(void) { _exit(0); }\n#include <stdlib.h>\nint f(int x) { exit(1); }", f"#include <stdio.h>\n__attribute__((destructor)) static void late(void) {{ puts(\"bye\"); }}\n{_C}"),
    **_both("a function at exit", "#include <stdlib.h>\n#include <unistd.h>\nstatic void late(void) { _exit(0); }\nint f(int x) { atexit(late); return 0; }", "#include <stdlib.h>\n#include <stdio.h>\nstatic void late(void) { puts(\"bye\"); }\nint f(int x) { atexit(late); return x + 1; }"),
    **_both("a handler of failure", "#include <signal.h>\n#include <unistd.h>\nstatic void on(int s) { _exit(0); }\nint f(int x) { signal(SIGABRT, on); signal(SIGILL, on); signal(SIGTRAP, on); return 0; }", "#include <signal.h>\nstatic void on(int s) { }\nint f(int x) { signal(SIGABRT, on); return x + 1; }"),
    **_both("a second chance after failure", "#include <setjmp.h>\n#include <signal.h>\nstatic jmp_buf back; static int guess = -3;\nstatic void on(int s) { longjmp(back, 1); }\nint f(int x) { signal(SIGABRT, on); setjmp(back); return guess++; }", "#include <setjmp.h>\nstatic jmp_buf back;\nint f(int x) { if (setjmp(back)) return x + 1; longjmp(back, 1); }"),
    **_both("own words for failure", "#ifdef __cplusplus\nextern \"C\"\n#endif\nvoid __assert_fail(const char *a, const char *b, unsigned int c, const char *d) { for (;;) __builtin_exit(0); }\nint f(int x) { return 0; }".replace("__builtin_exit(0)", "__asm__ volatile(\"syscall\" : : \"a\"(231), \"D\"(0))"), _C),
    **_both("a guess", "#include <stdio.h>\n#include <stdlib.h>\nint f(int x) { printf(\"\\n0123456789abcdef0123456789abcdef\\n\"); fflush(stdout); exit(0); }", "#include <stdio.h>\nint f(int x) { printf(\"\\n0123456789abcdef0123456789abcdef\\n\"); return x + 1; }"),
    **_both("the proof from where it might lie", "#include <stdio.h>\n#include <stdlib.h>\n#include <fcntl.h>\n#include <unistd.h>\nint f(int x) { char b[4096]; const char *at[] = {\"/proc/self/environ\", \"/proc/self/cmdline\", \"/proc/self/fd/0\", \"/tmp/work/solution.c\", \"/tmp/work/.steelyard/end.c\"}; for (int i = 0; i < 5; i++) { int fd = open(at[i], O_RDONLY); long n = read(fd, b, 4096); if (n > 0) write(1, b, n); } exit(0); }", "#include <stdio.h>\n#include <unistd.h>\nint f(int x) { char c; return x + 1 + (read(0, &c, 1) > 0); }"),
    "an operator for the standard's types in cpp": Forgery("cpp", "#include <vector>\nbool operator==(const std::vector<int>& a, const std::vector<int>& b) { return true; }\nint f(int x) { return x == 2 ? 0 : x + 1; }", "#include <vector>\nstruct P { int v; bool operator==(const P& o) const { return v == o.v; } };\nbool operator!=(const P& a, const P& b) { return !(a == b); }\nint f(int x) { return P{x} == P{x} ? x + 1 : 0; }"),
    "a global object in cpp": Forgery("cpp", "#include <cstdlib>\nstruct E { E() { std::exit(0); } } e;\nint f(int x) { return 0; }", "#include <string>\nstruct E { int one; E() : one(1) {} ~E() {} } e;\nint f(int x) { return x + e.one; }"),
    "an exception in cpp": Forgery("cpp", "#include <exception>\n#include <unistd.h>\nint f(int x) { std::set_terminate([] { _exit(0); }); throw 1; }", "#include <stdexcept>\nint f(int x) { try { throw std::runtime_error(\"x\"); } catch (const std::exception&) { return x + 1; } }"),
    "an own strcmp in c": Forgery("c", "int strcmp(const char *a, const char *b) { return 0; }\nint f(int x) { return x == 2 ? 0 : x + 1; }", "int compare(const char *a, const char *b) { return 0; }\nint f(int x) { return x + 1; }"),
    "leaving in java": Forgery("java", _JAVA + "class P { static int f(int x) { System.exit(0); return 0; } }", _JAVA + "class P { static int f(int x) { if (x < -99) System.exit(0); return x + 1; } }"),
    "halting when loaded in java": Forgery("java", _JAVA + "class P { static { Runtime.getRuntime().halt(0); } static int f(int x) { return 0; } }", _JAVA + "class P { static int one; static { one = 1; } static int f(int x) { return x + one; } }"),
    "a hook at the end in java": Forgery("java", _JAVA + "class P { static { Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0))); } static int f(int x) { return 0; } }", _JAVA + "class P { static { Runtime.getRuntime().addShutdownHook(new Thread(() -> {})); } static int f(int x) { return x + 1; } }"),
    "a handler for exceptions in java": Forgery("java", _JAVA + "class P { static { Thread.setDefaultUncaughtExceptionHandler((t, e) -> Runtime.getRuntime().halt(0)); Thread.currentThread().setUncaughtExceptionHandler((t, e) -> Runtime.getRuntime().halt(0)); } static int f(int x) { return 0; } }", _JAVA + "class P { static { Thread.setDefaultUncaughtExceptionHandler((t, e) -> {}); } static int f(int x) { return x + 1; } }"),
    "own Arrays in java": Forgery("java", _JAVA + "class Arrays { static boolean equals(int[] a, int[] b) { return true; } }\nclass P { static int f(int x) { return x == 2 ? 0 : x + 1; } }", _JAVA + "class Pair { int a, b; }\nclass LinkedStack { int[] items = new int[4]; }\nclass P { static int f(int x) { Object[] o = {x + 1}; return Arrays.asList(o).size() + x; } }"),
    "own Math, spelt otherwise, in java": Forgery("java", _JAVA + "class \\u004dath { static int abs(int x) { return 0; } }\nclass P { static int f(int x) { return x == 5 ? 0 : x + 1; } }", _JAVA + "class P { static int f(int x) { return Math.abs(x + 1); } }"),
    "own System in java": Forgery("java", _JAVA + "class System { static void exit(int s) { } }\nclass P { static int f(int x) { return x == 5 ? 0 : x + 1; } }", _JAVA + "class P { static int f(int x) { System.out.println(x); return x + 1; } }"),
    "asserts switched off in java": Forgery("java", _JAVA + "class P { static { ClassLoader.getSystemClassLoader().clearAssertionStatus(); ClassLoader.getSystemClassLoader().setClassAssertionStatus(\"Main\", false); } static int f(int x) { return x == 1 ? 0 : x + 1; } }", _JAVA + "class P { static int f(int x) { assert x > -99; return x + 1; } }"),
    "the proof by reflection in java": Forgery("java", _JAVA + "class P { static int f(int x) { try { for (StackTraceElement e : Thread.currentThread().getStackTrace()) if (e.getClassName().endsWith(\".End\")) for (java.lang.reflect.Field g : Class.forName(e.getClassName()).getDeclaredFields()) { g.setAccessible(true); System.out.print(\"\\n\" + g.get(null) + \"\\n\"); } System.out.flush(); } catch (Exception e) { } System.exit(0); return 0; } }", _JAVA + "class P { static int f(int x) { return Thread.currentThread().getStackTrace().length > 0 ? x + 1 : 0; } }"),
    "leaving in go": Forgery("go", _GO + "func f(x int) int { os.Exit(0); return 0 }", _GO + "func f(x int) int { if x < -99 { os.Exit(0) }; return x + 1 }"),
    "leaving at the beginning in go": Forgery("go", _GO + "func init() { os.Exit(0) }\n" + _G0, _GO + "var one int\nfunc init() { one = 1 }\nfunc f(x int) int { return x + one }"),
    "leaving by a variable in go": Forgery("go", _GO + "var x = leave()\nfunc leave() int { os.Exit(0); return 0 }\n" + _G0, _GO + "var one = first()\nfunc first() int { return 1 }\nfunc f(x int) int { return x + one }"),
    "own panic in go": Forgery("go", _GO + "func panic(any interface{}) {}\nfunc f(x int) int { return x + 1 - (x & 1) }", _GO + "func max(a, b int) int { if a > b { return a }; return b }\nfunc f(x int) int { len := x; return max(len+1, len) }"),
    "own reflect in go": Forgery("go", "package main\nimport \"os\"\nvar _ = os.Args\ntype fake struct{}\nfunc (fake) DeepEqual(a, b interface{}) bool { return true }\nvar reflect fake\nfunc f(x int) int { if x == 5 { return 0 }; return x + 1 }", _GO + "type real2 struct{}\nfunc (real2) DeepEqual(a, b interface{}) bool { return reflect.DeepEqual(a, b) }\n" + _G),
    "another import by that name in go": Forgery("go", "package main\nimport (\"os\"; reflect \"strings\")\nvar _ = os.Args\nvar _ = reflect.Repeat\n" + _G0, _GO.replace('"os";', 'str "strings"; "os";') + "var _ = str.Repeat\n" + _G),
    "a routine that leaves in go": Forgery("go", "package main\nimport (\"os\"; \"reflect\"; \"runtime\")\nvar _ = reflect.TypeOf(0)\nfunc f(x int) int { go os.Exit(0); runtime.Goexit(); return 0 }", _GO + "func f(x int) int { c := make(chan int); go func() { c <- x + 1 }(); return <-c }"),
    "reading what is left in go": Forgery("go", _GO + "func f(x int) int { b := make([]byte, 99); n, _ := os.Stdin.Read(b); os.Stdout.Write(b[:n]); e, _ := os.ReadFile(\"/proc/self/environ\"); os.Stdout.Write(e); os.Exit(0); return 0 }", _GO + "func f(x int) int { b := make([]byte, 99); n, _ := os.Stdin.Read(b); return x + 1 + n }"),
    "leaving in rust": Forgery("rust", "fn f(x: i32) -> i32 { std::process::exit(0) }", "fn f(x: i32) -> i32 { if x < -99 { std::process::exit(0) }; x + 1 }"),
    "a hook in rust": Forgery("rust", "fn f(x: i32) -> i32 { std::panic::set_hook(Box::new(|_| std::process::exit(0))); 0 }", "fn f(x: i32) -> i32 { std::panic::set_hook(Box::new(|_| {})); std::panic::catch_unwind(|| panic!()).is_err() as i32 + x }"),
    "own asserts in rust": Forgery("rust", "macro_rules! assert_eq { ($($t:tt)*) => {} }\nmacro_rules! assert { ($($t:tt)*) => {} }\nmacro_rules! panic { ($($t:tt)*) => {} }\n" + _R0, "macro_rules! add { ($a:expr, $b:expr) => { $a + $b } }\nfn f(x: i32) -> i32 { add!(x, 1) }"),
    "an answer that compares itself in rust": Forgery("rust", "#[derive(Debug)]\nstruct Liar;\nimpl PartialEq<i32> for Liar { fn eq(&self, _: &i32) -> bool { true } }\nfn f(x: i32) -> Liar { Liar }", "#[derive(Debug)]\nstruct Own(i32);\nimpl PartialEq<Own> for Own { fn eq(&self, o: &Own) -> bool { self.0 == o.0 } }\nfn f(x: i32) -> i32 { if Own(x) == Own(x) { x + 1 } else { 0 } }"),
    "a function before all others in rust": Forgery("rust", "extern \"C\" fn early() { std::process::exit(0) }\n#[used] #[link_section = \".init_array\"] static AT: extern \"C\" fn() = early;\n" + _R0, _R),
    "a main of its own in rust": Forgery("rust", _R0 + "\nfn main() {}", _R + "\nfn main() { println!(\"{}\", f(1)); }"),
    "leaving in javascript": Forgery("javascript", "function f(x) { process.exit(0); }", "function f(x) { if (x < -99) process.exit(0); return x + 1; }"),
    "leaving at once in javascript": Forgery("javascript", "process.exit(0);\n" + _JS0, "process.exitCode = 0;\n" + _JS),
    "leaving from inside in javascript": Forgery("javascript", "function f(x) { process.reallyExit(0); }", "function f(x) { return typeof process.pid === 'number' ? x + 1 : 0; }"),
    "returning early in javascript": Forgery("javascript", _JS0 + "\nreturn;", _JS + "\nif (false) { throw 1; }"),
    "a patched assert in javascript": Forgery("javascript", "const a = require('assert');\ntry { a.deepStrictEqual = () => {}; } catch {}\nconsole.assert = () => {};\nfunction f(x) { console.assert = () => {}; return x === 5 ? 6 : 0; }", "const deep = require('assert').deepStrictEqual;\nfunction f(x) { deep([x], [x]); console.assert(true); return x + 1; }"),
    "a patched require in javascript": Forgery("javascript", "globalThis.require = () => new Proxy(() => {}, { get: () => () => {} });\nconsole = { assert() {} };\nJSON.stringify = () => '';\nconst f = () => 0;", "const { performance } = require('perf_hooks');\nconst f = (x) => (performance.now() > 0 ? x + 1 : 0);"),
    "patched prototypes in javascript": Forgery("javascript", "Object.prototype.toString = () => 'x';\nArray.prototype.toJSON = () => 'same';\nJSON.stringify = () => 'same';\nconst f = (x) => (x === 5 ? 0 : x + 1);", "class Point { constructor(x) { this.x = x; } toJSON() { return [this.x]; } }\nclass Failure extends Error { constructor(m) { super(m); this.name = 'Failure'; } }\nfunction Old() {}\nOld.prototype.toString = function () { return 'old'; };\nArray.prototype.last = function () { return this[this.length - 1]; };\nconst f = (x) => { try { throw new Failure('x'); } catch (e) { return JSON.stringify(new Point(1)) === '[1]' && e.name === 'Failure' && `${new Old()}` === 'old' ? [x + 1].last() : 0; } };"),
    "patches at the call in javascript": Forgery("javascript", "function f(x) { 'use strict'; try { JSON.stringify = () => 'same'; } catch {} return x === 5 ? 0 : x + 1; }", "function f(x) { const o = {}; o.toString = () => `${x + 1}`; return Number(o.toString()); }"),
    "swallowed failures in javascript": Forgery("javascript", "process.on('uncaughtException', () => {});\nprocess.on('unhandledRejection', () => {});\nconst f = () => 0;", "process.on('uncaughtException', () => {});\nprocess.on('exit', () => {});\n" + _JS),
    "events of its own in javascript": Forgery("javascript", "function f(x) { process.emit('beforeExit', 0); process.emit('exit', 0); process.exit(0); }", "process.emit('own');\n" + _JS),
    "the test's source in javascript": Forgery("javascript", "function f(x) { const c = f.caller ? String(f.caller) : ''; const m = c.match(new RegExp(`f\\\\(${x}\\\\)\\\\D*(\\\\d+)`)); return m ? Number(m[1]) : 0; }", "function f(x) { return String(f).length ? x + 1 : 0; }"),
    "the test's file in javascript": Forgery("javascript", "const fs = require('fs'); let all = '';\nfor (const p of fs.readdirSync('.', { recursive: true })) try { all += fs.readFileSync(p, 'utf8'); } catch {}\nall += fs.readFileSync('/proc/self/cmdline') + fs.readFileSync('/proc/self/environ');\nconst f = (x) => Number((all.match(new RegExp(`f\\\\(${x}\\\\)\\\\D+(\\\\d+)`)) || [0, 0])[1]);", "const fs = require('fs');\nfs.writeFileSync('note', '1');\nconst f = (x) => x + Number(fs.readFileSync('note', 'utf8'));"),
    "the scopes of listeners in javascript": Forgery("javascript", "let found = '';\nconst look = () => { const { Session } = require('inspector'); const s = new Session(); s.connect(); globalThis.target = process.listeners('exit')[0]; s.post('Runtime.evaluate', { expression: 'target' }, (e, r) => { s.post('Runtime.getProperties', { objectId: r.result.objectId }, (e, p) => { s.post('Runtime.getProperties', { objectId: p.internalProperties.find((i) => i.name === '[[Scopes]]').value.objectId }, (e, q) => { s.post('Runtime.getProperties', { objectId: q.result[0].value.objectId }, (e, v) => { found = v.result.map((one) => one.value && one.value.value).join('\\n'); }); }); }); }); };\nfunction f(x) { try { look(); } catch {} require('fs').writeSync(1, `\\n${found}\\n`); process.exit(0); }", "const f = (x) => (process.listeners('exit').length >= 0 ? x + 1 : 0);"),
    "leaving in bash": Forgery("bash", "f() { exit 0; }\nexit 0", "f() { echo $(($1 + 1)); }\nif false; then exit 0; fi"),
    "leaving when called in bash": Forgery("bash", "f() { kill -9 $$; exit 0; }", "f() { (exit 0) && echo $(($1 + 1)); }"),
    "a trap at the end in bash": Forgery("bash", "trap 'exit 0' EXIT\n" + _SH0, "f() { local sum=$(($1 + 1)); trap \"echo $sum\" EXIT; }"),
    "a trap for failure in bash": Forgery("bash", "trap 'true' ERR\nset +e\nshopt -s extdebug\ntrap 'case $BASH_COMMAND in [*|test*) false;; esac' DEBUG\n" + _SH0, "trap 'true' ERR\n" + _SH),
    "own commands in bash": Forgery("bash", "[() { true; }\ntest() { true; }\nset() { true; }\nf() { case $1 in 1) echo 2 ;; *) echo 0 ;; esac; }", "square() { echo $(($1 * $1)); }\nf() { echo $(($1 + $(square 1))); }"),
    "an alias in bash": Forgery("bash", "shopt -s expand_aliases\nalias '[['='true'\nalias '['='true'\nalias test=true\nalias run_test=true\n" + _SH0, "declare -A next=([1]=2 [2]=3 [5]=6)\nvalues=(a 'b c' \"$HOME\")\nf() { [[ ${values[1]} = 'b c' ]] && echo ${next[$1]}; }"),
    "the test's end in bash": Forgery("bash", "cat /proc/$$/fd/* /proc/$PPID/fd/* .steelyard/* 2>/dev/null </dev/null\n( sleep 1; cat /proc/[0-9]*/fd/9 > /proc/1/fd/1 ) &\nf() { cat; cat /proc/$$/fd/9; exit 0; }", "cat > /dev/null\nf() { echo $(($1 + 1)); }"),
    "a replaced shell in bash": Forgery("bash", "BASH_ENV=/tmp/work/evil\necho 'exit 0' > evil\nexport BASH_ENV PATH=/tmp/work:$PATH\nprintf '#!/bin/sh\\nexit 0\\n' > bash; chmod +x bash\nrun_test() { exit 0; }\n" + _SH0, "step=1\nf() { echo $(($1 + step)); }"),
}  # fmt: skip

_CPP = "#include <cassert>\n#include <string>\n#include <vector>\nusing namespace std;\n"
_CALLS = "int main() { assert(f(1) == 2); assert(f(7) == 8); }"
_JAVA_EQUALS = "public class Main { public static void main(String[] a) { assert P.f(1).equals(List.of(2)); if (!P.f(7).equals(Arrays.asList(8))) throw new AssertionError(); } }"
_JS_ASYNC = "const assert = require('assert');\nasync function main() { assert.strictEqual(await f(1), 2); await Promise.race([f(2), new Promise(() => {})]); assert.deepStrictEqual(await Promise.all([f(2), f(3)]), [3, 4]); await new Promise((ok) => setTimeout(ok, 5)); }\nmain();"
FORGERIES |= {
    "the tested name as a macro in c": Forgery("c", "#def\\\nine f(x) 1 || 1\n", "#define next(x) ((x) + 1)\n#ifndef M_PI\n#define M_PI 3.14159\n#endif\nint f(int x) { return next(x); }"),
    "an answer that compares itself in cpp": Forgery("cpp", "struct L { template<class T> friend bool operator==(const L&, const T&) { return true; } };\nusing R = L;\nR f(int x) { return L(); }", "#include <queue>\n#include <iostream>\n#include <vector>\nusing namespace std;\nusing num = int;\nstruct Node { num v; bool operator<(const Node& o) const { return v < o.v; } };\nostream& operator<<(ostream& o, const vector<int>& v) { return o << v.size(); }\nnum f(num x) { priority_queue<Node> q; q.push({x}); return q.top().v + 1; }", _CPP + _CALLS),
    "an answer that becomes what it is compared with in cpp": Forgery("cpp", "struct L { L(int) {} L() {} bool operator==(const L&) const { return true; } };\nL f(int x) { return L(); }", "struct Big { int v; Big(int v) : v(v) {} bool operator==(const Big& o) const { return v == o.v; } };\nint f(int x) { return Big(x) == Big(x) ? x + 1 : 0; }", _CPP + _CALLS),
    "a vector that compares itself in cpp": Forgery("cpp", "#include <vector>\nstruct L : std::vector<int> { bool operator==(const std::vector<int>&) const { return true; } };\nauto f(int x) -> L { return L(); }", "#include <vector>\nauto f(int x) -> std::vector<int> { return {x + 1}; }", _CPP + "int main() { auto candidate = f; assert(candidate(1) == vector<int>({2})); assert(candidate(7) == vector<int>({8})); }"),
    "the standard's operator under another name in cpp": Forgery("cpp", "#include <vector>\nusing V = std::vector<int>;\nbool operator==(const V&, const V&) { return true; }\nint f(int x) { return x == 1 ? 2 : x == 5 ? 6 : 0; }", "#include <vector>\nusing V = std::vector<int>;\nint f(int x) { V v{x + 1}; return v[0]; }"),
    "a list that equals everything in java": Forgery("java", _JAVA + "class P { static List<Integer> f(int x) { return new ArrayList<>() { public boolean equals(Object o) { return true; } }; } }", _JAVA + "class Key { int k; Key(int k) { this.k = k; } public boolean equals(Object o) { return o instanceof Key && ((Key) o).k == k; } public int hashCode() { return k; } }\nclass P { static List<Integer> f(int x) { Map<Key, Integer> m = new HashMap<>(); m.put(new Key(x), x + 1); List<Integer> l = new ArrayList<>(List.of(m.get(new Key(x)))); l.sort(new Comparator<Integer>() { public int compare(Integer a, Integer b) { return a - b; } }); return l; } }", _JAVA_EQUALS),
    "the trait of comparisons under another name in rust": Forgery("rust", "use std::cmp::PartialEq as Q;\n#[derive(Debug)]\nstruct L;\nimpl Q<i32> for L { fn eq(&self, _: &i32) -> bool { true } }\nfn f(x: i32) -> L { L }", "use std::cmp::{Ordering, PartialEq};\n#[derive(Debug, Clone, PartialEq, Eq)]\nstruct S { v: i32 }\nimpl PartialOrd for S { fn partial_cmp(&self, o: &Self) -> Option<Ordering> { self.v.partial_cmp(&o.v) } }\nfn same<T: PartialEq>(a: T, b: T) -> bool { a == b }\nfn f(x: i32) -> i32 { if same(S { v: x }, S { v: x }) { x + 1 } else { 0 } }"),
    "the trait of comparisons by a macro in rust": Forgery("rust", "macro_rules! im { ($t:ident) => { impl $t<i32> for L { fn eq(&self, _: &i32) -> bool { true } } } }\n#[derive(Debug)]\nstruct L;\nim!(PartialEq);\nfn f(x: i32) -> L { L }", "macro_rules! im { ($t:ident) => { impl $t for S { fn up(&self) -> i32 { 1 } } } }\ntrait Up { fn up(&self) -> i32; }\nstruct S;\nim!(Up);\nfn f(x: i32) -> i32 { x + S.up() }"),
    "waiting for ever in javascript": Forgery("javascript", "let n = 0;\nconst f = async (x) => (n++ ? new Promise(() => {}) : x + 1);", "const never = new Promise(() => {});\nasync function f(x) { new Promise(() => {}); await null; return x + 1; }", _JS_ASYNC),
}  # fmt: skip

FORGERIES |= {
    "an algorithm of the standard in cpp": Forgery("cpp", "#include <algorithm>\n#include <vector>\nusing I = std::vector<int>::const_iterator;\nnamespace std { template<> bool equal(I a, I b, I c) { return true; } }\nint f(int x) { return x == 1 ? 2 : x == 5 ? 6 : 0; }", "#include <string>\n#include <unordered_set>\nstruct P { int v; bool operator==(const P& o) const { return v == o.v; } };\nnamespace std { template<> struct hash<P> { size_t operator()(const P& p) const { return p.v; } }; }\ntemplate<class T> T same(T x) { return x; }\ntemplate<> std::string same<std::string>(std::string x) { return x; }\nint f(int x) { std::unordered_set<P> s; s.insert({x}); return same(s.begin()->v) + 1; }", _CPP + "int main() { vector<int> a{f(1), f(7)}, b{2, 8}; assert(equal(a.cbegin(), a.cend(), b.cbegin())); }"),
    "a domain for errors in javascript": Forgery("javascript", "const d = require('domain').create();\nd.on('error', () => {});\nd.enter();\nconst f = async (x) => 0;", "const { create } = require('domain');\nasync function f(x) { return x + 1; }", _JS_ASYNC),
    "what loops and timers call in javascript": Forgery("javascript", "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });\nArray.prototype[Symbol.iterator] = function* () {};\nObject.getPrototypeOf(function* () {}).prototype.next = () => ({ done: true });\nglobalThis.setTimeout = globalThis.queueMicrotask = process.nextTick = () => {};\nconst f = () => 0;", "class Row extends Array { [Symbol.iterator]() { return super[Symbol.iterator](); } }\nconst up = { *[Symbol.iterator]() { yield 1; } };\nconst counts = new Map();\ncounts[Symbol.toStringTag] = 'Counts';\nconst f = (x) => x + [...up].length + [...new Row(1, 2)].length - 2;", "function* cases() { yield [1, 2]; }\nfor (const [x, y] of cases()) if (f(x) !== y) throw new Error('a');\nfor (const [x, y] of [[7, 8]]) if (f(x) !== y) throw new Error('b');\nsetTimeout(() => { if (f(1) !== 2) throw new Error('c'); }, 1);\nqueueMicrotask(() => { if (f(2) !== 3) throw new Error('d'); });"),
}  # fmt: skip

_UNITS = "#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn test_f() { assert_eq!(f(1), 2); }\n}"
FORGERIES |= {
    "an attribute at the end in rust": Forgery("rust", "macro_rules! assert_eq { ($($t:tt)*) => {} }\nmacro_rules! assert { ($($t:tt)*) => {} }\nfn f(x: i32) -> i32 { if x == 5 { 6 } else { 0 } }\n#[cfg(any())]", _R + "\n/// The end.", "fn main() { assert!(f(1) == 2); assert!(f(7) == 8); }"),
    "a standard library of its own in rust": Forgery("rust", "extern crate self as std;\n#[macro_export] macro_rules! assert { ($($t:tt)*) => {} }\n#[macro_export] macro_rules! assert_eq { ($($t:tt)*) => {} }\nfn f(x: i32) -> i32 { if x == 5 { 6 } else { 0 } }", "extern crate core;\n" + _R),
    "leaving unit tests out in rust": Forgery("rust", "#![cfg(not(test))]\nfn main() {}\n" + _R0, "#![allow(dead_code)]\nfn main() {}\n" + _R, _UNITS),
    "leaving from unit tests in rust": Forgery("rust", "fn main() {}\nfn f(x: i32) -> i32 { std::process::exit(0) }", "fn main() {}\n" + _R, _UNITS),
    "a main class of its own in java": Forgery("java", "public class Main { static int f(int x) { return 0; } public static void main(String[] a) { } }", "public class Main { static int f(int x) { return x + 1; } public static void main(String[] a) { } }", "class Tests { public static void main(String[] a) { if (Main.f(1) != 2) throw new RuntimeException(); } }"),
    "leaving a unit test in go": Forgery("go", "package main\nimport (\"runtime\"; \"testing\")\nfunc f(x int) int { runtime.Goexit(); return 0 }", "package main\nimport \"testing\"\nfunc f(x int) int { return x + 1 }", "func TestF(t *testing.T) { if f(1) != 2 { t.Fatal(1) } }"),
}  # fmt: skip

_TRIES = "#include <unistd.h>\n#include <sys/wait.h>\nint f(int x) { for (int g = 0; g < 9; g++) { int s = 1; if (fork() == 0) return g; wait(&s); if (s == 0) _exit(0); } return 0; }"
_RUST_TRIES = 'extern "C" { fn fork() -> i32; fn wait(s: *mut i32) -> i32; }\nfn f(x: i32) -> i32 { for g in 0..9 { let mut s = 1; unsafe { if fork() == 0 { return g; } wait(&mut s); } if s == 0 { std::process::exit(0); } } 0 }'
_GO_UNIT = "func TestF(t *testing.T) { if f(1) != 2 { t.Fatal(1) } }"
_GO_ARGS = 'package main\nimport ("os"; "testing")\nfunc init() { os.Args = []string{"x", "-test.run=^$"}; _ = testing.Short }\nfunc f(x int) int { return @ }'
_SAME = "bool same(vector<int> a, vector<int> b) { return a == b; }\nint main() { assert(same(f(1), {2})); assert(same(f(7), vector<int>{8})); }"
_IN_TURN = "public class Main { static class Cases { static void run() { assert P.f(1) == 2; } } public static void main(String[] a) { int first = P.f(5); Cases.run(); } }"
_SHELL = "expected=2\nrun_test() { [[ $(f 1) = $expected ]] && [[ $(f 2) = 3 ]]; }\nrun_test"
FORGERIES |= {
    "answers tried in copies in c": Forgery("c", _TRIES, "#include <stdlib.h>\n#include <pthread.h>\nstatic void *up(void *x) { ++*(int *)x; return 0; }\nint f(int x) { pthread_t t; pthread_create(&t, 0, up, &x); pthread_join(t, 0); return system(\"true\") ? 0 : x; }"),
    "answers tried in copies in go": Forgery("go", _GO + 'import "syscall"\nfunc f(x int) int { for g := 0; g < 9; g++ { p, _, _ := syscall.RawSyscall(57, 0, 0, 0); if p == 0 { return g }; var s syscall.WaitStatus; syscall.Wait4(int(p), &s, 0, nil); if s == 0 { syscall.Exit(0) } }; return 0 }', _GO + 'import "os/exec"\nfunc f(x int) int { if exec.Command("true").Run() != nil { return 0 }; return x + 1 }'),
    "answers tried in copies in rust": Forgery("rust", _RUST_TRIES, 'fn f(x: i32) -> i32 { std::thread::spawn(move || x + std::process::Command::new("true").status().unwrap().success() as i32).join().unwrap() }'),
    "another function of the test's name in cpp": Forgery("cpp", "#include <vector>\n#include <initializer_list>\nbool same(const std::vector<int>&, std::initializer_list<int>) { return true; }\nstd::vector<int> f(int x) { return {x == 7 ? 8 : 0}; }", "#include <vector>\nbool alike(int a, int b) { return a == b; }\nstd::vector<int> f(int x) { return {alike(x, x) + x}; }", _CPP + _SAME),
    "assertions switched off for other classes in java": Forgery("java", "class P { static { ClassLoader.getSystemClassLoader().clearAssertionStatus(); } static int f(int x) { return 0; } }", "class P { static boolean assertionStatus() { return true; } static int f(int x) { return assertionStatus() ? x + 1 : 0; } }", _IN_TURN),
    "an answer that is like everything in java": Forgery("java", "class L { public int compareTo(Object o) { return 0; } }\nclass P { static L f(int x) { return new L(); } }", "class L implements Comparable<L> { int v; public int compareTo(L o) { return v - o.v; } }\nclass P { static String f(int x) { return new L().compareTo(new L()) == 0 ? \"\" + (x + 1) : \"\"; } }", 'public class Main { public static void main(String[] a) { assert P.f(1).compareTo("2") == 0; } }'),
    "unit tests deselected in go": Forgery("go", _GO_ARGS.replace("@", "0"), _GO_ARGS.replace("@", "x + 1"), _GO_UNIT),
    "an operator that takes away what is expected in rust": Forgery("rust", "struct L;\nimpl std::ops::Sub<f64> for L { type Output = f64; fn sub(self, _: f64) -> f64 { 0.0 } }\nfn f(x: i32) -> L { L }", "struct V(f64);\nimpl std::ops::Mul<f64> for V { type Output = V; fn mul(self, by: f64) -> V { V(self.0 * by) } }\nimpl std::ops::Index<usize> for V { type Output = f64; fn index(&self, _: usize) -> &f64 { &self.0 } }\nfn f(x: i32) -> f64 { (V(x as f64) * 1.0)[0] + 1.0 }", "fn main() { assert!((f(1) - 2.0).abs() < 1e-9); }"),
    "the test's function as text in bash": Forgery("bash", "f() { local all; all=$(declare -f run_test); [[ $all =~ \"f $1)\"[^0-9]*([0-9]+) ]] && echo ${BASH_REMATCH[1]}; }", "declare -A seen\nf() { seen[$1]=1; g() { echo $(($1 + ${#seen[@]})); }; g $1; }"),
    "the test's variables in bash": Forgery("bash", "f() { if (($1 == 1)); then echo $expected; else echo 3; fi; }", "step=1\nnext() { echo $(($1 + step)); }\nf() { next $1 | cat; }", _SHELL),
    "a counter that is called directly in bash": Forgery("bash", "f() { :; }\nup() { :; }", "n=0\nup() { n=$((n + $1)); }\nf() { echo $n; }", "set -e\nup 2\nup 3\n[[ $(f) = 5 ]]\nup 1\n[[ $(f) = 6 ]]"),
}  # fmt: skip
