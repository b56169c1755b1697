package main

import testing{mark} "testing"

// TestMain is what the program that go test makes calls instead of running the tests itself.
func TestMain(all *testing{mark}.M) {
	exit{mark}(all.Run())
}
