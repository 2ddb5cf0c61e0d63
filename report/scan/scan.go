package scan

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"arus/board"
	"arus/rule"
	"arus/sales"
)

// World is a picture and what is to be known of its deals. Its functions are called by several goroutines at once.
type World struct {
	Picture *board.Picture
	Now     sales.Instant
	Zone    *time.Location
	Value   func(board.Deal) rule.Value                              // for expressions
	Chances func(chunk int, c board.Columns, into []uint32) []uint32 // of open deals, in billionths; into has room for them
	Stalls  func(c board.Columns, into []uint32)                     // codes for how the deals stand against their limits

	// Moments, in rising order, are those to scan at once: batches then hold versions of deals with their spans. Only what
	// a version says by itself may be asked of them: nothing that pipelines, people, rates or the day have a part in.
	Moments []sales.Instant
}

// Which deals are meant. What is empty lets every deal through.
type Which struct {
	IDs    []sales.DealID // only these; each counts once
	Tests  []Test
	Filter *Plan
	Also   func(board.Deal) bool // asked of each deal that the tests leave
}

// Test asks something that depends on columns only.
type Test struct {
	Columns
	Holds func(board.Deal) bool
}

// Visit takes a chunk of which some deals are meant; it returns false to end the scan. What it is handed is used again.
type Visit func(worker int, b *Batch) bool

// fewChunks are not worth a second goroutine: it starts in microseconds, and so does the scan of as many.
const fewChunks = 32

// run is how many chunks a goroutine takes at once: taking one costs as much as a chunk may, where others take them, too.
const run = 8

// Workers is how many goroutines are worth their while for a picture.
func (w *World) Workers() int {
	if w.Picture.Chunks() < fewChunks {
		return 1
	}
	return min(runtime.GOMAXPROCS(0), 4)
}

// Scan calls visit for each chunk that has deals that are meant: on one goroutine in the order of the chunks, on several
// in no order, each with a worker's number of its own, from 0.
func (w *World) Scan(which Which, workers int, visit Visit) error {
	chunks, listed := w.listed(which.IDs)
	failed := make([]error, workers)
	var next atomic.Int64
	Together(workers, func(worker int) {
		s := w.search(which)
		for {
			end := int(next.Add(run))
			for at := end - run; at < min(end, len(chunks)); at++ {
				err := s.chunk(chunks[at], listed[chunks[at]])
				if err != nil || s.batch.any() && !visit(worker, &s.batch) {
					failed[worker] = err
					next.Store(int64(len(chunks)))
					return
				}
			}
			if end >= len(chunks) {
				return
			}
		}
	})
	return cmp.Or(failed...)
}

// listed are the chunks to look at and, where single deals are asked for, which of each.
func (w *World) listed(ids []sales.DealID) (chunks []int, deals map[int][]uint32) {
	if len(ids) == 0 {
		for i := range w.Picture.Chunks() {
			chunks = append(chunks, i)
		}
		return chunks, nil
	}
	deals = map[int][]uint32{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if chunk, at, found := w.Picture.Find(id); found {
			deals[chunk] = append(deals[chunk], uint32(at))
		}
	}
	return slices.Sorted(maps.Keys(deals)), deals
}

// search finds the deals of a chunk that are meant.
type search struct {
	w     *World
	which Which
	batch Batch
	tests []*coder
	sieve *sieve
	plain bool // all that is asked of single deals are their values
}

func (w *World) search(which Which) *search {
	s := &search{w: w, which: which, sieve: &sieve{w: w}}
	s.batch.w, s.batch.days.zone = w, w.Zone
	for _, t := range which.Tests {
		s.tests = append(s.tests, newCoder(t.Columns, func(d board.Deal) int32 { return int32(bit(t.Holds(d))) }))
	}
	if which.Filter != nil {
		s.sieve.plan, s.sieve.root = which.Filter, w.node(which.Filter.tree)
		s.sieve.later = s.sieve.root.takeLast()
	}
	s.plain = which.Also == nil && !slices.ContainsFunc(s.tests, func(k *coder) bool { return k.agreed == nil }) && (which.Filter == nil || s.sieve.root.plain())
	return s
}

// chunk marks the deals of a chunk that are meant, of those listed or, where none are, of all.
func (s *search) chunk(i int, listed []uint32) error {
	b := &s.batch
	if s.w.Moments != nil {
		s.versions(i)
	} else {
		b.show(i, s.w.Picture.Chunk(i))
	}
	if len(listed) == 0 && s.plain && s.part() {
		return nil
	}
	if len(listed) > 0 {
		clear(b.marks)
		for _, at := range listed {
			b.marks.put(int(at), true)
		}
	}
	for _, t := range s.tests {
		s.sieve.askCodes(t, b, b.marks)
	}
	if s.which.Also != nil {
		for i := range b.marks.each {
			b.marks.put(i, s.which.Also(b.Deal(i)))
		}
	}
	if s.which.Filter == nil {
		return nil
	}
	return s.sieve.narrow(b, b.marks)
}

// versions marks the versions of a chunk's deals that stand at any of the moments, at once where anything is asked of each.
func (s *search) versions(i int) {
	b := &s.batch
	s.w.Picture.Spans(i, s.w.Moments, &b.Spans)
	b.show(i, b.Spans.Columns)
	b.idle = true
	if !s.plain || b.Bunches() == nil {
		b.rouse()
	}
}
