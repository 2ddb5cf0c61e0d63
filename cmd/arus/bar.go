package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows progress on a terminal, and nothing in a pipe.
func bar(doing string) (progress func(n int, of int64), done func()) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return func(int, int64) {}, func() {}
	}
	return drawn(os.Stderr, doing)
}

// drawn is a bar for each length: while it is not known (0) what is counted is read, and then it is done. One bar that is given a
// length later draws wrong shares.
func drawn(to io.Writer, doing string) (progress func(n int, of int64), done func()) {
	of := int64(-1)
	var b *progressbar.ProgressBar
	done = func() {
		if b != nil {
			_ = b.Finish() // a bar that cannot be drawn is no reason to stop
		}
	}
	return func(n int, all int64) {
		if b == nil || all != of {
			done()
			of = all
			length, what := all, doing
			if all == 0 {
				length, what = -1, "reading"
			}
			b = progressbar.NewOptions64(length, progressbar.OptionSetWriter(to), progressbar.OptionShowCount(), progressbar.OptionSetWidth(40),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription(what))
		}
		_ = b.Set(n)
	}, done
}
