package board

import (
	"sync/atomic"

	"arus/board/dense"
	"arus/board/kept"
	"arus/board/past"
	"arus/sales"
)

// chunkLength is how many deals stand in a chunk: small enough that one changed deal costs microseconds, large enough that
// a snapshot of a million deals is a list of four thousand.
const chunkLength = 256

// chunk holds up to chunkLength deals with all their versions. It never changes.
type chunk struct {
	texts    string // of all its deals
	ids      []dense.Text
	versions []uint32 // the ledger's version of each deal
	starts   []uint32 // of each deal's rows, and the end of the last one's
	rows     rows
	again    *again // nil while no version was ever closed or derived anew
	facts    []facts
	patches  []byte        // each with its length before it
	newest   sales.Instant // latest effective instant
	changed  sales.Instant // latest instant at which anything became known
	amounts  kept.Amounts

	layout atomic.Pointer[Layout] // of the newest picture, once somebody asked
	told   atomic.Pointer[Layout] // of all versions, likewise
	spread past.Kept              // of those, at the moments that were asked for last
}

// again says of each row until when it is known, and when the event behind it was recorded.
type again struct{ until, cause []sales.Instant }

func (c *chunk) id(deal int) sales.DealID { return sales.DealID(c.ids[deal].Of(c.texts)) }

func (c *chunk) version(i uint32) past.Version[row] {
	at, from := c.rows.at[i], c.rows.from[i]
	v := past.Version[row]{At: at, From: from, Until: sales.Forever, Cause: from, Is: c.rows.row(i)}
	if c.again != nil {
		v.Until, v.Cause = c.again.until[i], c.again.cause[i]
	}
	return v
}

// knownAt reports whether row i is known at an instant that is not before the row's own.
func (c *chunk) knownAt(i uint32, at sales.Instant) bool {
	return c.again == nil || at < c.again.until[i]
}

// find gives the row of a deal in the picture (as of, known at).
func (c *chunk) find(deal int, asOf, knownAt sales.Instant) (at uint32, found bool) {
	first := c.starts[deal]
	for i := c.starts[deal+1]; i > first; i-- {
		if c.rows.at[i-1] <= asOf && c.rows.from[i-1] <= knownAt && c.knownAt(i-1, knownAt) {
			return i - 1, true
		}
	}
	return 0, false
}
