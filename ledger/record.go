package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"arus/beside"
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
	// Rehearse decides everything and writes nothing. The receipt tells what would have been written.
	Rehearse bool

	founding *sales.WorkspaceFacts // of the workspace that the request makes
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

// run decides one request in the book. A panic in a command, guard or plan is that request's failure: the writer that
// all share goes on.
func (b *Book) run(r Request) (receipt Receipt, err error) {
	defer func() {
		if v := recover(); v != nil {
			receipt, err = Receipt{}, fmt.Errorf("ledger: %w", beside.Broken(v))
			b.fail(err)
		}
	}()
	b.who, b.events, b.rehearsing = r.Who, nil, r.Rehearse
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
	err = b.decide(r)
	receipt = Receipt{Position: b.head.position, Recorded: b.head.recorded, Events: b.events}
	if len(b.events) == 0 {
		b.head.recorded = was
	}
	if err != nil {
		return Receipt{}, err
	}
	if r.Rehearse {
		return receipt, nil
	}
	if receipt.Answer, err = b.answer(r, receipt); err == nil && r.Within != nil {
		err = r.Within(b.ctx, b.tx)
	}
	b.fail(err)
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
		return Answer{}, false, sales.Invalid("", "idempotency_key_reused", "this idempotency key was used for another request")
	}
	return s.Answer, found, err
}

// answer is made before the commit. Under a key it is stored even when it is empty, since that is what tells a second
// request that there was a first.
func (b *Book) answer(r Request, receipt Receipt) (a Answer, err error) {
	if r.Answer != nil {
		if a, err = r.Answer(receipt, b); err != nil {
			return a, err
		}
	}
	if r.Key != "" {
		_, err = b.tx.ExecContext(b.ctx, insertAnswer, string(b.ws), r.Key, r.Fingerprint, a.Status, string(a.Body), a.Headers, b.l.clock().UnixMicro())
	}
	return a, err
}
