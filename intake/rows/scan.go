package rows

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// Limits that keep a hostile or broken file from filling memory. A deal's row
// with long notes stays far below them.
const (
	maxRow     = 1 << 20 // bytes of one record, with its line breaks
	maxField   = 128 << 10
	maxColumns = 2000
	firstRead  = 64 << 10
)

var (
	errRowTooLong = errors.New("row too long")
	errUnclosed   = errors.New("quote not closed")
	errAfterQuote = errors.New("text after a closing quote")
)

// scanner cuts decoded text into records of fields. It differs from
// encoding/csv where damaged files need it: a record is bounded, a lone CR may
// end lines, and after a broken record the reader can go on at the very next
// physical line, so that one stray quote never swallows the rows below it.
//
// scan parses the record at the front without consuming it; then either accept
// or skipLine moves on.
type scanner struct {
	src         io.Reader
	buf         []byte
	start, end  int
	eof         bool
	delim, eol  byte
	line        int // physical line of buf[start]
	size, lines int // of the record last scanned, with its line break
	out         []byte
	ends        []int
	fields      []string
}

func newScanner(src io.Reader, delim, eol byte) *scanner {
	return &scanner{src: src, buf: make([]byte, firstRead), delim: delim, eol: eol, line: 1}
}

func (s *scanner) window() []byte { return s.buf[s.start:s.end] }

// fill brings more bytes into the window; false at the end of the input.
func (s *scanner) fill() (bool, error) {
	if s.eof {
		return false, nil
	}
	if s.end == len(s.buf) {
		switch {
		case s.start > 0:
			s.end = copy(s.buf, s.window())
			s.start = 0
		case len(s.buf) >= maxRow:
			return false, errRowTooLong
		default:
			grown := make([]byte, min(2*len(s.buf), maxRow))
			copy(grown, s.buf[:s.end])
			s.buf = grown
		}
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return n > 0, nil
		}
		if err != nil {
			return false, err
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, io.ErrNoProgress
}

// find gives the place of c in the window at or after from, reading on as
// needed; at the end of the input it gives the window's length and false.
func (s *scanner) find(c byte, from int) (int, bool, error) {
	for {
		if i := bytes.IndexByte(s.window()[from:], c); i >= 0 {
			return from + i, true, nil
		}
		from = len(s.window())
		if more, err := s.fill(); err != nil || !more {
			return from, false, err
		}
	}
}

// scan returns the fields of the next record that is not an empty line, or
// io.EOF. The slice is reused; the strings are not.
func (s *scanner) scan() ([]string, error) {
	for {
		end, terminated, err := s.find(s.eol, 0)
		if err != nil {
			return nil, err
		}
		s.size, s.lines = end, 1
		if terminated {
			s.size++
		}
		if s.size == 0 {
			return nil, io.EOF
		}
		text := s.chop(s.window()[:end])
		if len(text) == 0 {
			s.accept()
			continue
		}
		if bytes.IndexByte(text, '"') >= 0 {
			return s.scanQuoted()
		}
		s.split(string(text))
		return s.fields, nil
	}
}

// chop takes the CR of a CRLF away.
func (s *scanner) chop(text []byte) []byte {
	if n := len(text); s.eol == '\n' && n > 0 && text[n-1] == '\r' {
		return text[:n-1]
	}
	return text
}

func (s *scanner) split(text string) {
	s.fields = s.fields[:0]
	for {
		i := strings.IndexByte(text, s.delim)
		if i < 0 || len(s.fields) > maxColumns {
			s.fields = append(s.fields, text)
			return
		}
		s.fields = append(s.fields, text[:i])
		text = text[i+1:]
	}
}

// scanQuoted reads a record that has a quote somewhere, and so may go on over
// several lines. A quote inside an unquoted field is an ordinary character.
func (s *scanner) scanQuoted() ([]string, error) {
	s.out, s.ends = s.out[:0], s.ends[:0]
	at := 0
	for {
		next, last, err := s.quotedOrBare(at)
		if err != nil {
			return nil, err
		}
		s.ends = append(s.ends, len(s.out))
		at = next
		if last || len(s.ends) > maxColumns {
			break
		}
	}
	s.size = at
	s.lines = max(1, bytes.Count(s.window()[:at], []byte{s.eol}))
	all, from := string(s.out), 0
	s.fields = s.fields[:0]
	for _, end := range s.ends {
		s.fields = append(s.fields, all[from:end])
		from = end
	}
	return s.fields, nil
}

// quotedOrBare appends the field that begins at the given place to out and
// says where the next one begins, and whether this was the record's last.
func (s *scanner) quotedOrBare(at int) (next int, last bool, err error) {
	if at < len(s.window()) && s.window()[at] == '"' {
		return s.quoted(at + 1)
	}
	end, terminated, err := s.find(s.eol, at)
	if err != nil {
		return 0, false, err
	}
	if i := bytes.IndexByte(s.window()[at:end], s.delim); i >= 0 {
		s.out = append(s.out, s.window()[at:at+i]...)
		return at + i + 1, false, nil
	}
	s.out = append(s.out, s.chop(s.window()[at:end])...)
	if terminated {
		end++
	}
	return end, true, nil
}

func (s *scanner) quoted(at int) (next int, last bool, err error) {
	for {
		end, found, err := s.find('"', at)
		if errors.Is(err, errRowTooLong) || err == nil && !found {
			return 0, false, errUnclosed
		}
		if err != nil {
			return 0, false, err
		}
		s.out = append(s.out, s.window()[at:end]...)
		at = end + 1
		// Two bytes decide what follows: another quote, a delimiter, CRLF.
		for len(s.window()) < at+2 {
			if more, err := s.fill(); err != nil {
				return 0, false, err
			} else if !more {
				break
			}
		}
		rest := s.window()[at:]
		switch {
		case len(rest) == 0:
			return at, true, nil
		case rest[0] == '"':
			s.out = append(s.out, '"')
			at++
		case rest[0] == s.delim:
			return at + 1, false, nil
		case rest[0] == s.eol:
			return at + 1, true, nil
		case s.eol == '\n' && rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n'):
			return at + min(2, len(rest)), true, nil
		default:
			return 0, false, errAfterQuote
		}
	}
}

// accept moves past the record last scanned.
func (s *scanner) accept() {
	s.start += s.size
	s.line += s.lines
}

// skipLine moves past the first physical line of the record last scanned,
// which scan has brought into the window.
func (s *scanner) skipLine() {
	if i := bytes.IndexByte(s.window(), s.eol); i >= 0 {
		s.start += i + 1
	} else {
		s.start = s.end
	}
	s.line++
}
