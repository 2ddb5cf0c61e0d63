package scan

import (
	"math/big"
	"math/bits"
)

// Sum adds whole numbers up exactly: 2^64 of the largest there are fit into it. The zero Sum is 0.
type Sum struct {
	high int64
	low  uint64
}

// Add takes a number in.
func (s *Sum) Add(n int64) { s.Join(Sum{n >> 63, uint64(n)}) }

// Sub takes a number out.
func (s *Sum) Sub(n int64) {
	var borrow uint64
	s.low, borrow = bits.Sub64(s.low, uint64(n), 0)
	s.high -= n>>63 + int64(borrow)
}

// Join takes another sum in.
func (s *Sum) Join(o Sum) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, o.low, 0)
	s.high += o.high + int64(carry)
}

// AddPart takes a part of a number in, in billionths: of amounts of 2^63 in 2^31 deals the sum stays below 2^127.
func (s *Sum) AddPart(n int64, billionths uint32) {
	high, low := bits.Mul64(uint64(max(n, -n)), uint64(billionths))
	if n >= 0 {
		s.Join(Sum{int64(high), low})
		return
	}
	var borrow uint64
	s.low, borrow = bits.Sub64(s.low, low, 0)
	s.high -= int64(high) + int64(borrow)
}

// Zero reports whether the sum is 0.
func (s Sum) Zero() bool { return s == Sum{} }

// Rat is the sum as a number to calculate with.
func (s Sum) Rat() *big.Rat {
	sum := new(big.Int).Lsh(big.NewInt(s.high), 64)
	return new(big.Rat).SetInt(sum.Add(sum, new(big.Int).SetUint64(s.low)))
}
