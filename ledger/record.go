package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"arus/sales"
	"arus/store"
)

// Request is what is recorded in one transaction: all of it or nothing.
type Request struct {
	Who
	// Orders are decided one after the other, each on what the earlier ones left.
	Orders []Order
	// Plan, when set, runs before the orders and may give its own, seeing the state that it will change. It may run
	// more than once, if the database asks for it, so it must have no effect but through the book.
	Plan func(*Book) error

	// Key makes the request idempotent: a second one with the same key and fingerprint gets the first one's answer.
	Key         string
	Fingerprint string

	// Answer is made of what the orders left, before the commit, and stored under the key when there is one.
	Answer func(Receipt, *Book) (Answer, error)

	// Within joins the transaction, to enqueue a job or keep a file with its cause.
	Within func(context.Context, *sql.Tx) error
	// Rehearse decides everything and writes nothing.
	Rehearse bool

	founding string // name of the workspace that the request makes
}

// Answer is what an idempotent request was answered.
type Answer struct {
	Status  int
	Body    []byte
	Headers string
}

// Receipt says what a request did.
type Receipt struct {
	Position int64         // of the last event; without events, of the ledger's head
	Recorded sales.Instant // of the events
	Events   []Event       // empty when the world was as the orders want it
	Answer   Answer        // when the request had a key
	Replayed bool          // the answer is that of an earlier request; Events are not told again
}

// Version of an object after the request; 0 when the request did not touch it.
func (r Receipt) Version(id sales.ID) int64 {
	for i := len(r.Events) - 1; i >= 0; i-- {
		if r.Events[i].Object == id {
			return r.Events[i].Version
		}
	}
	return 0
}

// Record decides and writes one order.
func (l *Ledger) Record(ctx context.Context, who Who, o Order) (Receipt, error) {
	return l.RecordAll(ctx, Request{Who: who, Orders: []Order{o}})
}

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
	return len(r.Orders) > 1 || r.Plan != nil || r.Within != nil || r.Rehearse || r.founding != ""
}

// RecordAll decides and writes a request. When ctx ends while an embedded database is writing, the request may or may not
// have happened; ask again with the same key.
func (l *Ledger) RecordAll(ctx context.Context, r Request) (Receipt, error) {
	p := &pending{ctx: ctx, request: r, done: make(chan struct{})}
	if l.queue == nil {
		l.write(ctx, []*pending{p})
		return p.receipt, p.err
	}
	select {
	case l.queue <- p:
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
	select {
	case <-p.done:
		return p.receipt, p.err
	case <-ctx.Done():
		return Receipt{}, ctx.Err()
	}
}

const (
	queueLength = 1024
	batchLength = 256
)

// writeBatches is the one writer of an embedded database: whatever waits is decided and committed together.
func (l *Ledger) writeBatches() {
	defer close(l.ended)
	var batch []*pending
	for p := range l.queue {
		batch = append(batch[:0], p)
		for more := !p.alone(); more && len(batch) < batchLength; {
			select {
			case next, open := <-l.queue:
				if !open {
					more = false
					break
				}
				batch = append(batch, next)
				more = !next.alone()
			default:
				more = false
			}
		}
		l.writeBatch(batch)
	}
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

// write decides the batch and commits it. failed means that the database, not a decision, stood in the way.
func (l *Ledger) write(ctx context.Context, batch []*pending) (failed bool) {
	books := map[sales.WorkspaceID]*Book{}
	err := l.db.Write(ctx, func(tx *sql.Tx) error {
		clear(books)
		for _, p := range batch {
			p.receipt, p.err = Receipt{}, nil
			if name := p.request.founding; name != "" {
				if err := l.found(ctx, tx, p.request.Workspace, name); err != nil {
					return err
				}
			}
			b, err := l.bookOf(ctx, tx, books, p.request.Workspace)
			if err != nil {
				p.err = err
				continue
			}
			p.receipt, p.err = b.run(p.request)
			if b.broken != nil {
				return b.broken
			}
			if p.alone() && (p.err != nil || p.request.Rehearse) {
				return errUnwritten
			}
		}
		for _, b := range books {
			if err := b.flush(); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errUnwritten):
		return false
	case errors.Is(err, store.ErrUnknownOutcome):
		l.settle(batch, err)
	case err != nil:
		for _, p := range batch {
			p.receipt, p.err = Receipt{}, err
		}
		return true
	}
	for ws := range books {
		l.tell(ws)
	}
	return false
}

func (l *Ledger) bookOf(ctx context.Context, tx *sql.Tx, books map[sales.WorkspaceID]*Book, ws sales.WorkspaceID) (*Book, error) {
	if b := books[ws]; b != nil {
		return b, nil
	}
	b, err := l.openBook(ctx, tx, ws)
	if err == nil {
		books[ws] = b
	}
	return b, err
}

// settle finds out what became of a transaction whose COMMIT ended in an error: the ledger itself tells.
func (l *Ledger) settle(batch []*pending, unknown error) {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	for _, p := range batch {
		if p.err != nil || len(p.receipt.Events) == 0 {
			continue
		}
		first := p.receipt.Events[0]
		found, err := l.events(ctx, l.db.Read(), selectOne, string(p.request.Workspace), first.Position)
		if err != nil || len(found) == 0 || found[0].Recorded != first.Recorded || found[0].Object != first.Object || found[0].Cause != first.Cause {
			p.receipt, p.err = Receipt{}, errors.Join(unknown, err)
		}
	}
}

const settleTime = 10 * time.Second

// run decides one request in the book.
func (b *Book) run(r Request) (Receipt, error) {
	b.who, b.events = r.Who, nil
	if r.Key != "" {
		stored, found, err := b.storedAnswer(r)
		if err != nil || found {
			return Receipt{Position: b.head.position, Answer: stored, Replayed: found}, err
		}
	}
	// One instant for each request that writes, later than all before: a picture "known at" it shows the whole
	// request or nothing of it, and an import can be taken back by it.
	was := b.head.recorded
	b.head.recorded = max(sales.InstantOf(b.l.clock()), was+1)
	err := b.decide(r)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Position: b.head.position, Recorded: b.head.recorded, Events: b.events}
	if len(b.events) == 0 {
		b.head.recorded = was
	}
	if r.Answer != nil && !r.Rehearse {
		receipt.Answer, err = b.answer(r, receipt)
	}
	if r.Within != nil && err == nil && !r.Rehearse {
		err = r.Within(b.ctx, b.tx)
		b.fail(err)
	}
	return receipt, err
}

func (b *Book) decide(r Request) error {
	if r.Plan != nil {
		if err := r.Plan(b); err != nil {
			return err
		}
	}
	for _, o := range r.Orders {
		if _, err := b.Do(o); err != nil {
			return err
		}
	}
	return nil
}

// storedAnswer finds the answer to an earlier request with the same key. Another request under the same key is refused.
func (b *Book) storedAnswer(r Request) (a Answer, found bool, err error) {
	type stored struct {
		Answer
		fingerprint string
	}
	scan := func(s *stored) []any { return []any{&s.fingerprint, &s.Status, &s.Body, &s.Headers} }
	s, found, err := store.One(b.ctx, b.tx, scan, selectAnswer, string(b.ws), r.Key)
	b.fail(err)
	if found && s.fingerprint != r.Fingerprint {
		return Answer{}, false, sales.Invalid("", "idempotency_key_reused", "the idempotency key %q was used for another request", r.Key)
	}
	return s.Answer, found, err
}

func (b *Book) answer(r Request, receipt Receipt) (Answer, error) {
	a, err := r.Answer(receipt, b)
	if err != nil {
		b.fail(err)
	}
	if err != nil || r.Key == "" {
		return a, err
	}
	_, err = b.tx.ExecContext(b.ctx, insertAnswer, string(b.ws), r.Key, r.Fingerprint, a.Status, string(a.Body), a.Headers, b.l.clock().UnixMicro())
	b.fail(err)
	return a, err
}
