package rows

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Table is an open CSV file with a header, read one row at a time in bounded
// memory. Broken rows are reported with their line and left out; a file that
// is no table at all is refused by Open or ends Next with Err.
type Table struct {
	File    string
	Columns []string // the header, trimmed; "" where a column has no name
	// Delimiter is the one declared or found.
	Delimiter byte

	scan     *scanner
	report   *Report
	fields   []string
	line     int
	rows     int
	err      error
	told     map[Code]bool
	seenUTF8 bool
}

// Open reads the header of a CSV file. What is odd about the file goes to the
// report; what makes it unusable is returned as a Finding, and what the reader
// itself said as it came.
func Open(r io.Reader, name string, format Format, report *Report) (*Table, error) {
	t := &Table{File: name, report: report, told: map[Code]bool{}}
	in, note, err := decoded(r, format.Encoding)
	if err != nil {
		return nil, t.fatal(0, err)
	}
	if note != nil {
		t.tell(0, "", Warning, note)
	}
	if err := t.start(in, format); err != nil {
		return nil, t.fatal(1, err)
	}
	header, err := t.record()
	if err != nil {
		return nil, t.fatal(t.scan.line, err)
	}
	if err := t.header(header); err != nil {
		return nil, t.fatal(t.line, err)
	}
	return t, nil
}

func (t *Table) start(in *bufio.Reader, format Format) error {
	sample, err := in.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return err
	}
	eol := lineBreak(sample)
	hint, skip := excelHint(sample, eol)
	t.Delimiter = format.Delimiter
	if t.Delimiter == 0 {
		t.Delimiter = hint
	}
	if t.Delimiter == 0 {
		t.Delimiter = guessDelimiter(sample, eol, err != nil)
	}
	if skip > 0 {
		if _, err := in.Discard(skip); err != nil {
			return err
		}
	}
	t.scan = newScanner(in, t.Delimiter, eol)
	if skip > 0 {
		t.scan.line++
	}
	return nil
}

// fatal gives an error its place; errors of the reader pass unchanged.
func (t *Table) fatal(line int, err error) error {
	var why *Reason
	switch {
	case errors.As(err, &why):
	case errors.Is(err, errRowTooLong):
		why = Because(CodeRowTooLong)
	case errors.Is(err, errUnclosed):
		why = Because(CodeQuoteOpen)
	case errors.Is(err, errAfterQuote):
		why = Because(CodeQuoteText)
	case errors.Is(err, io.EOF):
		why = Because(CodeEmptyFile)
	default:
		return err
	}
	f := why.Finding(Error)
	f.File, f.Line = t.File, line
	return f
}

func (t *Table) tell(line int, column string, severity Severity, why *Reason) {
	f := why.Finding(severity)
	f.File, f.Line, f.Column = t.File, line, column
	t.report.Add(f)
}

// once warns only the first time, of things that tend to hold for all rows.
func (t *Table) once(why *Reason) {
	if !t.told[why.code] {
		t.told[why.code] = true
		t.tell(t.line, "", Warning, why)
	}
}

// record reads one record and repairs its encoding.
func (t *Table) record() ([]string, error) {
	fields, err := t.scan.scan()
	if err != nil {
		return nil, err
	}
	t.line = t.scan.line
	for i, field := range fields {
		if utf8.ValidString(field) {
			if !t.seenUTF8 {
				t.seenUTF8 = !ascii(field)
			}
			continue
		}
		fixed, mixed := repair(field)
		fields[i] = fixed
		if mixed || t.seenUTF8 {
			t.once(Because(CodeEncodingMixed))
		} else {
			t.once(Because(CodeEncodingGuessed, "Windows-1252"))
		}
	}
	return fields, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (t *Table) header(fields []string) error {
	if len(fields) > maxColumns {
		return Because(CodeTooManyColumns, strconv.Itoa(maxColumns))
	}
	if len(fields) == 1 {
		for _, other := range delimiters {
			if byte(other) != t.Delimiter && strings.ContainsRune(fields[0], other) {
				return Because(CodeOneColumn, shown(t.Delimiter), shown(byte(other)))
			}
		}
	}
	for _, cell := range fields {
		if strings.IndexByte(cell, 0) >= 0 {
			return Because(CodeNUL)
		}
		if looksLikeData(Trim(cell)) {
			return Because(CodeMissingHeader, cell)
		}
	}
	t.scan.accept()
	seen := map[string]bool{}
	for i, cell := range fields {
		name := Trim(cell)
		t.Columns = append(t.Columns, name)
		switch {
		case name == "":
			t.tell(t.line, "", Warning, Because(CodeUnnamedColumn, strconv.Itoa(i+1)))
		case seen[name]:
			t.tell(t.line, name, Warning, Because(CodeDuplicateColumn, name))
		}
		seen[name] = true
	}
	return nil
}

func shown(delim byte) string {
	if delim == '\t' {
		return "tab"
	}
	return string(rune(delim))
}

// looksLikeData is true for what nobody names a column: a full date, an
// amount with a fraction, or a number longer than a year.
func looksLikeData(cell string) bool {
	if cell == "" {
		return false
	}
	if d, why := parseDate(cell); why == nil && d.form != formSerial && d.form != formCompact {
		return true
	}
	n, ok := splitNumber(cell)
	return ok && (len(n.separators) > 0 || len(n.runs[0]) > 4)
}

// Next moves to the next whole row; false at the end or when the file cannot
// be read further, see Err. Rows without any content are passed over.
func (t *Table) Next() bool {
	for t.err == nil {
		fields, err := t.record()
		switch {
		case errors.Is(err, io.EOF):
			if t.rows == 0 {
				t.tell(0, "", Warning, Because(CodeNoRows))
			}
			t.err = io.EOF
			return false
		case errors.Is(err, errUnclosed):
			t.bad(Because(CodeQuoteOpen))
			continue
		case errors.Is(err, errAfterQuote):
			t.bad(Because(CodeQuoteText))
			continue
		case err != nil:
			t.err = t.fatal(t.scan.line, err)
			return false
		}
		if blank(fields) {
			t.scan.accept()
			continue
		}
		if why := t.check(fields); why != nil {
			t.bad(why)
			continue
		}
		t.scan.accept()
		t.rows++
		t.fields = fields[:len(t.Columns)]
		return true
	}
	return false
}

// bad reports the row at the front and goes on at the next physical line, so
// that a quote or line break gone wrong costs as few rows as possible.
func (t *Table) bad(why *Reason) {
	t.rows++
	t.tell(t.scan.line, "", Error, why)
	t.scan.skipLine()
}

func (t *Table) check(fields []string) *Reason {
	if len(fields) < len(t.Columns) {
		return Because(CodeRagged, strconv.Itoa(len(fields)), strconv.Itoa(len(t.Columns)))
	}
	if extra := fields[len(t.Columns):]; len(extra) > 0 {
		// Spreadsheets pad rows with empty cells; more than that is damage.
		if len(fields) > maxColumns || !blank(extra) {
			return Because(CodeRagged, strconv.Itoa(len(fields)), strconv.Itoa(len(t.Columns)))
		}
		t.once(Because(CodeTrailingCells))
	}
	for i, field := range fields {
		if len(field) > maxField {
			return Because(CodeFieldTooLong, strconv.Itoa(i+1))
		}
		if strings.IndexByte(field, 0) >= 0 {
			return Because(CodeNUL)
		}
	}
	return nil
}

func blank(fields []string) bool {
	for _, field := range fields {
		if Trim(field) != "" {
			return false
		}
	}
	return true
}

// Fields are the cells of the current row, one per column, as written. The
// slice is valid until Next; the strings stay.
func (t *Table) Fields() []string { return t.fields }

// Line is the physical line on which the current row begins.
func (t *Table) Line() int { return t.line }

// Err is why reading stopped before the end of the file; nil at the end.
func (t *Table) Err() error {
	if errors.Is(t.err, io.EOF) {
		return nil
	}
	return t.err
}
