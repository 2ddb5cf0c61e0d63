package ledgertest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"arus/ledger"
	"arus/sales"
	"arus/store"
)

var reading = map[string]func(*testing.T, *store.DB){
	"a follower from any cursor sees every event once, in order, while others write": follow,
	"a follower ends with its context, and with its own error":                       followEnds,
	"a back-dated order decides on the past and folds in effective order":            backDated,
	"nothing happens to an object before it was made":                                beforeCreation,
	"history and lists are read in pages":                                            pages,
	"state that is not the fold of its events is named":                              verified,
}

// followed collects what a follower is handed.
type followed struct {
	mu     sync.Mutex
	events []ledger.Event
}

// until follows from a cursor until the position has been seen.
func (f *followed) until(ctx context.Context, w *World, after, last int64) error {
	done := errors.New("seen")
	err := w.Follow(ctx, w.Who.Workspace, after, func(page []ledger.Event) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.events = append(f.events, page...)
		if page[len(page)-1].Position >= last {
			return done
		}
		return nil
	})
	if err == done {
		return nil
	}
	return err
}

func follow(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const writers, each = 4, 25
	begin := int64(len(w.Events()))
	last := begin + 2*writers*each
	var group sync.WaitGroup
	cursors := []int64{0, begin, begin + 1, begin + 70, last - 1}
	seen := make([]followed, len(cursors))
	for i, after := range cursors {
		group.Go(func() {
			if err := seen[i].until(ctx, w, after, last); err != nil {
				t.Error(err)
			}
		})
	}
	for range writers {
		group.Go(func() {
			for range each {
				deal := w.NewDeal("Deal")
				r := ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: deal}, {Command: sales.MoveDeal{Deal: deal.ID, To: w.Stages[1]}}}}
				if _, err := w.RecordAll(ctx, r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	events := w.Events()
	for i, after := range cursors {
		if !reflect.DeepEqual(seen[i].events, events[after:]) {
			t.Errorf("the follower from %d saw %d events, not the %d after it in order", after, len(seen[i].events), len(events[after:]))
		}
	}
}

func followEnds(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	own := errors.New("full")
	if err := w.Follow(t.Context(), w.Who.Workspace, 0, func([]ledger.Event) error { return own }); err != own {
		t.Errorf("the follower's error came back as %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := w.Follow(ctx, w.Who.Workspace, 0, func([]ledger.Event) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a follower whose context ended: %v", err)
	}
}

const day = sales.Instant(24 * 3600 * 1_000_000)

func backDated(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	w.Clock.Pass(100 * 24 * time.Hour)
	create := w.NewDeal("Deal")
	id := create.ID
	w.DoAt(Beginning, create)
	w.DoAt(Beginning+10*day, sales.MoveDeal{Deal: id, To: w.Stages[2]})
	w.DoAt(Beginning+30*day, sales.WinDeal{Deal: id})
	// On day 5 the deal was open in the first stage, whatever it is today.
	moved := w.DoAt(Beginning+5*day, sales.MoveDeal{Deal: id, To: w.Stages[1]})
	if e := moved.Events[0].Fact.Event.(sales.DealMoved); e.From != w.Stages[0] {
		t.Errorf("the back-dated move is from %s", e.From)
	}
	w.DoAt(Beginning+20*day, sales.ChangeDeal{Deal: id, Patch: []byte(`{"segment":"enterprise"}`)})
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: sales.MoveDeal{Deal: id, To: w.Stages[3]}, At: Beginning + 31*day})
	WantProblem(t, err, "deal_closed")
	d := w.LoadDeal(id)
	if d.Stage != w.Stages[2] || d.StageSince != Beginning+10*day || d.Outcome != sales.Won || d.Segment != "enterprise" || d.ClosedAt != Beginning+30*day {
		t.Errorf("after a back-dated move the deal is %+v", d)
	}
	if current := w.Load(sales.ID(id)); current.Version != 5 {
		t.Errorf("version %d after 5 events", current.Version)
	}
}

func beforeCreation(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	w.Clock.Pass(100 * 24 * time.Hour)
	deal, account := w.Deal("Deal"), Mint(sales.AccountKind)
	w.DoAt(Beginning+50*day, sales.Create[sales.AccountFacts]{ID: account, Facts: sales.AccountFacts{Name: "A"}})
	w.DoAt(Beginning+50*day, sales.SetRate{From: "USD", To: "IDR", Day: 20000, Rate: "15500"})
	for name, c := range map[string]sales.Command{
		"deal":    sales.MoveDeal{Deal: deal, To: w.Stages[1]},
		"account": sales.Change[sales.AccountFacts]{ID: account, Patch: []byte(`{"name":"B"}`)},
		"archive": sales.Archive[sales.AccountFacts]{ID: account},
		"rate":    sales.SetRate{From: "USD", To: "IDR", Day: 20001, Rate: "15600"},
	} {
		_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: c, At: Beginning})
		t.Run(name, func(t *testing.T) { WantProblem(t, err, "before_creation") })
	}
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: sales.RequestImport{ID: sales.ImportID(Mint(sales.ImportKind)), Source: "crm"}, At: Beginning})
	WantProblem(t, err, "import_back_dated")
}

func pages(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	var ids []sales.ID
	for range 5 {
		ids = append(ids, sales.ID(w.Deal("Deal")))
	}
	var listed []sales.ID
	for after := sales.ID(""); ; {
		page, err := w.List(t.Context(), w.Who.Workspace, sales.DealKind, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			after = sales.ID(c.Object.(*sales.Deal).ID)
			listed = append(listed, after)
		}
	}
	if !slices.Equal(listed, ids) {
		t.Errorf("listed %v, want %v", listed, ids)
	}
	w.Do(sales.MoveDeal{Deal: sales.DealID(ids[0]), To: w.Stages[1]}, sales.MoveDeal{Deal: sales.DealID(ids[0]), To: w.Stages[2]})
	var names []string
	for before := int64(0); ; {
		page, err := w.History(t.Context(), w.Who.Workspace, ids[0], before, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, v := range page {
			names, before = append(names, v.Fact.Event.Name()), v.Position
		}
	}
	if !slices.Equal(names, []string{"deal.moved", "deal.moved", "deal.created"}) {
		t.Errorf("the history is %v", names)
	}
}

const (
	spoilObject = `UPDATE object SET body = $1 WHERE workspace = $2 AND id = $3`
	dropObject  = `DELETE FROM object WHERE workspace = $1 AND id = $2`
)

func verified(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	imported := w.Import("crm", 2)
	sound, spoilt, lost := w.Deal("Sound"), sales.ID(w.Deal("Spoilt")), sales.ID(w.Deal("Lost"))
	w.mustUndo(imported)
	if n, differing, err := w.Verify(t.Context(), w.Who.Workspace); err != nil || len(differing) != 0 || n < 8 {
		t.Errorf("a sound ledger: %v of %d objects differ, %v", differing, n, err)
	}
	body, err := json.Marshal(w.LoadDeal(sound))
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *sql.Tx) error {
		_, err1 := tx.ExecContext(t.Context(), spoilObject, string(body), string(w.Who.Workspace), string(spoilt))
		_, err2 := tx.ExecContext(t.Context(), dropObject, string(w.Who.Workspace), string(lost))
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, differing, err := w.Verify(t.Context(), w.Who.Workspace); err != nil || !slices.Equal(differing, []sales.ID{spoilt, lost}) {
		t.Errorf("%v differ, %v; want %s and %s", differing, err, spoilt, lost)
	}
}
