package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	var order string
	var a, b int
	fmt.Scan(&order)
	switch order {
	case "add":
		fmt.Scan(&a, &b)
		fmt.Println(a + b)
	case "fail":
		os.Exit(3)
	case "crash":
		panic("crash")
	case "spin":
		for i := 0; ; i++ {
			a += i
		}
	case "hog":
		for hold := [][]byte{}; ; {
			page := make([]byte, 1<<20)
			for i := range page {
				page[i] = 1
			}
			hold = append(hold, page)
		}
	case "multiply":
		for {
			go func() { runtime.LockOSThread(); time.Sleep(time.Minute) }()
			runtime.Gosched()
		}
	case "flood":
		for {
			fmt.Println("water")
		}
	}
}
