package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	"arus/sales"
	"arus/store"
)

// ErrClosed is the answer to a request that came after [Ledger.Close]. Nothing of it was written.
var ErrClosed = errors.New("ledger: closed")

// pending is a request on its way.
type pending struct {
	ctx     context.Context
	request Request
	receipt Receipt
	err     error
	done    chan struct{}
}

// alone: a request whose failure half-way would leave the book changed cannot share a transaction.
func (p *pending) alone() bool {
	r := p.request
	return len(r.Orders) > 1 || r.Plan != nil || r.Within != nil || r.Rehearse || r.founding != nil
}

// RecordAll decides and writes a request. When ctx ends while the database is writing, the request may or may not have
// happened; ask again with the same key. The same holds for an error that is [store.ErrUnknownOutcome].
func (l *Ledger) RecordAll(ctx context.Context, r Request) (Receipt, error) {
	p := &pending{ctx: ctx, request: r, done: make(chan struct{})}
	if err := l.queue(p); err != nil {
		return Receipt{}, err
	}
	select {
	case <-p.done:
		return p.receipt, p.err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
}

// lane is where requests wait for each other. Whatever waits is decided and committed together, so a commit that costs a
// disk's round trip is shared by all who came during the one before.
//
// An embedded database has one lane, because it has one writer. On PostgreSQL each workspace has its own: its lock makes
// its requests follow each other anyway, while other workspaces commit beside it.
type lane struct {
	waiting []*pending
}

const batchLength = 256

// queue puts a request into its lane, and sets a writer to work where there is none.
func (l *Ledger) queue(p *pending) error {
	name := p.request.Workspace
	if l.db.Engine() == "sqlite" {
		name = ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	if busy := l.lanes[name]; busy != nil {
		busy.waiting = append(busy.waiting, p)
		return nil
	}
	l.lanes[name] = &lane{waiting: []*pending{p}}
	l.writing.Add(1)
	write := func() {
		defer l.writing.Done()
		for batch := l.next(name); batch != nil; batch = l.next(name) {
			l.writeBatch(batch)
		}
	}
	if name != "" {
		go write()
		return nil
	}
	if l.thread == nil {
		l.thread = make(chan func(), 1)
		go onThread(l.thread)
	}
	l.thread <- write // nobody waits here: the lane before has come to its end, so that its place is free
	return nil
}

// onThread does one thing after another on a thread of its own. SQLite is written by this process itself, which takes a processor
// for as long as it lasts: where there are two, whoever has just been reading on its thread would wait for the end of it.
func onThread(work <-chan func()) {
	runtime.LockOSThread() // which ends with the goroutine
	for do := range work {
		do()
	}
}

// next takes what waits in a lane, up to and with the first request that must be alone. An empty lane is closed.
func (l *Ledger) next(name sales.WorkspaceID) []*pending {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting := l.lanes[name].waiting
	if len(waiting) == 0 {
		delete(l.lanes, name)
		return nil
	}
	n := 1
	for n < min(len(waiting), batchLength) && !waiting[n-1].alone() {
		n++
	}
	l.lanes[name].waiting = waiting[n:]
	return waiting[:n:n]
}

// writeBatch splits off a last request that must be alone. A batch that the database refuses is tried one by one, so that
// nobody pays for another's failure.
func (l *Ledger) writeBatch(batch []*pending) {
	if last := len(batch) - 1; last > 0 && batch[last].alone() {
		l.writeBatch(batch[:last])
		batch = batch[last:]
	}
	ctx := context.Background() // the batch belongs to several clients; none of them can call it off
	if len(batch) == 1 {
		ctx = batch[0].ctx
	}
	if failed := l.write(ctx, batch); failed && len(batch) > 1 {
		for _, p := range batch {
			l.write(p.ctx, []*pending{p})
		}
	}
	for _, p := range batch {
		close(p.done)
	}
}

// errUnwritten rolls a transaction back without being a failure: a request was refused or rehearsed.
var errUnwritten = errors.New("ledger: nothing is to be written")

// write decides the batch and commits it. failed means that the database, not a decision, stood in the way, and that
// nothing was written.
func (l *Ledger) write(ctx context.Context, batch []*pending) (failed bool) {
	books := map[sales.WorkspaceID]*Book{}
	err := l.db.Write(ctx, func(tx *sql.Tx) error {
		clear(books)
		for _, p := range batch {
			if err := l.decide(ctx, tx, books, p); err != nil {
				return err
			}
		}
		for _, b := range books {
			if err := b.flush(); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrUnknownOutcome) {
		err = l.settle(batch, err)
	}
	if errors.Is(err, errUnwritten) {
		return false
	}
	if err != nil {
		for _, p := range batch {
			p.receipt, p.err = Receipt{}, err
		}
		return !errors.Is(err, store.ErrUnknownOutcome)
	}
	for ws := range books {
		l.tell(ws)
	}
	return false
}

// decide takes one request of a batch into the book of its workspace. An error ends the transaction.
func (l *Ledger) decide(ctx context.Context, tx *sql.Tx, books map[sales.WorkspaceID]*Book, p *pending) (err error) {
	p.receipt, p.err = Receipt{}, p.ctx.Err() // whoever has gone away while waiting wants nothing any more
	if p.err != nil {
		return nil
	}
	ws := p.request.Workspace
	if p.request.founding != nil {
		if err := l.found(ctx, tx, ws, p.request.founding.Name); err != nil {
			return err
		}
	}
	b := books[ws]
	if b == nil {
		if b, err = l.openBook(ctx, tx, ws); err != nil {
			var problem *sales.Problem
			if p.err = err; errors.As(err, &problem) {
				return nil // there is no such workspace, which is this request's own affair
			}
			return err
		}
		books[ws] = b
	}
	p.receipt, p.err = b.run(p.request)
	if b.broken != nil {
		return b.broken
	}
	if p.alone() && (p.err != nil || p.request.Rehearse) {
		return errUnwritten
	}
	return nil
}

const settleTime = 10 * time.Second

// settle finds out what became of a transaction whose COMMIT ended in an error: nil when it took effect, an error that is
// not [store.ErrUnknownOutcome] when it did not, and unknown when the ledger cannot be asked. The transaction is whole or
// not at all, so one trace of one request tells.
func (l *Ledger) settle(batch []*pending, unknown error) error {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	silent := false
	for _, p := range batch {
		if p.err != nil || p.receipt.Replayed {
			continue
		}
		if len(p.receipt.Events) == 0 && p.request.Key == "" {
			silent = silent || p.request.Within != nil
			continue
		}
		there, err := l.left(ctx, p)
		switch {
		case err != nil:
			return errors.Join(unknown, err)
		case !there:
			return fmt.Errorf("ledger: the commit failed and left nothing behind: %v", unknown) // %v: it is known now
		}
		return nil
	}
	if silent {
		return unknown
	}
	return nil
}

// left looks for what a request would have left. It looks under the workspace's lock, so that a transaction which is
// still being committed has ended.
func (l *Ledger) left(ctx context.Context, p *pending) (there bool, err error) {
	ws := string(p.request.Workspace)
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		if _, _, err := store.One(ctx, tx, scanHead, selectHead+l.db.ForUpdate(), ws); err != nil {
			return err
		}
		if len(p.receipt.Events) == 0 {
			fingerprint := func(s *string) []any { return []any{s, new(int), new([]byte), new(string)} }
			stored, found, err := store.One(ctx, tx, fingerprint, selectAnswer, ws, p.request.Key)
			there = found && stored == p.request.Fingerprint
			return err
		}
		first := p.receipt.Events[0]
		found, err := l.events(ctx, tx, selectOne, ws, first.Position)
		there = len(found) == 1 && found[0].Recorded == first.Recorded && found[0].Object == first.Object &&
			found[0].Actor == first.Actor && found[0].Cause == first.Cause
		return err
	})
	return there, err
}
