package page

import (
	"encoding/binary"
	"errors"
)

// ErrShort says that bytes ended or made no sense where more were expected.
var ErrShort = errors.New("page: the bytes do not make sense")

// Pen writes numbers and texts. Texts are collected apart, so that reading makes one string of them all instead of
// hundreds.
type Pen struct {
	body  []byte
	texts []byte
}

func (p *Pen) Number(n uint64) { p.body = binary.AppendUvarint(p.body, n) }
func (p *Pen) Signed(n int64)  { p.body = binary.AppendVarint(p.body, n) }
func (p *Pen) Byte(b byte)     { p.body = append(p.body, b) }

func (p *Pen) Text(s string) {
	p.Number(uint64(len(s)))
	p.texts = append(p.texts, s...)
}

func (p *Pen) Bytes(b []byte) {
	p.Number(uint64(len(b)))
	p.body = append(p.body, b...)
}

// Page is everything written: the texts, then the rest.
func (p *Pen) Page() []byte {
	page := binary.AppendUvarint(make([]byte, 0, len(p.texts)+len(p.body)+10), uint64(len(p.texts)))
	return append(append(page, p.texts...), p.body...)
}

func (p *Pen) Clear() { p.body, p.texts = p.body[:0], p.texts[:0] }

// Eye reads what a pen wrote. After the first failure everything reads as zero, and err says so.
type Eye struct {
	body  []byte
	texts string
	err   error
}

// Read looks at a page.
func Read(page []byte) *Eye {
	e := &Eye{body: page}
	texts := e.Bytes()
	e.texts = string(texts)
	return e
}

func (e *Eye) Number() uint64 {
	v, n := binary.Uvarint(e.body)
	if n <= 0 {
		e.Fail()
		return 0
	}
	e.body = e.body[n:]
	return v
}

func (e *Eye) Signed() int64 {
	v, n := binary.Varint(e.body)
	if n <= 0 {
		e.Fail()
		return 0
	}
	e.body = e.body[n:]
	return v
}

func (e *Eye) Byte() byte {
	if len(e.body) == 0 {
		e.Fail()
		return 0
	}
	b := e.body[0]
	e.body = e.body[1:]
	return b
}

// Left is how many bytes there still are.
func (e *Eye) Left() int { return len(e.body) }

// Length reads how many things follow, of which each takes at least a byte: a damaged number cannot ask for more memory
// than the file is long.
func (e *Eye) Length() int {
	n := e.Number()
	if n > uint64(len(e.body)+len(e.texts)) {
		e.Fail()
		return 0
	}
	return int(n)
}

func (e *Eye) Text() string {
	n := e.Number()
	if n > uint64(len(e.texts)) {
		e.Fail()
		return ""
	}
	s := e.texts[:n]
	e.texts = e.texts[n:]
	return s
}

func (e *Eye) Bytes() []byte {
	n := e.Number()
	if n > uint64(len(e.body)) {
		e.Fail()
		return nil
	}
	b := e.body[:n:n]
	e.body = e.body[n:]
	return b
}

func (e *Eye) Fail() { e.body, e.texts, e.err = nil, "", ErrShort }

// End is the failure of it all; what is left over is one too.
func (e *Eye) End() error {
	if e.err == nil && len(e.body)+len(e.texts) > 0 {
		return ErrShort
	}
	return e.err
}
