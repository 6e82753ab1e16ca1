package main

import "fmt"

func main() {
	fmt.Println("hello from Go in an image of one file")
}
