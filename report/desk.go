package report

import (
	"sync"
	"time"

	"arus/board"
	"arus/sales"
)

// Desk hands out readers and keeps the newest, because chances and limits cost a pass over all history.
type Desk struct {
	clock   func() time.Time
	weigher Weigher // nil: stage odds are all there is

	mu   sync.Mutex
	live map[sales.WorkspaceID]*worked
	past map[moment]*worked
	kept []moment // of past, oldest first
}

// moment names a picture.
type moment struct {
	snapshot *board.Snapshot
	asOf     sales.Instant
	knownAt  sales.Instant
	hour     int64 // in which it is looked at, where as of is the present
}

// worked are chances and limits with what they cost. Its own lock lets one company wait for its figures without keeping
// others from theirs.
type worked struct {
	board *board.Board // of the live picture

	mu sync.Mutex
	learned
	renewed bool // at this moment, beside those who ask
}

// learned is a reader and what it was learned from.
type learned struct {
	reader      *Reader // nil until first asked for
	position    int64
	definitions int64
	at          time.Time
	cost        time.Duration
}

// NewDesk reads the time from clock.
func NewDesk(clock func() time.Time) *Desk {
	return &Desk{clock: clock, live: map[sales.WorkspaceID]*worked{}, past: map[moment]*worked{}}
}

// WeighBy lets single deals have chances of their own. Say so before the first reader is asked for.
func (d *Desk) WeighBy(w Weigher) { d.weigher = w }

// Reweigh lets go of what was worked out for a workspace, because its weigher would say something else now.
func (d *Desk) Reweigh(ws sales.WorkspaceID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.live, ws)
	d.past, d.kept = map[moment]*worked{}, nil
}

// read works out everything that a reader of a picture knows.
func (d *Desk) read(p *board.Picture, now sales.Instant) *Reader {
	r := NewReader(p, now)
	if d.weigher != nil {
		r.weights = weigh(d.weigher(r), p)
	}
	return r
}

const (
	// patience: the live picture's chances are worked out anew when deals have changed and they are older than this many
	// times what working them out costs. A company of a few thousand deals has them fresh after every change; one of a
	// million spends a twentieth of a core on them.
	patience = 20
	// longest that chances and limits are kept while nothing happens: open visits grow older all the same.
	longest = time.Hour
	// bearable is what whoever asks waits for chances to be worked out anew. Where that takes longer they go on with what there
	// is, which is hardly older then, and nobody's answer waits.
	bearable  = 5 * time.Millisecond
	pastsKept = 8
)

// Now reads the newest picture of a board. A change of a pipeline or of the settings, such as a limit, counts at once.
func (d *Desk) Now(b *board.Board) *Reader {
	d.mu.Lock()
	w := d.live[b.Workspace()]
	if w == nil || w.board != b { // a board that failed is followed by another one
		w = &worked{board: b}
		d.live[b.Workspace()] = w
	}
	d.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	picture := b.Snapshot().At(0, 0)
	defined, began := definitions(picture, b.Workspace()), d.clock()
	switch {
	case w.fresh(picture, defined, began):
	case w.mayWait(defined, began):
		if !w.renewed {
			w.renewed = true
			go d.renew(w, picture, defined)
		}
	default:
		w.keep(d.learn(picture, defined))
		return w.reader
	}
	return w.reader.of(picture, sales.InstantOf(d.clock()))
}

// learn works chances and limits out anew, and how long that takes.
func (d *Desk) learn(p *board.Picture, defined int64) learned {
	began := d.clock()
	l := learned{reader: d.read(p, sales.InstantOf(began)), position: p.Snapshot().Position(), definitions: defined, at: d.clock()}
	l.cost = l.at.Sub(began)
	return l
}

// renew learns beside those who ask meanwhile. Where that breaks, what there was is let go of: whoever asks next learns
// anew, and it breaks their request, which tells of it.
func (d *Desk) renew(w *worked, p *board.Picture, defined int64) {
	fresh, ok := d.tryToLearn(p, defined)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.renewed = false
	if w.keep(fresh); !ok {
		w.learned = learned{}
	}
}

func (d *Desk) tryToLearn(p *board.Picture, defined int64) (fresh learned, ok bool) {
	defer func() { ok = recover() == nil }()
	return d.learn(p, defined), true
}

// keep takes what was learned, unless somebody has learned from something newer meanwhile.
func (w *worked) keep(fresh learned) {
	if w.reader == nil || fresh.position >= w.position {
		w.learned = fresh
	}
}

// mayWait reports whether what is no longer fresh will do until it is renewed: it is of what stages are now, not much older than
// it may be, and takes long.
func (w *worked) mayWait(defined int64, now time.Time) bool {
	age := now.Sub(w.at)
	return w.reader != nil && w.definitions == defined && w.cost > bearable && age < 2*patience*w.cost && age < longest
}

func (w *worked) fresh(p *board.Picture, defined int64, now time.Time) bool {
	if w.reader == nil || w.definitions != defined {
		return false
	}
	age := now.Sub(w.at)
	return age < patience*w.cost || age < longest && w.position == p.Snapshot().Position()
}

// definitions grows with every change of what stages are and of the settings.
func definitions(p *board.Picture, ws sales.WorkspaceID) int64 {
	sum := p.Version(sales.ID(ws))
	for pipeline := range p.Pipelines() {
		sum += p.Version(pipeline.ID)
	}
	return sum
}

// At reads an earlier picture. A zero asOf means the present, a zero knownAt all that is known today.
func (d *Desk) At(b *board.Board, asOf, knownAt sales.Instant) *Reader {
	clock := d.clock()
	m := moment{snapshot: b.Snapshot(), asOf: asOf, knownAt: knownAt}
	now := asOf
	if now == 0 {
		now, m.hour = sales.InstantOf(clock), clock.Unix()/int64(longest.Seconds())
	}
	w := d.keep(m)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reader == nil {
		w.reader = d.read(m.snapshot.At(asOf, knownAt), now)
	}
	if w.reader.Now == now {
		return w.reader
	}
	return w.reader.of(w.reader.Picture, now)
}

// Once reads an earlier moment of a snapshot and keeps nothing of it.
func (d *Desk) Once(s *board.Snapshot, asOf, knownAt sales.Instant) *Reader {
	return d.read(s.At(asOf, knownAt), asOf)
}

// keep finds what is kept of a moment, and lets go of the oldest.
func (d *Desk) keep(m moment) *worked {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.past[m]; w != nil {
		return w
	}
	if len(d.kept) == pastsKept {
		delete(d.past, d.kept[0])
		d.kept = d.kept[1:]
	}
	w := &worked{}
	d.past[m], d.kept = w, append(d.kept, m)
	return w
}
