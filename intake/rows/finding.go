package rows

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Severity says whether a finding stops an import.
type Severity string

const (
	// Error means that the value, the row or the file cannot be used.
	Error Severity = "error"
	// Warning means that it was used, in the way the finding describes.
	Warning Severity = "warning"
)

// Code names a kind of finding. Codes are stable; texts may be reworded.
type Code string

// Finding is one thing that is wrong or doubtful about a file, with its place.
// It is an error too, so that a file that cannot be read at all is returned as
// the finding that says why.
type Finding struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`   // 1-based physical line; 0 = the whole file
	Column   string   `json:"column,omitempty"` // column of a data file, or path of a key in a map
	Code     Code     `json:"code"`
	Detail   string   `json:"detail"` // English text; filled in by Report
	Severity Severity `json:"severity"`
	Args     []string `json:"args,omitempty"`   // what the text of the code is filled with
	Offset   int      `json:"offset,omitempty"` // 1-based character within the line, for map files only
}

// Text renders the finding without its place in English ("en") or Bahasa
// Indonesia ("id"); any other language gives English.
func (f Finding) Text(language string) string {
	table := english
	if language == "id" {
		table = indonesian
	}
	text, ok := table()[f.Code]
	if !ok {
		return string(f.Code)
	}
	pairs := make([]string, 0, 2*len(f.Args))
	for i, arg := range f.Args {
		pairs = append(pairs, "{"+string(rune('0'+i))+"}", arg)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Error renders place and English text in one line.
func (f Finding) Error() string { return f.place() + f.Text("en") }

func (f Finding) place() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		if f.Line > 0 {
			b.WriteString(":" + strconv.Itoa(f.Line))
		}
		if f.Offset > 0 {
			b.WriteString(":" + strconv.Itoa(f.Offset))
		}
		b.WriteString(": ")
	}
	if f.Column != "" {
		b.WriteString(f.Column + ": ")
	}
	return b.String()
}

// Reason is why a value, row or file was refused, before its place is known.
type Reason struct {
	code Code
	args []string
}

// Because makes a reason; the arguments fill the text of the code.
func Because(code Code, args ...string) *Reason { return &Reason{code, args} }

// Error is the English text.
func (r *Reason) Error() string { return r.Finding(Error).Text("en") }

// Finding turns the reason into a finding that has no place yet.
func (r *Reason) Finding(severity Severity) Finding {
	args := make([]string, len(r.args))
	for i, arg := range r.args {
		args[i] = clip(arg)
	}
	return Finding{Code: r.code, Severity: severity, Args: args}
}

// FindingOf gives what a parser of this package said as a finding that has no
// place yet; another error becomes an unreadable file.
func FindingOf(err error) Finding {
	var f Finding
	if errors.As(err, &f) {
		return f
	}
	var why *Reason
	if errors.As(err, &why) {
		return why.Finding(Error)
	}
	return Because(CodeUnreadable, err.Error()).Finding(Error)
}

// clip keeps quoted values short and printable: a finding is read by people
// and may quote a field of many kilobytes.
func clip(s string) string {
	const most = 200
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '·'
		}
		return r
	}, strings.ToValidUTF8(s, "·"))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// Report gathers findings. A file with a million equal mistakes keeps the
// first of each kind (file, column, code) and counts the others, so
// that one flood neither fills memory nor hides another kind of mistake.
type Report struct {
	Keep int // findings of a kind that are kept; 0 = a hundred

	findings []Finding
	seen     map[kind]int
	errors   int
	warnings int
}

type kind struct {
	file, column string
	code         Code
}

const keptOfAKind = 100

// Add takes a finding in. A nil report swallows it.
func (r *Report) Add(f Finding) {
	if r == nil {
		return
	}
	if f.Severity == Error {
		r.errors++
	} else {
		r.warnings++
	}
	k := kind{f.File, f.Column, f.Code}
	if r.seen == nil {
		r.seen = map[kind]int{}
	}
	r.seen[k]++
	if r.seen[k] <= cmp.Or(r.Keep, keptOfAKind) {
		f.Detail = f.Text("en")
		r.findings = append(r.findings, f)
	}
}

// Findings are those kept, in the order they were met.
func (r *Report) Findings() []Finding { return r.findings }

// Errors counts all errors, also those not kept.
func (r *Report) Errors() int { return r.errors }

// Warnings counts all warnings, also those not kept.
func (r *Report) Warnings() int { return r.warnings }

// Dropped counts findings that were counted but not kept.
func (r *Report) Dropped() int { return r.errors + r.warnings - len(r.findings) }

// Merged gives the findings of several reports, each once, and how many were counted and not kept. Files stay in the order
// in which they were met; within a file the lines rise.
func Merged(reports ...*Report) (all []Finding, dropped int) {
	type place struct {
		file, column, detail string
		line                 int
	}
	seen, order := map[place]bool{}, map[string]int{}
	for _, r := range reports {
		dropped += r.Dropped()
		for _, f := range r.findings {
			at := place{f.File, f.Column, f.Detail, f.Line}
			if seen[at] {
				continue
			}
			seen[at] = true
			all = append(all, f)
			if _, met := order[f.File]; !met {
				order[f.File] = len(order)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(order[a.File]-order[b.File], a.Line-b.Line)
	})
	return all, dropped
}
