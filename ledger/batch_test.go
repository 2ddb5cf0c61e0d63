package ledger_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store/storetest"
)

// together gives all orders at once: the first is held by the guard until the others wait behind it.
func together(t *testing.T, where string, spoil func(w *ledgertest.World, orders []ledger.Order)) (errs []error, w *ledgertest.World) {
	t.Helper()
	const clients = 64
	var held chan struct{} // closed when the first order is in the guard's hands
	guard := func(context.Context, ledger.Who, sales.World, ledger.Order) error {
		if held != nil {
			close(held)
			held = nil
			for w.Waiting() < clients-1 {
				runtime.Gosched()
			}
		}
		return nil
	}
	w = ledgertest.New(t, storetest.Open(t, where), guard)
	orders := make([]ledger.Order, clients)
	for i := range orders {
		orders[i].Command = w.NewDeal("Deal")
	}
	spoil(w, orders)
	errs = make([]error, clients)
	var group sync.WaitGroup
	give := func(i int) { _, errs[i] = w.Record(t.Context(), w.Who, orders[i]) }
	first := make(chan struct{})
	held = first
	group.Go(func() { give(0) })
	<-first
	for i := 1; i < clients; i++ {
		group.Go(func() { give(i) })
	}
	group.Wait()
	return errs, w
}

func TestClientsShareACommitAndOneRefusedOrderHurtsNobody(t *testing.T) {
	where := t.TempDir()
	before := 0
	errs, w := together(t, where, func(w *ledgertest.World, orders []ledger.Order) {
		orders[7].Command = sales.MoveDeal{Deal: "deal_none", To: w.Stages[0]}
		before = commits(t, where)
	})
	for i, err := range errs {
		if i == 7 {
			ledgertest.WantProblem(t, err, "not_found")
		} else if err != nil {
			t.Errorf("client %d: %v", i, err)
		}
	}
	if took := commits(t, where) - before; took != 2 {
		t.Errorf("64 clients took %d commits, want one for the first and one for those that waited", took)
	}
	if n := deals(w.Events()); n != 63 {
		t.Errorf("%d deals in the ledger, want 63", n)
	}
}

func TestOrderThatBreaksItsBatchFailsAlone(t *testing.T) {
	errs, w := together(t, t.TempDir(), func(_ *ledgertest.World, orders []ledger.Order) { orders[7].Command = broken{} })
	for i, err := range errs {
		if (err != nil) != (i == 7) {
			t.Errorf("client %d: %v", i, err)
		}
	}
	events := w.Events()
	for i, v := range events {
		if v.Position != int64(i+1) {
			t.Fatalf("event %d has position %d", i, v.Position)
		}
	}
	if n := deals(events); n != 63 {
		t.Errorf("%d deals in the ledger, want 63", n)
	}
}

// broken decides on a fact that its object cannot take, which only the ledger notices.
type broken struct{}

func (broken) Subject() sales.ID { return "deal_broken" }
func (broken) Decide(_ sales.World, at sales.Instant) ([]sales.Fact, error) {
	return []sales.Fact{{Object: "deal_broken", At: at, Event: sales.ImportFailed{}}}, nil
}

func deals(events []ledger.Event) (n int) {
	for _, v := range events {
		if _, made := v.Fact.Event.(sales.DealCreated); made {
			n++
		}
	}
	return n
}

func TestClosedLedgerRefusesAndLosesNothing(t *testing.T) {
	w := ledgertest.New(t, storetest.Open(t, storetest.Dir(t)), nil)
	l := ledger.Open(w.DB, ledger.Config{Clock: w.Clock.Now})
	const clients = 32
	errs := make([]error, clients)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			_, errs[i] = l.Record(t.Context(), w.Who, ledger.Order{Command: w.NewDeal("Deal")})
		})
	}
	l.Close()
	group.Wait()
	taken := 0
	for _, err := range errs {
		switch {
		case err == nil:
			taken++
		case !errors.Is(err, ledger.ErrClosed):
			t.Error(err)
		}
	}
	if n := deals(w.Events()); n != taken {
		t.Errorf("%d deals in the ledger, %d acknowledged", n, taken)
	}
	if _, err := l.Record(t.Context(), w.Who, ledger.Order{Command: w.NewDeal("Deal")}); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}

// commits counts the transactions in SQLite's write-ahead log: frames that say how large the database is after them.
// https://sqlite.org/fileformat2.html#walformat
func commits(t *testing.T, where string) (n int) {
	t.Helper()
	wal, err := os.ReadFile(filepath.Join(where, "arus.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	page := int(binary.BigEndian.Uint32(wal[8:]))
	for frame := wal[32:]; len(frame) >= 24+page; frame = frame[24+page:] {
		if string(frame[8:16]) == string(wal[16:24]) && binary.BigEndian.Uint32(frame[4:]) != 0 {
			n++
		}
	}
	return n
}
