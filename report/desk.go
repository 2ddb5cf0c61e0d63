package report

import (
	"sync"
	"time"

	"arus/board"
	"arus/sales"
	"arus/score"
)

// Reader is a picture with what is worked out from all of its deals: the chances of each stage and when a deal in it is
// stalled. Frozen; safe for use by many goroutines.
type Reader struct {
	Picture *board.Picture
	Now     sales.Instant // as of: ages are counted up to here
	Odds    *score.Stages
	Limits  *Limits
	Zone    *time.Location
}

// NewReader works everything out, in one pass each.
func NewReader(p *board.Picture, now sales.Instant) *Reader {
	return &Reader{Picture: p, Now: now, Odds: score.StageRates(p, now), Limits: LimitsOf(p, now), Zone: p.Workspace().Calendar.Location()}
}

// Today is the day of the picture in the workspace's time zone.
func (r *Reader) Today() sales.Day { return sales.DayOf(r.Now.Time().In(r.Zone)) }

// Desk hands out readers and keeps the newest, because chances and limits cost a pass over all history.
type Desk struct {
	clock func() time.Time

	mu   sync.Mutex
	live map[*board.Board]*worked
	past map[moment]*Reader
	kept []moment // of past, oldest first
}

// moment names a picture.
type moment struct {
	snapshot *board.Snapshot
	asOf     sales.Instant
	knownAt  sales.Instant
}

// worked are chances and limits with what they cost.
type worked struct {
	reader   *Reader
	position int64
	at       time.Time
	cost     time.Duration
}

// NewDesk reads the time from clock.
func NewDesk(clock func() time.Time) *Desk {
	return &Desk{clock: clock, live: map[*board.Board]*worked{}, past: map[moment]*Reader{}}
}

const (
	// patience: the live picture's chances are worked out anew when something has changed and they are older than this
	// many times what working them out costs. A company of a few thousand deals has them fresh after every change; one
	// of a million spends a twentieth of a core on them.
	patience  = 20
	pastsKept = 8
)

// Now reads the newest picture of a board.
func (d *Desk) Now(b *board.Board) *Reader {
	d.mu.Lock()
	defer d.mu.Unlock()
	began := d.clock()
	picture := b.Snapshot().At(0, 0)
	w := d.live[b]
	fresh := w != nil && (w.position == picture.Snapshot().Position() || began.Sub(w.at) < patience*w.cost)
	if !fresh {
		reader := NewReader(picture, sales.InstantOf(began))
		done := d.clock()
		w = &worked{reader: reader, position: picture.Snapshot().Position(), at: done, cost: done.Sub(began)}
		d.live[b] = w
	}
	return &Reader{Picture: picture, Now: sales.InstantOf(began), Odds: w.reader.Odds, Limits: w.reader.Limits, Zone: picture.Workspace().Calendar.Location()}
}

// At reads an earlier picture. A zero knownAt means all that is known today.
func (d *Desk) At(b *board.Board, asOf, knownAt sales.Instant) *Reader {
	m := moment{b.Snapshot(), asOf, knownAt}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.past[m]; r != nil {
		return r
	}
	now := asOf
	if now == 0 {
		now = sales.InstantOf(d.clock())
	}
	r := NewReader(m.snapshot.At(asOf, knownAt), now)
	if len(d.kept) == pastsKept {
		delete(d.past, d.kept[0])
		d.kept = d.kept[1:]
	}
	d.past[m], d.kept = r, append(d.kept, m)
	return r
}
