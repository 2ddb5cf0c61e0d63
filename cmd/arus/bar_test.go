package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestABarShowsTheShareOfWhatIsDone(t *testing.T) {
	var screen bytes.Buffer
	progress, done := drawn(&screen, "taking in")
	progress(3000, 0)
	if shown := screen.String(); !strings.Contains(shown, "reading") || strings.Contains(shown, "%") {
		t.Errorf("of an unknown length it shows %q", shown)
	}
	screen.Reset()
	progress(1000, 4000)
	if shown := screen.String(); !strings.Contains(shown, "taking in") || !strings.Contains(shown, "25%") || !strings.Contains(shown, "(1000/4000)") {
		t.Errorf("it shows %q", shown)
	}
	screen.Reset()
	done()
	if shown := screen.String(); strings.Trim(shown, "\r \x1b[2K") != "" {
		t.Errorf("at the end it leaves %q", shown)
	}
}
