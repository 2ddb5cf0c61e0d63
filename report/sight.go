package report

import (
	"iter"

	"arus/board"
	"arus/sales"
)

// Sight is which deals somebody may know of. The zero Sight sees none.
type Sight struct {
	All    bool                  // every deal, whoever owns it
	Owners map[sales.UserID]bool // deals of these; those of nobody where "" is one of them
}

// Within is the same reader for somebody who sees less: its scans, lists and look-ups pass over what is out of sight, as if
// there were no such deals. What is learned from history, such as chances and limits, stays that of the whole workspace,
// so that two people never read different chances of one deal.
func (r *Reader) Within(s Sight) *Reader {
	own := *r
	own.sight = nil
	if s.All {
		return &own
	}
	own.sight = &owners{named: s.Owners}
	for user, seen := range s.Owners {
		if code, known := r.Picture.Code(string(user)); known && seen {
			own.sight.add(code)
		}
	}
	return &own
}

// Sees reports whether the reader may know of a deal.
func (r *Reader) Sees(d board.Deal) bool { return r.sight == nil || r.sight.has(d.OwnerCode()) }

// SeesOwner reports whether the reader may see the deals of a user, also of one who owns none yet.
func (r *Reader) SeesOwner(user sales.UserID) bool { return r.sight == nil || r.sight.named[user] }

// Deal finds a deal within sight.
func (r *Reader) Deal(id sales.DealID) (d board.Deal, found bool) {
	if d, found = r.Picture.Deal(id); !found || !r.Sees(d) {
		return board.Deal{}, false
	}
	return d, true
}

// Deals gives every deal within sight, in the order in which the ledger learned of them.
func (r *Reader) Deals() iter.Seq[board.Deal] {
	return func(yield func(board.Deal) bool) {
		for d := range r.Picture.Deals() {
			if r.Sees(d) && !yield(d) {
				return
			}
		}
	}
}

// owners is a set of the board's codes, a bit for each.
type owners struct {
	bits  []uint64
	named map[sales.UserID]bool // also those who own nothing yet
}

func (o *owners) add(code uint32) {
	for int(code/64) >= len(o.bits) {
		o.bits = append(o.bits, 0)
	}
	o.bits[code/64] |= 1 << (code % 64)
}

func (o *owners) has(code uint32) bool {
	return int(code/64) < len(o.bits) && o.bits[code/64]>>(code%64)&1 == 1
}
