package rows

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const sampleSize = 64 << 10

// delimiters are those looked for, commonest first: on equal evidence the
// earlier one is taken.
const delimiters = ",;\t|"

// Format says how the bytes of a file are cut into cells. Zero values mean
// "find out".
type Format struct {
	Delimiter byte   // one of , ; tab | or any ASCII punctuation
	Encoding  string // utf-8, utf-16le, utf-16be, windows-1252
}

// notText names what a file is when its first bytes tell that it is no CSV.
func notText(head []byte) string {
	trimmed := bytes.ToLower(bytes.TrimLeft(head[:min(len(head), 512)], "\ufeff \t\r\n"))
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("PK\x03\x04") && bytes.Contains(head, []byte("[Content_Types].xml")),
		has("PK\x03\x04") && bytes.Contains(head, []byte("xl/")):
		return "an Excel workbook (XLSX)"
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return "a ZIP archive"
	case has("\x1f\x8b"):
		return "a gzip archive"
	case has("\xd0\xcf\x11\xe0"):
		return "an old Excel workbook (XLS)"
	case has("%PDF-"):
		return "a PDF document"
	case bytes.HasPrefix(trimmed, []byte("<!doctype")), bytes.HasPrefix(trimmed, []byte("<html")):
		return "a web page"
	case bytes.HasPrefix(trimmed, []byte("<?xml")):
		return "an XML document"
	case bytes.HasPrefix(trimmed, []byte("{")), bytes.HasPrefix(trimmed, []byte("[{")):
		return "a JSON document"
	}
	return ""
}

// decoded gives the text of r as UTF-8 as far as that can be told from its
// beginning; single Windows-1252 bytes are repaired row by row (see repair),
// because the first accent may come after megabytes of plain ASCII.
func decoded(r io.Reader, name string) (*bufio.Reader, *Reason, error) {
	in := bufio.NewReaderSize(r, sampleSize)
	head, err := in.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, nil, err
	}
	if len(head) == 0 {
		return nil, nil, Because(CodeEmptyFile)
	}
	if what := notText(head); what != "" {
		return nil, nil, Because(CodeNotText, what)
	}
	var note *Reason
	if name == "" {
		if name, note = guessEncoding(head); name == "" {
			return nil, nil, Because(CodeBinary)
		}
	}
	enc, ok := encodingOf(name)
	if !ok {
		return nil, nil, Because(CodeNotAllowed, name, "utf-8, utf-16le, utf-16be, windows-1252")
	}
	if enc != nil {
		in = bufio.NewReaderSize(transform.NewReader(in, enc.NewDecoder()), sampleSize)
		head, err = in.Peek(sampleSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		if _, err := in.Discard(3); err != nil {
			return nil, nil, err
		}
		head = head[3:]
	}
	if len(bytes.TrimSpace(head)) == 0 && len(head) < sampleSize-3 {
		return nil, nil, Because(CodeEmptyFile)
	}
	return in, note, nil
}

// encodingOf gives nil for UTF-8, which needs no decoder.
func encodingOf(name string) (encoding.Encoding, bool) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8":
		return nil, true
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), true
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true
	case "windows-1252", "cp1252", "latin-1", "latin1", "iso-8859-1":
		return charmap.Windows1252, true
	}
	return nil, false
}

// guessEncoding goes by the byte order mark, else by where NUL bytes stand:
// Latin text in UTF-16 has one in every other byte.
func guessEncoding(head []byte) (string, *Reason) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return "utf-16le", nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "utf-16be", nil
	}
	var nul [2]int
	for i, b := range head {
		if b == 0 {
			nul[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case nul[1] > half/2 && nul[0] <= half/50:
		return "utf-16le", Because(CodeEncodingGuessed, "UTF-16LE")
	case nul[0] > half/2 && nul[1] <= half/50:
		return "utf-16be", Because(CodeEncodingGuessed, "UTF-16BE")
	case nul[0]+nul[1] > len(head)/100+1:
		return "", nil
	}
	return "utf-8", nil
}

// repair reads the bytes of s that are not UTF-8 as Windows-1252 and keeps the
// rest. In Windows-1252 text two bytes that happen to form one UTF-8 letter
// are as good as never seen, so this serves mixed files and whole ones alike.
// It tells whether s also had letters beyond ASCII in proper UTF-8.
func repair(s string) (fixed string, hadUTF8 bool) {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(s[i])
		} else if size > 1 {
			hadUTF8 = true
		}
		b.WriteRune(r)
		i += size
	}
	return b.String(), hadUTF8
}

// lineBreak is LF for LF and CRLF files, CR where a file has nothing else.
func lineBreak(sample []byte) byte {
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// guessDelimiter takes the delimiter under which most of the first rows have
// as many fields as the header; among equals the one that gives more columns.
func guessDelimiter(sample []byte, eol byte, whole bool) byte {
	best, bestShare, bestColumns := delimiters[0], -1.0, 1
	for i := range len(delimiters) {
		delim := delimiters[i]
		columns, share := regularity(sample, delim, eol, whole)
		if columns < 2 {
			continue
		}
		if share > bestShare || share == bestShare && columns > bestColumns {
			best, bestShare, bestColumns = delim, share, columns
		}
	}
	return best
}

// regularity gives the header's number of fields and the share of the first
// fifty rows that agree with it (1 when there are none).
func regularity(sample []byte, delim, eol byte, whole bool) (columns int, share float64) {
	s := newScanner(bytes.NewReader(sample), delim, eol)
	rows, same := 0, 0
	for rows < 50 {
		fields, err := s.scan()
		if err != nil {
			if errors.Is(err, errUnclosed) || errors.Is(err, errAfterQuote) {
				rows++
				s.skipLine()
				continue
			}
			break
		}
		s.accept()
		if !whole && s.start == s.end && s.eof {
			break // the sample ends inside this row
		}
		if columns == 0 {
			columns = len(fields)
			continue
		}
		rows++
		if len(fields) == columns {
			same++
		}
	}
	if rows == 0 {
		return columns, 1
	}
	return columns, float64(same) / float64(rows)
}

// excelHint reads the line "sep=;" that Excel understands, and its length.
func excelHint(sample []byte, eol byte) (delim byte, length int) {
	line, _, found := bytes.Cut(sample, []byte{eol})
	if text := bytes.TrimSuffix(line, []byte("\r")); found && len(text) == 5 && bytes.EqualFold(text[:4], []byte("sep=")) {
		return text[4], len(line) + 1
	}
	return 0, 0
}
