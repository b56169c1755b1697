package main

func main() {
	main{mark}()
	prove{mark}()
}
