package board

import (
	"iter"
	"slices"
	"sync/atomic"

	"arus/board/lookup"
	"arus/board/past"
	"arus/board/shelf"
	"arus/sales"
)

// Snapshot is everything the board knew at a position of the ledger. It never changes and may be used by any number of
// goroutines.
type Snapshot struct {
	workspace sales.WorkspaceID
	position  int64
	recorded  sales.Instant
	deals     int
	chunks    []*chunk
	index     *lookup.Index
	words     *words
	shelves   []*shelf.Shelf
}

// Workspace that it is of.
func (s *Snapshot) Workspace() sales.WorkspaceID { return s.workspace }

// Position of the last event in it.
func (s *Snapshot) Position() int64 { return s.position }

// Recorded is when the last event in it was written down; zero when there is none.
func (s *Snapshot) Recorded() sales.Instant { return s.recorded }

// Deals is how many deals the ledger has ever told of.
func (s *Snapshot) Deals() int { return s.deals }

// At is the picture as of one moment and known at another. A zero asOf means the newest there is, a zero knownAt all that
// is known. Making a picture costs next to nothing, reading it does: keep one for a whole answer.
func (s *Snapshot) At(asOf, knownAt sales.Instant) *Picture {
	p := &Picture{snapshot: s, words: s.words, asOf: asOf, knownAt: knownAt,
		layouts: make([]atomic.Pointer[Layout], len(s.chunks))}
	if asOf == 0 || asOf > past.Latest {
		p.asOf = past.Latest
	}
	if knownAt == 0 || knownAt > past.Latest {
		p.knownAt = past.Latest
	}
	return p
}

// Picture is a workspace as it was at a moment, as far as it was known at a moment. Deals that were deleted by then, or
// whose creation was taken back, are not in it. It never changes and may be used by any number of goroutines. What it
// hands out is shared: change none of it.
type Picture struct {
	snapshot *Snapshot
	words    *words
	asOf     sales.Instant
	knownAt  sales.Instant
	layouts  []atomic.Pointer[Layout] // as far as looked at
}

// Snapshot is what the picture is a picture of.
func (p *Picture) Snapshot() *Snapshot { return p.snapshot }

// AsOf is the moment that was asked for; zero for the newest there is. Who works out ages asks for the moment by its clock.
func (p *Picture) AsOf() sales.Instant { return said(p.asOf) }

// KnownAt is the moment that was asked for; zero for all that is known.
func (p *Picture) KnownAt() sales.Instant { return said(p.knownAt) }

func said(i sales.Instant) sales.Instant {
	if i == past.Latest {
		return 0
	}
	return i
}

// Deals gives every deal of the picture, in the order in which the ledger learned of them.
func (p *Picture) Deals() iter.Seq[Deal] {
	return func(yield func(Deal) bool) {
		for i := range p.Chunks() {
			c := p.Chunk(i)
			for j := range c.Len() {
				if !yield(c.Deal(j)) {
					return
				}
			}
		}
	}
}

// Ever gives every deal that there ever was by the picture's moment, also those that are deleted, each in its last version.
func (p *Picture) Ever() iter.Seq[Deal] {
	return func(yield func(Deal) bool) {
		for _, c := range p.snapshot.chunks {
			for deal := range c.ids {
				if row, found := c.find(deal, p.asOf, p.knownAt); found && c.rows.state[row].Outcome() != Absent && !yield(Deal{p, c, row, uint32(deal)}) {
					return
				}
			}
		}
	}
}

// Dawn is the first moment of which anything is known: of what was true, and of what was written down. It looks at every
// deal, of which imports may know more than the workspace is old.
func (s *Snapshot) Dawn() (asOf, knownAt sales.Instant) {
	asOf, knownAt = sales.Forever, sales.Forever
	if n, found := s.shelves[workspaces].Find(sales.ID(s.workspace)); found {
		asOf, knownAt = s.shelves[workspaces].At(n).Began()
	}
	for d := range s.At(0, 0).Ever() {
		for v := range d.Versions() {
			asOf = min(asOf, v.EffectiveAt())
		}
	}
	return asOf, knownAt
}

// Deal finds a deal of the picture.
func (p *Picture) Deal(id sales.DealID) (d Deal, found bool) {
	number, found := p.snapshot.number(id)
	if !found {
		return Deal{}, false
	}
	s := p.snapshot
	c, deal := s.chunks[number/chunkLength], int(number%chunkLength)
	row, found := c.find(deal, p.asOf, p.knownAt)
	if !found || !c.rows.state[row].Present() {
		return Deal{}, false
	}
	return Deal{p, c, row, uint32(deal)}, true
}

// Find is where a deal of the picture stands in the columns of a chunk.
func (p *Picture) Find(id sales.DealID) (chunk, at int, found bool) {
	number, found := p.snapshot.number(id)
	if !found {
		return 0, 0, false
	}
	chunk = int(number / chunkLength)
	at, found = slices.BinarySearch(p.Chunk(chunk).deals, uint8(number%chunkLength))
	return chunk, at, found
}

func (s *Snapshot) number(id sales.DealID) (number uint32, found bool) {
	return s.index.Find(string(id), func(n uint32) bool {
		return int(n) < s.deals && s.chunks[n/chunkLength].id(int(n%chunkLength)) == id
	})
}

// Places lists all places by their codes. Work out what a place means to a question once for each, then index by code.
func (p *Picture) Places() []Place { return p.words.places }

// Place is where a deal with this code stands.
func (p *Picture) Place(code uint32) Place { return p.words.places[code] }

// Currencies is how many codes of currencies there are, from 0.
func (p *Picture) Currencies() int { return len(p.words.currencies) }

// Currency by its code; code 0 is that of no amount.
func (p *Picture) Currency(code uint16) sales.Currency { return p.words.currencies[code] }

// Word is the text behind a code, such as the id of an owner; code 0 is the empty text.
func (p *Picture) Word(code uint32) string { return p.words.text(code) }

// Code is the code of a text. A text that is not known has none, and no deal has it.
func (p *Picture) Code(word string) (code uint32, known bool) { return p.words.find(word) }
