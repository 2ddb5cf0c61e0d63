package rows

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// readAll reads a whole file and gives its rows joined by "|" and the codes of
// its findings as "code@line".
func readAll(r io.Reader, format Format) (columns, rows, findings []string, err error) {
	var report Report
	t, err := Open(r, "f.csv", format, &report)
	if err == nil {
		columns = t.Columns
		for t.Next() {
			rows = append(rows, strings.Join(t.Fields(), "|"))
		}
		err = t.Err()
	}
	for _, f := range report.Findings() {
		findings = append(findings, fmt.Sprintf("%s@%d", f.Code, f.Line))
	}
	return columns, rows, findings, err
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestFilesAreReadDespiteTheirDamage(t *testing.T) {
	for name, c := range map[string]struct {
		in       string
		format   Format
		columns  string
		rows     string
		findings string
	}{
		"plain":                        {in: "id,name\n1,Ann\n2,Bo\n", columns: "id name", rows: "1|Ann;2|Bo"},
		"no line break at the end":     {in: "id,name\n1,Ann", columns: "id name", rows: "1|Ann"},
		"CRLF":                         {in: "id,name\r\n1,Ann\r\n", columns: "id name", rows: "1|Ann"},
		"lone CR":                      {in: "id,name\r1,Ann\r2,Bo\r", columns: "id name", rows: "1|Ann;2|Bo"},
		"semicolon with decimal comma": {in: "id;value\n1;1.234,5\n2;3,5\n", columns: "id value", rows: "1|1.234,5;2|3,5"},
		"tab":                          {in: "id\tname\n1\tA,B\n", columns: "id name", rows: "1|A,B"},
		"pipe":                         {in: "id|name\n1|Ann\n", columns: "id name", rows: "1|Ann"},
		"declared delimiter":           {in: "id#name\n1#Ann\n", format: Format{Delimiter: '#'}, columns: "id name", rows: "1|Ann"},
		"Excel's hint":                 {in: "sep=;\nid;name\n1;Ann\n2\n", columns: "id name", rows: "1|Ann", findings: "ragged_row@4"},
		"UTF-8 with BOM":               {in: "\ufeffid,name\n1,Ann\n", columns: "id name", rows: "1|Ann"},
		"UTF-16 with BOM":              {in: "\xff\xfe" + utf16le("id,name\n1,Zoë\n"), columns: "id name", rows: "1|Zoë"},
		"UTF-16 without BOM":           {in: utf16le("id,name\n1,Zoe\n"), columns: "id name", rows: "1|Zoe", findings: "encoding_guessed@0"},
		"Windows-1252":                 {in: "id,name\n1,Zo\xeb\n2,\x80 5\n", columns: "id name", rows: "1|Zoë;2|€ 5", findings: "encoding_guessed@2"},
		"declared Windows-1252":        {in: "id,name\n1,Zo\xeb\n", format: Format{Encoding: "windows-1252"}, columns: "id name", rows: "1|Zoë"},
		"UTF-8 with one stray byte":    {in: "id,name\n1,Zoë\n2,Jos\xe9\n", columns: "id name", rows: "1|Zoë;2|José", findings: "encoding_mixed@3"},
		"quotes and line breaks":       {in: "id,name,x\n1,\"a \"\"b\"\", c\nd\",2\n3,e,\"\"\n4\n", columns: "id name x", rows: "1|a \"b\", c\nd|2;3|e|", findings: "ragged_row@5"},
		"CRLF after a quote":           {in: "id,name\r\n1,\"a\"\r\n2,\"b\"", columns: "id name", rows: "1|a;2|b"},
		"a quote inside a plain field": {in: "id,name\n1,5\" disk\n", columns: "id name", rows: "1|5\" disk"},
		"too few and too many fields":  {in: "id,name\n1\n2,b\n3,c,d\n", columns: "id name", rows: "2|b", findings: "ragged_row@2;ragged_row@4"},
		"empty cells at the end":       {in: "id,name\n1,a,,\n2,b, \n", columns: "id name", rows: "1|a;2|b", findings: "trailing_cells@2"},
		"empty rows":                   {in: "\n\nid,name\n\n1,a\n,\n\n2,b\n", columns: "id name", rows: "1|a;2|b"},
		"a quote never closed":         {in: "id,name\n1,\"a\n2,b\n3,c\n", columns: "id name", rows: "2|b;3|c", findings: "quote_not_closed@2"},
		"a stray opening quote":        {in: "id,name\n1,\"a\n2,\"b\"\n3,c\n", columns: "id name", rows: "2|b;3|c", findings: "text_after_quote@2"},
		"a quote that joins two rows":  {in: "id,name,x\n1,\"a,1\n2,b\",2\n3,c,3\n", columns: "id name x", rows: "1|a,1\n2,b|2;3|c|3"},
		"a NUL byte":                   {in: "id,name\n1,a\x00\n2,b\n", columns: "id name", rows: "2|b", findings: "nul_byte@2"},
		"a column named twice":         {in: "id,name,name\n1,a,b\n", columns: "id name name", rows: "1|a|b", findings: "duplicate_column@1"},
		"a column without a name":      {in: "id, ,name\n1,a,b\n", columns: "id  name", rows: "1|a|b", findings: "unnamed_column@1"},
		"only a header":                {in: "id,name\n", columns: "id name", findings: "no_rows@0"},
		"one column":                   {in: "name\nAnn\nBo\n", columns: "name", rows: "Ann;Bo"},
		"a huge field":                 {in: "id,name\n1," + strings.Repeat("x", maxField+1) + "\n2,b\n", columns: "id name", rows: "2|b", findings: "field_too_long@2"},
	} {
		t.Run(name, func(t *testing.T) {
			columns, rows, findings, err := readAll(strings.NewReader(c.in), c.format)
			if err != nil {
				t.Fatal(err)
			}
			for _, pair := range [][2]string{{strings.Join(columns, " "), c.columns}, {strings.Join(rows, ";"), c.rows}, {strings.Join(findings, ";"), c.findings}} {
				if pair[0] != pair[1] {
					t.Errorf("got %q, want %q", pair[0], pair[1])
				}
			}
		})
	}
}

func TestFilesThatAreNoTablesAreRefusedWithAReason(t *testing.T) {
	for name, c := range map[string]struct {
		in     string
		format Format
		want   Code
		line   int
	}{
		"empty":                 {in: "", want: CodeEmptyFile},
		"only white space":      {in: "\n \r\n", want: CodeEmptyFile},
		"a BOM and nothing":     {in: "\xef\xbb\xbf", want: CodeEmptyFile},
		"workbook":              {in: "PK\x03\x04 [Content_Types].xml", want: CodeNotText},
		"archive":               {in: "PK\x03\x04 deals.csv", want: CodeNotText},
		"gzip":                  {in: "\x1f\x8b\x08", want: CodeNotText},
		"web page":              {in: "<!DOCTYPE html><title>Sign in</title>", want: CodeNotText},
		"binary":                {in: strings.Repeat("\x00\x00\x01\x02", 500), want: CodeBinary},
		"wrong delimiter given": {in: "id;name\n1;Ann\n", format: Format{Delimiter: ','}, want: CodeOneColumn, line: 1},
		"unknown encoding":      {in: "id,name\n", format: Format{Encoding: "ebcdic"}, want: CodeNotAllowed},
		"no header":             {in: "17,2011-09-30 22:38:44,Won\n18,2011-09-30 22:38:44,Won\n", want: CodeMissingHeader, line: 1},
		"amounts for a header":  {in: "Acme,1250000,Won\n", want: CodeMissingHeader, line: 1},
		"quote open in header":  {in: "id,\"name\n1,Ann\n", want: CodeQuoteOpen, line: 1},
		"far too many columns":  {in: strings.Repeat("a,", maxColumns+1) + "a\n", want: CodeTooManyColumns, line: 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, _, err := readAll(strings.NewReader(c.in), c.format)
			var f Finding
			if !errors.As(err, &f) || f.Code != c.want || f.Line != c.line || f.Severity != Error {
				t.Fatalf("got %v, want %s on line %d", err, c.want, c.line)
			}
		})
	}
}

// endless is a file of two gigabytes with one line, without the disk.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	const size = 2 << 30
	if e.read >= size {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestOneLineOfTwoGigabytesIsRefusedEarly(t *testing.T) {
	for name, head := range map[string]string{"as header": "", "as row": "id,name\n1,", "as open quote": "id,name\n1,\""} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			file := &endless{}
			_, _, _, err := readAll(io.MultiReader(strings.NewReader(head), file), Format{})
			runtime.ReadMemStats(&after)
			var f Finding
			if !errors.As(err, &f) || f.Code != CodeRowTooLong {
				t.Fatalf("got %v", err)
			}
			if file.read > 4<<20 {
				t.Errorf("%d bytes were read before the file was refused", file.read)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("%d bytes were allocated", used)
			}
		})
	}
}

func TestAnErrorOfTheReaderIsNotTakenForTheEnd(t *testing.T) {
	broken := errors.New("disk gone")
	for _, head := range []string{"id,name\n1,a\n", "id,name\n1,\"a", "id"} {
		_, _, _, err := readAll(io.MultiReader(strings.NewReader(head), failing{broken}), Format{})
		if !errors.Is(err, broken) {
			t.Errorf("after %q: got %v", head, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAFloodOfMistakesIsCountedNotKept(t *testing.T) {
	var report Report
	table, err := Open(strings.NewReader("id,name\n"+strings.Repeat("1\n", 5000)), "f.csv", Format{}, &report)
	if err != nil {
		t.Fatal(err)
	}
	for table.Next() {
		t.Fatal("a broken row passed")
	}
	if report.Errors() != 5000 || len(report.Findings()) != keptOfAKind || report.Dropped() != 5000-keptOfAKind {
		t.Errorf("%d errors, %d kept, %d dropped", report.Errors(), len(report.Findings()), report.Dropped())
	}
	if got := report.Findings()[0].Error(); got != "f.csv:2: the row has 1 fields, the header has 2" {
		t.Errorf("got %q", got)
	}
}

func TestEveryCodeHasATextInBothLanguages(t *testing.T) {
	en, id := english(), indonesian()
	if len(en) != len(id) {
		t.Errorf("%d English texts, %d Indonesian", len(en), len(id))
	}
	for code, text := range en {
		for i := range 4 {
			mark := fmt.Sprintf("{%d}", i)
			if strings.Contains(text, mark) != strings.Contains(id[code], mark) {
				t.Errorf("%s: the languages use different arguments", code)
			}
		}
		if id[code] == "" {
			t.Errorf("%s has no Indonesian text", code)
		}
	}
	f := Because(CodeRagged, "1", "2").Finding(Error)
	if got := f.Text("id"); got != "baris memiliki 1 isian, judul memiliki 2" {
		t.Errorf("got %q", got)
	}
}

// FuzzOpen holds the reader to: no panic, no endless loop, every row as wide
// as the header, lines rising.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"id,name\n1,Ann\n", "id;v\r\n1;1.234,5\r\n", "a\rb\rc", "\xff\xfei\x00d\x00", "sep=|\na|b\n", "a,\"b\n\"\"c\",d\n\"",
		"a,b\n1,\"x\"y\n2,z\n", "\ufeffa,b\n1,\xe9\n", "PK\x03\x04", "a,b\n\x00,1\n", "a,b\n1,2,,\n", "\"\"\"\n\"\"\"\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var report Report
		table, err := Open(strings.NewReader(in), "f", Format{}, &report)
		if err != nil {
			return
		}
		rows, line := 0, 0
		for table.Next() {
			if len(table.Fields()) != len(table.Columns) {
				t.Fatalf("%d fields, %d columns", len(table.Fields()), len(table.Columns))
			}
			if table.Line() <= line {
				t.Fatalf("line %d after line %d", table.Line(), line)
			}
			line = table.Line()
			if rows++; rows > len(in) {
				t.Fatal("more rows than bytes")
			}
		}
	})
}

func BenchmarkRows(b *testing.B) {
	row := "173688,2011-09-30T22:38:44.546000+00:00,20000,Won,5 Offer returned (negotiation),Won,10629\n"
	file := "id,created_at,amount,stage,last,outcome,owner\n" + strings.Repeat(row, 100_000)
	b.SetBytes(int64(len(file)))
	start := time.Now()
	for b.Loop() {
		table, err := Open(strings.NewReader(file), "f", Format{}, nil)
		if err != nil {
			b.Fatal(err)
		}
		rows := 0
		for table.Next() {
			rows++
		}
		if rows != 100_000 {
			b.Fatal(rows)
		}
	}
	b.ReportMetric(float64(b.N)*100_000/time.Since(start).Seconds(), "rows/s")
}
