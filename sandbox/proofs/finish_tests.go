package main

import (
	flag{mark} "flag"
	os{mark} "os"
	testing{mark} "testing"
)

// TestMain is what the program that go test makes calls instead of running the tests itself.
func TestMain(all *testing{mark}.M) {
	// Whatever the program has put there: all tests are run, once.
	os{mark}.Args = []string{"solution"}
	for _, one := range [][2]string{{"run", ""}, {"skip", ""}, {"list", ""}, {"count", "1"}} {
		if err := flag{mark}.Set("test."+one[0], one[1]); err != nil && one[0] != "skip" { // which is new
			exit{mark}(1)
		}
	}
	exit{mark}(all.Run())
}
