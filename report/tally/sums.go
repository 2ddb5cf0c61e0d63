package tally

import (
	"math/bits"

	"arus/report/scan"
)

// outcomes are deals by outcome: how many, and what they are worth together.
type outcomes [4]struct {
	n   int
	sum scan.Sum
}

// brief are the same for as long as 64 bits hold the sums.
type brief [4]struct{ n, sum int64 }

// sums count deals and add up their values, exactly, in places with numbers from 0. They do it in few bits for as long as
// nothing can run over, which is as good as always.
type sums struct {
	brief []brief
	exact []outcomes // what was carried over
	grown uint64     // no sum of brief is further from nought
}

// room makes room for a number of places.
func (s *sums) room(n int) {
	if more := n - len(s.brief); more > 0 {
		more = max(more, len(s.brief))
		s.brief, s.exact = append(s.brief, make([]brief, more)...), append(s.exact, make([]outcomes, more)...)
	}
}

// mayTake reports whether brief has room for some more values, none of which is further from nought than most.
func (s *sums) mayTake(values int, most uint64) bool {
	const full = 1 << 62
	high, grows := bits.Mul64(uint64(values), most)
	if high > 0 || grows > full {
		return false
	}
	if s.grown+grows > full {
		for i := range s.brief {
			s.exact[i] = s.at(i)
		}
		clear(s.brief)
		s.grown = 0
	}
	s.grown += grows
	return true
}

// at is what has come to a place.
func (s *sums) at(i int) outcomes {
	all := s.exact[i]
	for outcome, o := range s.brief[i] {
		all[outcome].n += int(o.n)
		all[outcome].sum.Add(o.sum)
	}
	return all
}
