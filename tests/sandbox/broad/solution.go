package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"
)

func must(good bool, what string) {
	if !good {
		fmt.Println(what)
		os.Exit(1)
	}
}

func ok(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if line == "probe\n" {
		said, err := exec.Command("sh", "probe.sh").Output()
		ok(err)
		os.Stdout.Write(said)
		return
	}
	var group sync.WaitGroup
	var lock sync.Mutex
	sum, results := 0, make(chan int, 10)
	for i := 0; i < 10; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			runtime.LockOSThread()
			lock.Lock()
			sum += i
			lock.Unlock()
			results <- i
		}(i)
	}
	group.Wait()
	must(sum == 45 && len(results) == 10, "goroutines")
	ticker := time.NewTicker(time.Millisecond)
	<-ticker.C
	ticker.Stop()
	profile, err := os.Create("profile")
	ok(err)
	ok(pprof.StartCPUProfile(profile))
	noise := make(chan os.Signal, 1)
	signal.Notify(noise, syscall.SIGUSR1)
	ok(syscall.Kill(os.Getpid(), syscall.SIGUSR1))
	<-noise
	large := make([]byte, 64<<20)
	for i := range large {
		large[i] = 1
	}
	runtime.GC()
	pprof.StopCPUProfile()
	ok(os.MkdirAll("a/b/c", 0o700))
	ok(os.WriteFile("a/b/f", []byte("text"), 0o600))
	from, err := os.Open("a/b/f")
	ok(err)
	to, err := os.Create("a/g")
	ok(err)
	copied, err := io.Copy(to, from)
	ok(err)
	ok(to.Sync())
	ok(to.Truncate(100))
	ok(to.Close())
	ok(os.Rename("a/g", "a/b/c/h"))
	ok(os.Link("a/b/f", "k"))
	ok(os.Symlink("f", "a/b/l"))
	ok(os.Chmod("k", 0o644))
	ok(os.Chtimes("k", time.Now(), time.Now()))
	seen := 0
	ok(filepath.Walk("a", func(string, os.FileInfo, error) error { seen++; return nil }))
	must(copied == 4 && seen == 6, "files")
	ok(os.RemoveAll("a"))
	_, err = os.MkdirTemp("", "x")
	ok(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(err)
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }))
	answer, err := http.Get("http://" + listener.Addr().String())
	ok(err)
	body, err := io.ReadAll(answer.Body)
	ok(err)
	must(string(body) == "hello", "http")
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	ok(err)
	_, err = packets.WriteTo([]byte("x"), packets.LocalAddr())
	ok(err)
	_, _, err = packets.ReadFrom(body)
	ok(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, "sh", "-c", "echo said").Output()
	ok(err)
	must(string(said) == "said\n", "exec")
	_, err = rand.Read(body)
	ok(err)
	name, err := os.Hostname()
	ok(err)
	must(name == "sandbox" && runtime.NumCPU() > 0 && os.Getenv("PATH") != "", "itself")
	func() {
		defer func() { must(recover() != nil, "recover") }()
		var nowhere *int
		*nowhere = 1
	}()
	fmt.Println("works")
}
