package scan

import (
	"encoding/binary"
	"math/bits"
)

// Marks are some of the deals of a batch: bit i%64 of word i/64 is deal i.
type Marks []uint64

const wordBits = 64

// all marks the first n deals, and no more.
func (m Marks) all(n int) {
	for w := range m {
		m[w] = ^uint64(0)
	}
	if n%wordBits > 0 {
		m[n/wordBits] = 1<<(n%wordBits) - 1
	}
}

// marksOf is room for the marks of n deals.
func marksOf(m Marks, n int) Marks { return sized(m, (n+wordBits-1)/wordBits) }

// part are the numbers behind the deals of one word.
func part[T any](list []T, word int) []T {
	return list[word*wordBits : min((word+1)*wordBits, len(list))]
}

func (m Marks) minus(o Marks) {
	for w := range m {
		m[w] &^= o[w]
	}
}

func (m Marks) plus(o Marks) {
	for w := range m {
		m[w] |= o[w]
	}
}

func (m Marks) put(i int, yes bool) {
	m[i/wordBits] &^= 1 << (i % wordBits)
	m[i/wordBits] |= uint64(bit(yes)) << (i % wordBits)
}

// each gives the marked ones, also when they lose their marks meanwhile.
func (m Marks) each(yield func(i int) bool) {
	for w, word := range m {
		for ; word != 0; word &= word - 1 {
			if !yield(w*wordBits + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}

func (m Marks) has(i int) bool { return m[i/wordBits]>>(i%wordBits)&1 != 0 }

// Count is how many there are.
func (m Marks) Count() (n int) {
	for _, word := range m {
		n += bits.OnesCount64(word)
	}
	return n
}

func (m Marks) any() bool {
	for _, word := range m {
		if word != 0 {
			return true
		}
	}
	return false
}

// list gives their numbers. It looks at each bit, because looking for the next costs more unless they are few.
func (m Marks) list(into []uint32) []uint32 {
	into = sized(into, len(m)*wordBits)
	n := 0
	for w, word := range m {
		for at := uint32(w * wordBits); word != 0; at++ {
			into[n] = at
			n += int(word & 1)
			word >>= 1
		}
	}
	return into[:n]
}

// meets reports whether any of a set are marked.
func (m Marks) meets(s []uint64) bool {
	s = s[:len(m)]
	for w, word := range m {
		if word&s[w] != 0 {
			return true
		}
	}
	return false
}

// within is how many of a set are marked.
func (m Marks) within(s []uint64) (n int) {
	s = s[:len(m)]
	for w, word := range m {
		n += bits.OnesCount64(word & s[w])
	}
	return n
}

// masks are bytes of ones for the marked deals and 0 for the others, behind which there may be more.
func (m Marks) masks(into []byte) []byte {
	into = sized(into, len(m)*wordBits)
	const each = 0x0101010101010101 // byte
	for w, word := range m {
		for at := w * wordBits; at < (w+1)*wordBits; at += 8 {
			spread := word & 0xff * each & 0x8040201008040201 // bit i of byte i
			binary.NativeEndian.PutUint64(into[at:], (spread+0x7f*each)>>7&each*0xff)
			word >>= 8
		}
	}
	return into
}
