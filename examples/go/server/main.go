// A web server of Go's standard library, to be measured: what of net/http does an image have to hold?
package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	address := ":8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "hello from net/http\n")
	})
	if err := http.ListenAndServe(address, nil); err != nil {
		os.Stderr.WriteString("server: " + err.Error() + "\n")
		os.Exit(1)
	}
}
