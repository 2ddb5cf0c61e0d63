// Package flatjson reads the JSON that encoding/json writes for texts and objects of them, without making a map of it.
//
// It exists because nearly every change of a deal is such an object, and reading one this way is a hundred times faster.
//
// It refuses whatever else it meets, and says so: somebody else has to read that.
package flatjson

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Scanner reads on from where it stands. Whatever it refuses clears Sound, and nothing after that means anything.
type Scanner struct {
	Rest  []byte
	Sound bool
}

// Members gives the names of an object's members; the caller reads each value.
func (s *Scanner) Members(yield func(name string) bool) {
	s.skip("{")
	for first := true; s.Sound && !s.has("}"); first = false {
		if !first {
			s.skip(",")
		}
		name := s.Text()
		s.skip(":")
		if !s.Sound || !yield(name) {
			break
		}
	}
	s.skip("}")
}

func (s *Scanner) has(token string) bool {
	return len(s.Rest) >= len(token) && string(s.Rest[:len(token)]) == token
}

func (s *Scanner) skip(token string) {
	if s.Sound = s.Sound && s.has(token); s.Sound {
		s.Rest = s.Rest[len(token):]
	}
}

// Null reads a null, if one stands here.
func (s *Scanner) Null() bool {
	if !s.Sound || !s.has("null") {
		return false
	}
	s.skip("null")
	return true
}

// Text reads a text.
func (s *Scanner) Text() (text string) {
	s.skip(`"`)
	end := 0
	for ; s.Sound && end < len(s.Rest) && s.Rest[end] != '"'; end++ {
		if s.Rest[end] == '\\' {
			end++
		}
	}
	if s.Sound = s.Sound && end < len(s.Rest); !s.Sound {
		return ""
	}
	raw := s.Rest[:end]
	s.Rest = s.Rest[end+1:]
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw)
	}
	quoted := append(append([]byte{'"'}, raw...), '"')
	s.Sound = json.Unmarshal(quoted, &text) == nil
	return text
}
