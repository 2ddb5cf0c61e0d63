package dense

import "strings"

// Text is where a text of a deal's own, such as its name, stands among those of its chunk. The empty one is 0.
//
// A chunk keeps them as one, each behind its length, since a header and a piece of memory for each would take more than
// the texts themselves.
type Text uint32

// NoTexts holds the empty text alone.
const NoTexts = "\x00"

// Of reads a text among all of the chunk.
func (t Text) Of(all string) string {
	at, length := int(t), 0
	for shift := 0; ; shift += 7 {
		b := all[at]
		at++
		if length |= int(b&0x7f) << shift; b < 0x80 {
			return all[at : at+length]
		}
	}
}

// Texts grow while a chunk is written, behind a base: those that the chunk had, or NoTexts.
type Texts struct {
	base  string
	grown strings.Builder // the base and what has come since; empty until something does
}

// Onto begins with a base.
func Onto(base string) Texts { return Texts{base: base} }

// All of them: what to read them from.
func (x *Texts) All() string {
	if x.grown.Len() == 0 {
		return x.base
	}
	return x.grown.String()
}

// Keep adds one, unless it is the same as another.
func (x *Texts) Keep(s string, same Text) Text {
	if same.Of(x.All()) == s {
		return same
	}
	if s == "" {
		return 0
	}
	if x.grown.Len() == 0 {
		x.grown.WriteString(x.base)
	}
	at := Text(x.grown.Len())
	length := len(s)
	for ; length >= 0x80; length >>= 7 {
		x.grown.WriteByte(byte(length) | 0x80)
	}
	x.grown.WriteByte(byte(length))
	x.grown.WriteString(s)
	return at
}

// Fitted are all, in as much memory as they need.
func (x *Texts) Fitted() string {
	if n := x.grown.Len(); x.grown.Cap()-n > n/8 {
		return strings.Clone(x.grown.String())
	}
	return x.All()
}
