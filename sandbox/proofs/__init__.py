"""Proofs that a test came to its end, for tests that are text put after a program in the same language.

Program and test share a process, so its exit status says nothing: the program may leave with status 0 before the
test has compared anything. What ends the test is therefore code of our own, which has taken a fresh secret from
standard input before anything of the program ran, and writes it to standard output once the test is over. Each
language is a module here, with the source of that code beside it:

    joined        what all of them make of a program and a test
    scanning      reads the words of a source without its comments and texts
    answers       what functions of a program return
    c_family      C and C++: our function around main, our assert, and constants as headers have them (c_constants)
    java          our class around main; objects of a program equal none of the library's (java_equality)
    rust, go, javascript, bash
"""
