package board

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"arus/board/lookup"
	"arus/board/shelf"
	"arus/ledger"
	"arus/sales"
)

// sealAt is how many versions may wait in drafts. Sealing rewrites the chunks that they belong to, so rarely is cheap;
// they take a hundred bytes each, so never is dear.
const sealAt = 1 << 20

// Board is one workspace's picture in memory. Apply is called by one goroutine, everything else by any number.
type Board struct {
	workspace sales.WorkspaceID
	position  atomic.Int64
	snapshot  atomic.Pointer[Snapshot] // the last one made

	mu       sync.Mutex // guards what follows
	recorded sales.Instant
	words    *words
	index    *lookup.Index // of deals
	deals    int
	chunks   []*chunk // nil where there is only a draft
	drafts   []*draft // of each chunk; nil for most
	drafted  []int    // which chunks have drafts
	waiting  int      // versions in drafts
	shelves  []*shelf.Shelf
	news     chan struct{} // closed at the next Apply
}

// New is the board of a workspace of which nothing has happened.
func New(ws sales.WorkspaceID) *Board {
	b := &Board{workspace: ws, words: newWords(), index: lookup.New(), news: make(chan struct{})}
	for range shelved {
		b.shelves = append(b.shelves, shelf.New())
	}
	return b
}

// Workspace is the id of the workspace that the board is of.
func (b *Board) Workspace() sales.WorkspaceID { return b.workspace }

// Position of the last event that was applied: follow the ledger after it.
func (b *Board) Position() int64 { return b.position.Load() }

// Apply takes events in, in the order of their positions. Events that were applied before are passed over, so that a
// follower may repeat itself. An error means that an event does not fit what came before it; the board then stands at the
// event before, and only a newer version of Arus can go on.
func (b *Board) Apply(events []ledger.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() {
		close(b.news)
		b.news = make(chan struct{})
	}()
	for _, e := range events {
		if e.Position <= b.position.Load() {
			continue
		}
		if err := b.take(e); err != nil {
			return fmt.Errorf("board: event %d of %s: %w", e.Position, e.Object, err)
		}
		b.recorded = e.Recorded
		b.position.Store(e.Position)
	}
	return nil
}

func (b *Board) take(e ledger.Event) error {
	if undone, ok := e.Event.(sales.ImportUndone); ok {
		return b.retract(undone.Recorded, e.Recorded)
	}
	kind := e.Object.Kind()
	if kind == sales.DealKind {
		return b.takeDeal(e)
	}
	if s := shelfOf(kind); s >= 0 {
		return b.shelves[s].Apply(e)
	}
	return nil // the story of an import itself is the ledger's to tell
}

func (b *Board) takeDeal(e ledger.Event) error {
	id := sales.DealID(e.Object)
	number, known := b.index.Find(string(id), func(n uint32) bool { return b.idOf(int(n)) == id })
	if !known {
		number = uint32(b.deals)
		b.deals++
		b.makeRoom()
	}
	d := b.draft(int(number) / chunkLength)
	if !known {
		d.add(id)
		b.index.Add(string(id), number)
	}
	if err := d.apply(int(number)%chunkLength, e); err != nil {
		return err
	}
	if b.waiting++; b.waiting >= sealAt {
		b.seal()
	}
	return nil
}

func (b *Board) makeRoom() {
	if n := (b.deals + chunkLength - 1) / chunkLength; n > len(b.chunks) {
		b.chunks, b.drafts = append(b.chunks, nil), append(b.drafts, nil)
	}
}

func (b *Board) idOf(number int) sales.DealID {
	if d := b.drafts[number/chunkLength]; d != nil {
		return d.id(number % chunkLength)
	}
	return b.chunks[number/chunkLength].id(number % chunkLength)
}

func (b *Board) draft(i int) *draft {
	d := b.drafts[i]
	if d == nil {
		d = newDraft(b.words, b.chunks[i])
		b.drafts[i] = d
		b.drafted = append(b.drafted, i)
	}
	return d
}

func (b *Board) seal() {
	for _, i := range b.drafted {
		b.chunks[i] = b.drafts[i].seal()
		b.drafts[i] = nil
	}
	b.drafted, b.waiting = b.drafted[:0], 0
}

// retract takes back what was recorded at an instant, chunk by chunk so that a large import needs no second copy.
func (b *Board) retract(cause, now sales.Instant) error {
	b.seal()
	for i, c := range b.chunks {
		if c.changed < cause {
			continue
		}
		for deal := range c.ids {
			if !c.hasCause(deal, cause) {
				continue
			}
			if err := b.draft(i).retract(deal, cause, now); err != nil {
				return err
			}
		}
		b.seal()
	}
	for _, s := range b.shelves {
		if err := s.Retract(cause, now); err != nil {
			return err
		}
	}
	return nil
}

// Snapshot is the picture of everything applied so far. It never changes; when nothing has happened since the last call,
// it is the same one.
func (b *Board) Snapshot() *Snapshot {
	if s := b.snapshot.Load(); s != nil && s.position == b.position.Load() {
		return s
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.freeze()
}

func (b *Board) freeze() *Snapshot {
	if s := b.snapshot.Load(); s != nil && s.position == b.position.Load() {
		return s
	}
	b.seal()
	s := &Snapshot{workspace: b.workspace, position: b.position.Load(), recorded: b.recorded, deals: b.deals,
		chunks: slices.Clone(b.chunks), index: b.index, words: b.words.frozen()}
	for _, kind := range b.shelves {
		s.shelves = append(s.shelves, kind.Freeze())
	}
	b.snapshot.Store(s)
	return s
}

// WaitFor returns when the event at a position has been applied, so that whoever has just written reads their own writes.
// It fails only when ctx ends first.
func (b *Board) WaitFor(ctx context.Context, position int64) error {
	for b.position.Load() < position {
		b.mu.Lock()
		news, reached := b.news, b.position.Load() >= position
		b.mu.Unlock()
		if reached {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
		}
	}
	return nil
}
