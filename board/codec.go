package board

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"arus/sales"
)

// errShort says that bytes ended or made no sense where more were expected.
var errShort = errors.New("board: the bytes do not make sense")

// pen writes numbers and texts. Texts are collected apart, so that reading makes one string of them all instead of
// hundreds.
type pen struct {
	body  []byte
	texts []byte
}

func (p *pen) number(n uint64) { p.body = binary.AppendUvarint(p.body, n) }
func (p *pen) signed(n int64)  { p.body = binary.AppendVarint(p.body, n) }
func (p *pen) byte(b byte)     { p.body = append(p.body, b) }

func (p *pen) text(s string) {
	p.number(uint64(len(s)))
	p.texts = append(p.texts, s...)
}

func (p *pen) bytes(b []byte) {
	p.number(uint64(len(b)))
	p.body = append(p.body, b...)
}

// page is everything written: the texts, then the rest.
func (p *pen) page() []byte {
	page := binary.AppendUvarint(make([]byte, 0, len(p.texts)+len(p.body)+10), uint64(len(p.texts)))
	return append(append(page, p.texts...), p.body...)
}

func (p *pen) clear() { p.body, p.texts = p.body[:0], p.texts[:0] }

// eye reads what a pen wrote. After the first failure everything reads as zero, and err says so.
type eye struct {
	body  []byte
	texts string
	err   error
}

func readPage(page []byte) *eye {
	e := &eye{body: page}
	texts := e.bytes()
	e.texts = string(texts)
	return e
}

func (e *eye) number() uint64 {
	v, n := binary.Uvarint(e.body)
	if n <= 0 {
		e.fail()
		return 0
	}
	e.body = e.body[n:]
	return v
}

func (e *eye) signed() int64 {
	v, n := binary.Varint(e.body)
	if n <= 0 {
		e.fail()
		return 0
	}
	e.body = e.body[n:]
	return v
}

func (e *eye) byte() byte {
	if len(e.body) == 0 {
		e.fail()
		return 0
	}
	b := e.body[0]
	e.body = e.body[1:]
	return b
}

// length reads how many things follow, of which each takes at least a byte: a damaged number cannot ask for more memory
// than the file is long.
func (e *eye) length() int {
	n := e.number()
	if n > uint64(len(e.body)+len(e.texts)) {
		e.fail()
		return 0
	}
	return int(n)
}

func (e *eye) text() string {
	n := e.number()
	if n > uint64(len(e.texts)) {
		e.fail()
		return ""
	}
	s := e.texts[:n]
	e.texts = e.texts[n:]
	return s
}

func (e *eye) bytes() []byte {
	n := e.number()
	if n > uint64(len(e.body)) {
		e.fail()
		return nil
	}
	b := e.body[:n:n]
	e.body = e.body[n:]
	return b
}

func (e *eye) fail() { e.body, e.texts, e.err = nil, "", errShort }

// end is the failure of it all; what is left over is one too.
func (e *eye) end() error {
	if e.err == nil && len(e.body)+len(e.texts) > 0 {
		return errShort
	}
	return e.err
}

// Which fields of a row differ from those of the row before.
const (
	atDiffers = 1 << iota
	fromDiffers
	valueDiffers
	closeDiffers
	ownerDiffers
	placeDiffers
	factsDiffer
	argDiffers
	currencyDiffers
	stateDiffers
)

// row writes what differs from the row before: 10 bytes for most, instead of 48.
func (p *pen) row(was, is *dated) {
	mask := 0
	differs := func(bit int, yes bool) {
		if yes {
			mask |= bit
		}
	}
	differs(atDiffers, is.at != was.at)
	differs(fromDiffers, is.from != was.from)
	differs(valueDiffers, is.value != was.value)
	differs(closeDiffers, is.close != was.close)
	differs(ownerDiffers, is.owner != was.owner)
	differs(placeDiffers, is.place != was.place)
	differs(factsDiffer, is.facts != was.facts)
	differs(argDiffers, is.arg != was.arg)
	differs(currencyDiffers, is.currency != was.currency)
	differs(stateDiffers, is.state != was.state)
	p.number(uint64(mask)<<4 | uint64(is.did))
	p.ifDiffers(mask&atDiffers, int64(is.at-was.at))
	p.ifDiffers(mask&fromDiffers, int64(is.from-was.from))
	p.ifDiffers(mask&valueDiffers, is.value)
	p.ifDiffers(mask&closeDiffers, int64(is.close))
	p.ifDiffers(mask&ownerDiffers, int64(is.owner))
	p.ifDiffers(mask&placeDiffers, int64(is.place))
	p.ifDiffers(mask&factsDiffer, int64(is.facts))
	p.ifDiffers(mask&argDiffers, int64(is.arg))
	p.ifDiffers(mask&currencyDiffers, int64(is.currency))
	p.ifDiffers(mask&stateDiffers, int64(is.state))
}

func (p *pen) ifDiffers(bit int, n int64) {
	if bit != 0 {
		p.signed(n)
	}
}

// row makes the row before into the next one.
func (e *eye) row(r *dated) {
	head := e.number()
	r.did = did(head & 15)
	for mask := head >> 4; mask != 0; mask &= mask - 1 {
		n := e.signed()
		switch mask & -mask {
		case atDiffers:
			r.at += sales.Instant(n)
		case fromDiffers:
			r.from += sales.Instant(n)
		case valueDiffers:
			r.value = n
		case closeDiffers:
			r.close = sales.Day(n)
		case ownerDiffers:
			r.owner = uint32(n)
		case placeDiffers:
			r.place = uint32(n)
		case factsDiffer:
			r.facts = uint32(n)
		case argDiffers:
			r.arg = uint32(n)
		case currencyDiffers:
			r.currency = uint16(n)
		case stateDiffers:
			r.state = state(n)
		}
	}
}

func (p *pen) facts(f *facts) error {
	p.text(f.name)
	p.text(f.sourceID)
	for _, code := range []uint32{f.origin, f.kind, f.account, f.segment, f.region, f.channel, f.source} {
		p.number(uint64(code))
	}
	if f.more == nil {
		p.number(0)
		return nil
	}
	doc, err := json.Marshal(f.more)
	p.bytes(doc)
	return err
}

func (e *eye) facts(f *facts) {
	f.name, f.sourceID = e.text(), e.text()
	for _, code := range []*uint32{&f.origin, &f.kind, &f.account, &f.segment, &f.region, &f.channel, &f.source} {
		*code = uint32(e.number())
	}
	if doc := e.bytes(); len(doc) > 0 {
		f.more = new(more)
		if err := json.Unmarshal(doc, f.more); err != nil && e.err == nil {
			e.err = err
		}
	}
}
