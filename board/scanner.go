package board

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// scanner reads the JSON that encoding/json writes for texts and objects of them, without making a map of it. Whatever
// else it meets clears ok, and somebody else has to read it.
type scanner struct {
	rest []byte
	ok   bool
}

// members gives the names of an object's members; the caller reads each value.
func (s *scanner) members(yield func(name string) bool) {
	s.skip("{")
	for first := true; s.ok && !s.has("}"); first = false {
		if !first {
			s.skip(",")
		}
		name := s.text()
		s.skip(":")
		if !s.ok || !yield(name) {
			break
		}
	}
	s.skip("}")
}

func (s *scanner) has(token string) bool {
	return len(s.rest) >= len(token) && string(s.rest[:len(token)]) == token
}

func (s *scanner) skip(token string) {
	if s.ok = s.ok && s.has(token); s.ok {
		s.rest = s.rest[len(token):]
	}
}

func (s *scanner) null() bool {
	if !s.ok || !s.has("null") {
		return false
	}
	s.skip("null")
	return true
}

func (s *scanner) text() (text string) {
	s.skip(`"`)
	end := 0
	for ; s.ok && end < len(s.rest) && s.rest[end] != '"'; end++ {
		if s.rest[end] == '\\' {
			end++
		}
	}
	if s.ok = s.ok && end < len(s.rest); !s.ok {
		return ""
	}
	raw := s.rest[:end]
	s.rest = s.rest[end+1:]
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw)
	}
	quoted := append(append([]byte{'"'}, raw...), '"')
	s.ok = json.Unmarshal(quoted, &text) == nil
	return text
}
