package ledgertest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
	"arus/store"
)

// Exercise holds ledgers on a database to what every ledger promises. open gives a migrated database, which the cases
// may share: each makes a workspace of its own.
func Exercise(t *testing.T, open func(t *testing.T) *store.DB) {
	db := open(t)
	for _, group := range []map[string]func(*testing.T, *store.DB){recording, reading, undoing} {
		for sentence, check := range group {
			t.Run(sentence, func(t *testing.T) { check(t, db) })
		}
	}
}

var recording = map[string]func(*testing.T, *store.DB){
	"the second of two stale writers is refused":                         secondStaleWriter,
	"positions have no gaps under 16 concurrent writers":                 noGaps,
	"recorded instants rise strictly per request, whatever a clock does": instantsRise,
	"a key gives the first answer again, and only to the same request":   keys,
	"a failing order leaves nothing of its request":                      failingOrder,
	"what joins the transaction and fails leaves nothing of the request": failingWithin,
	"a rehearsal writes nothing":                                         rehearsal,
	"an order that changes nothing writes nothing":                       noNews,
	"the future is refused, and so is an unknown workspace":              futureAndNowhere,
	"a guard can refuse on every way in":                                 guarded,
	"a command that panics fails alone":                                  panics,
	"a workspace is made once, whole or not at all":                      workspaces,
	"a second object from one origin is refused":                         oneOrigin,
}

func secondStaleWriter(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	id := w.Deal("Deal")
	seen := w.Load(sales.ID(id)).Version
	move := func(to sales.StageID) error {
		_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: sales.MoveDeal{Deal: id, To: to}, IfVersion: seen})
		return err
	}
	if err := move(w.Stages[1]); err != nil {
		t.Fatal(err)
	}
	WantProblem(t, move(w.Stages[2]), "stale")
	if d := w.LoadDeal(id); d.Stage != w.Stages[1] {
		t.Errorf("the stale writer moved the deal to %s", d.Stage)
	}
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: sales.MoveDeal{Deal: "deal_none", To: w.Stages[1]}, IfVersion: 1})
	WantProblem(t, err, "not_found")
}

func noGaps(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	before := w.Events()
	const writers, each = 16, 12
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for i := range each {
				deal := w.NewDeal(fmt.Sprint(i))
				r := ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: deal}}}
				if i%3 == 0 {
					r.Orders = append(r.Orders, ledger.Order{Command: sales.MoveDeal{Deal: deal.ID, To: w.Stages[1]}})
				}
				if i%4 == 1 {
					deal.Facts.Name = ""
					r.Orders[0].Command = deal
				}
				if receipt, err := w.RecordAll(t.Context(), r); (err != nil) != (i%4 == 1) {
					t.Errorf("request %d: %+v, %v", i, receipt, err)
				}
			}
		})
	}
	group.Wait()
	events := w.Events()
	if want := len(before) + writers*(3*each/4+each/4); len(events) != want {
		t.Errorf("%d events, want %d", len(events), want)
	}
	for i, v := range events {
		if v.Position != int64(i+1) {
			t.Fatalf("event %d has position %d", i, v.Position)
		}
	}
	if head, recorded, err := w.Head(t.Context(), w.Who.Workspace); err != nil || head != int64(len(events)) || recorded != events[head-1].Recorded {
		t.Errorf("the head is at %d, %d (%v), the last event at %d, %d", head, recorded, err, len(events), events[len(events)-1].Recorded)
	}
}

func instantsRise(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	for i := range 5 {
		deal := w.NewDeal("Deal")
		w.Do(deal, sales.MoveDeal{Deal: deal.ID, To: w.Stages[1]})
		w.Clock.Pass(time.Duration(2-i) * time.Hour)
	}
	events := w.Events()
	requests, last := 0, sales.Instant(0)
	for i, v := range events {
		fresh := v.Version == 1 // each request here begins by creating something
		switch {
		case fresh && v.Recorded <= last:
			t.Errorf("request of event %d is recorded at %d, not after %d", i+1, v.Recorded, last)
		case !fresh && v.Recorded != last:
			t.Errorf("event %d is recorded at %d, the rest of its request at %d", i+1, v.Recorded, last)
		}
		if last = v.Recorded; fresh {
			requests++
		}
	}
	if requests != len(events)-5 {
		t.Errorf("%d requests in %d events", requests, len(events))
	}
}

func keys(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	runs := 0
	ask := func(key, fingerprint string) (ledger.Receipt, error) {
		return w.RecordAll(t.Context(), ledger.Request{Who: w.Who, Key: key, Fingerprint: fingerprint, Orders: []ledger.Order{{Command: w.NewDeal("Deal")}},
			Answer: func(r ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
				runs++
				made := b.Object(r.Events[0].Object).(*sales.Deal)
				return ledger.Answer{Status: 201, Body: []byte(`{"id":"` + made.ID + `"}`), Headers: "ETag: 1"}, nil
			}})
	}
	first, err := ask("k", "f")
	if err != nil || first.Replayed || first.Answer.Status != 201 {
		t.Fatalf("the first request: %+v, %v", first, err)
	}
	again, err := ask("k", "f")
	if err != nil || !again.Replayed || string(again.Answer.Body) != string(first.Answer.Body) || again.Answer.Headers != first.Answer.Headers || len(again.Events) != 0 || runs != 1 {
		t.Errorf("the second request: %+v, %v, want the answer %s of the first", again, err, first.Answer.Body)
	}
	_, err = ask("k", "other")
	WantProblem(t, err, "idempotency_key_reused")
	if err := w.Forget(t.Context(), w.Who.Workspace, first.Recorded+sales.Instant(time.Hour/time.Microsecond)); err != nil {
		t.Fatal(err)
	}
	if late, err := ask("k", "other"); err != nil || late.Replayed {
		t.Errorf("a key that was forgotten: %+v, %v", late, err)
	}
	silent := ledger.Request{Who: w.Who, Key: "silent", Orders: []ledger.Order{{Command: w.NewDeal("Deal")}}}
	for i := range 2 {
		if r, err := w.RecordAll(t.Context(), silent); err != nil || r.Replayed != (i == 1) {
			t.Errorf("request %d with a key and no answer: %+v, %v", i+1, r, err)
		}
	}
}

const (
	insertUpload = `INSERT INTO upload (workspace, id, name, part, bytes) VALUES ($1, 'u', 'n', 1, $2)`
	countRows    = `SELECT (SELECT count(*) FROM event WHERE workspace = $1) + (SELECT count(*) FROM object WHERE workspace = $1)
		+ (SELECT count(*) FROM origin WHERE workspace = $1) + (SELECT count(*) FROM idempotency WHERE workspace = $1)
		+ (SELECT count(*) FROM upload WHERE workspace = $1) + (SELECT count(*) FROM retraction WHERE workspace = $1)
		+ (SELECT position FROM head WHERE workspace = $1)`
)

// Queries lists the suite's own queries, for the test that checks their form.
func Queries() []string { return []string{insertUpload, countRows, spoilObject, dropObject} }

// rows counts all that the workspace has in the database, so that two equal counts mean that nothing was written.
func (w *World) rows() int64 {
	w.t.Helper()
	n, _, err := store.One(w.t.Context(), w.DB.Read(), func(n *int64) []any { return []any{n} }, countRows, string(w.Who.Workspace))
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// whole is a request that leaves something in every table.
func (w *World) whole(orders ...sales.Command) ledger.Request {
	deal := w.NewDeal("Deal")
	deal.Origin = sales.Origin{Source: "crm", SourceID: string(deal.ID)}
	r := ledger.Request{Who: w.Who, Key: "key " + string(deal.ID), Orders: []ledger.Order{{Command: deal}}}
	for _, c := range orders {
		r.Orders = append(r.Orders, ledger.Order{Command: c})
	}
	r.Answer = func(ledger.Receipt, *ledger.Book) (ledger.Answer, error) { return ledger.Answer{Status: 200}, nil }
	r.Within = func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertUpload, string(w.Who.Workspace), []byte("x"))
		return err
	}
	return r
}

func failingOrder(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	before := w.rows()
	_, err := w.RecordAll(t.Context(), w.whole(sales.LoseDeal{Deal: "deal_none", Reason: "price"}))
	WantProblem(t, err, "not_found")
	r := w.whole()
	r.Plan = func(b *ledger.Book) error {
		if _, err := b.Do(ledger.Order{Command: w.NewDeal("Planned")}); err != nil {
			return err
		}
		_, err := b.Do(ledger.Order{Command: w.NewDeal("")})
		return err
	}
	_, err = w.RecordAll(t.Context(), r)
	WantProblem(t, err, "required")
	if after := w.rows(); after != before {
		t.Errorf("%d rows of refused requests", after-before)
	}
	if _, err := w.RecordAll(t.Context(), w.whole()); err != nil || w.rows() != before+6 {
		t.Errorf("the same without a refused order: %v, %d rows", err, w.rows()-before)
	}
}

func failingWithin(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	before, full := w.rows(), errors.New("disk full")
	r := w.whole()
	insert := r.Within
	r.Within = func(ctx context.Context, tx *sql.Tx) error { return errors.Join(insert(ctx, tx), full) }
	if _, err := w.RecordAll(t.Context(), r); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
	r = w.whole()
	r.Answer = func(ledger.Receipt, *ledger.Book) (ledger.Answer, error) { return ledger.Answer{}, full }
	if _, err := w.RecordAll(t.Context(), r); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
	if after := w.rows(); after != before {
		t.Errorf("%d rows of failed requests", after-before)
	}
}

func rehearsal(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	before, r := w.rows(), w.whole()
	r.Rehearse = true
	receipt, err := w.RecordAll(t.Context(), r)
	if err != nil || len(receipt.Events) != 1 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if after := w.rows(); after != before {
		t.Errorf("a rehearsal left %d rows", after-before)
	}
	_, err = w.RecordAll(t.Context(), ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: w.NewDeal("")}}, Rehearse: true})
	WantProblem(t, err, "required")
}

func noNews(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	id := w.Deal("Deal")
	before := w.rows()
	receipt := w.Do(sales.MoveDeal{Deal: id, To: w.Stages[0]}, sales.TransferDeal{Deal: id, To: w.Users[0]})
	if len(receipt.Events) != 0 || w.rows() != before || receipt.Position != int64(len(w.Events())) {
		t.Errorf("%+v, %d rows", receipt, w.rows()-before)
	}
}
