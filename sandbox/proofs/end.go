package main

import steelyard{mark} "syscall"

// The first variable of the first file: it is there before anything of the program runs.
var key{mark} = take{mark}()

func take{mark}() [32]byte {
	var key [32]byte
	for have := 0; have < 32; {
		more, err := steelyard{mark}.Read(0, key[have:])
		if err == steelyard{mark}.EINTR {
			continue
		}
		if more <= 0 {
			steelyard{mark}.Exit(1)
		}
		have += more
	}
	return key
}

func prove{mark}() {
	line := append(append([]byte("\n"), key{mark}[:]...), '\n')
	steelyard{mark}.Write(1, line)
}

func exit{mark}(status int) {
	if status == 0 {
		prove{mark}()
	}
	steelyard{mark}.Exit(status)
}
