package audit

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteCSV writes a table that a spreadsheet can open. What a spreadsheet would take for a formula gets an apostrophe in
// front (OWASP ASVS 5.0, 1.2.10): network addresses and user agents are words of strangers.
func WriteCSV(w io.Writer, entries []Entry, names func(id string) string) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"at", "actor", "actor_name", "action", "object", "object_name", "address", "detail", "times"}) // Flush says
	for _, e := range entries {
		row := []string{e.At.Time().Format(time.RFC3339Nano), e.Actor, names(e.Actor), string(e.Action), e.Object, names(e.Object), e.Address, e.Detail,
			strconv.FormatInt(e.Times, 10)}
		for i := range row {
			row[i] = harmless(row[i])
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a text from being a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
