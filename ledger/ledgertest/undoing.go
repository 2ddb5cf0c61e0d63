package ledgertest

import (
	"strconv"
	"testing"

	"arus/ledger"
	"arus/sales"
	"arus/store"
)

var undoing = map[string]func(*testing.T, *store.DB){
	"undo removes objects and origins, leaves events, and allows another import": undo,
	"undo puts back what the import changed":                                     undoPutsBack,
	"undo is refused while a later change rests on the import":                   undoAfterChange,
	"undo is refused while a later reference rests on the import":                undoAfterReference,
	"an import can be undone after what rested on it is undone":                  undoInTurn,
	"an import is undone once, and not by its own request":                       undoOnce,
}

// Import writes deals with origins source/0, source/1, … as an import does, and returns its id. Those that are known
// already get the import's id as their segment instead.
func (w *World) Import(source string, deals int) sales.ImportID {
	w.t.Helper()
	id := sales.ImportID(Mint(sales.ImportKind))
	w.Do(sales.RequestImport{ID: id, Source: source})
	plan := func(b *ledger.Book) error {
		for i := range deals {
			deal := w.NewDeal("Imported " + strconv.Itoa(i))
			deal.Origin = sales.Origin{Source: source, SourceID: strconv.Itoa(i)}
			order := ledger.Order{Command: deal, At: Beginning}
			if known, found := b.Origin(sales.DealKind, deal.Origin); found {
				order = ledger.Order{Command: sales.ChangeDeal{Deal: sales.DealID(known), Patch: []byte(`{"segment":"` + string(id) + `"}`)}}
			}
			if _, err := b.Do(order); err != nil {
				return err
			}
		}
		return nil
	}
	finish := ledger.Order{Command: sales.FinishImport{ID: id, Source: source}}
	if _, err := w.RecordAll(w.t.Context(), ledger.Request{Who: w.Who, Plan: plan, Orders: []ledger.Order{finish}}); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// imported is the deal that an import made, or "".
func (w *World) imported(source string, n int) sales.DealID {
	w.t.Helper()
	id, _, err := w.ByOrigin(w.t.Context(), w.Who.Workspace, sales.DealKind, sales.Origin{Source: source, SourceID: strconv.Itoa(n)})
	if err != nil {
		w.t.Fatal(err)
	}
	return sales.DealID(id)
}

func (w *World) undo(id sales.ImportID) error {
	_, err := w.Record(w.t.Context(), w.Who, ledger.Order{Command: sales.UndoImport{ID: id}})
	return err
}

func (w *World) mustUndo(id sales.ImportID) {
	w.t.Helper()
	if err := w.undo(id); err != nil {
		w.t.Fatal(err)
	}
}

func undo(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	id := w.Import("crm", 3)
	deal := w.imported("crm", 1)
	if w.LoadDeal(deal).Name != "Imported 1" {
		t.Fatal("the import made no deal")
	}
	before := len(w.Events())
	w.mustUndo(id)
	if w.imported("crm", 1) != "" {
		t.Error("the origin is still known")
	}
	_, err := w.Ledger.Load(t.Context(), w.Who.Workspace, sales.ID(deal))
	WantProblem(t, err, "not_found")
	if events := w.Events(); len(events) != before+1 || events[before].Fact.Event.Name() != "import.undone" {
		t.Errorf("%d events after the undo, %d before", len(events), before)
	}
	if i := w.Load(sales.ID(id)).Object.(*sales.Import); i.Status != sales.ImportTaken || i.UndoneAt == 0 {
		t.Errorf("the import is %+v", i)
	}
	_, err = w.Record(t.Context(), w.Who, ledger.Order{Command: sales.MoveDeal{Deal: deal, To: w.Stages[1]}})
	WantProblem(t, err, "not_found")
	w.Import("crm", 3)
	if again := w.imported("crm", 1); again == "" || again == deal || w.LoadDeal(again).Name != "Imported 1" {
		t.Errorf("the second import made %q", again)
	}
}

func undoPutsBack(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	w.Import("crm", 2)
	deal := w.imported("crm", 0)
	w.Do(sales.ChangeDeal{Deal: deal, Patch: []byte(`{"segment":"mid","region":"West"}`)})
	was := w.Load(sales.ID(deal))
	second := w.Import("crm", 3)
	third := w.imported("crm", 2)
	if d := w.LoadDeal(deal); d.Segment != string(second) {
		t.Fatalf("the second import left the segment %q", d.Segment)
	}
	stale := w.Load(sales.ID(deal)).Version
	w.mustUndo(second)
	d := w.LoadDeal(deal)
	if d.Segment != "mid" || d.Region != "West" || d.Origin.SourceID != "0" || w.imported("crm", 0) != deal {
		t.Errorf("after the undo the deal is %+v", d)
	}
	if now := w.Load(sales.ID(deal)).Version; now <= stale || stale <= was.Version {
		t.Errorf("versions %d, %d, %d do not rise", was.Version, stale, now)
	}
	_, err := w.Record(t.Context(), w.Who, ledger.Order{Command: sales.MoveDeal{Deal: deal, To: w.Stages[1]}, IfVersion: stale})
	WantProblem(t, err, "stale")
	_, err = w.Ledger.Load(t.Context(), w.Who.Workspace, sales.ID(third))
	WantProblem(t, err, "not_found")
	// A later back-dated fact folds the deal anew, still without what was taken back.
	w.DoAt(Beginning+1, sales.MoveDeal{Deal: deal, To: w.Stages[1]})
	if d := w.LoadDeal(deal); d.Segment != "mid" || d.Stage != w.Stages[1] {
		t.Errorf("folded anew the deal is %+v", d)
	}
}

func undoAfterChange(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	id := w.Import("crm", 2)
	w.Do(sales.MoveDeal{Deal: w.imported("crm", 0), To: w.Stages[1]})
	before := w.rows()
	WantProblem(t, w.undo(id), "import_in_use")
	if w.rows() != before || w.imported("crm", 1) == "" {
		t.Errorf("a refused undo changed %d rows", w.rows()-before)
	}
}

func undoAfterReference(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	account, imp := Mint(sales.AccountKind), sales.ImportID(Mint(sales.ImportKind))
	w.Do(sales.Create[sales.AccountFacts]{ID: account, Facts: sales.AccountFacts{Name: "A"}, Origin: sales.Origin{Source: "crm", SourceID: "a"}},
		sales.FinishImport{ID: imp, Source: "crm"})
	deal := w.NewDeal("Deal")
	deal.Facts.Name, deal.Facts.Account = `says "hello`, sales.AccountID(account)
	w.Do(deal)
	WantProblem(t, w.undo(imp), "import_in_use")
	_, err := w.RecordAll(t.Context(), ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: w.NewDeal("X")}, {Command: sales.UndoImport{ID: imp}}}})
	WantProblem(t, err, "import_in_use")
}

func undoInTurn(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	first := w.Import("crm", 2)
	second := w.Import("crm", 2)
	deal := w.imported("crm", 0)
	WantProblem(t, w.undo(first), "import_in_use")
	w.mustUndo(second)
	if d := w.LoadDeal(deal); d.Segment != "" {
		t.Errorf("the segment is %q", d.Segment)
	}
	w.mustUndo(first)
	if w.imported("crm", 0) != "" || w.imported("crm", 1) != "" {
		t.Error("origins are left")
	}
	third := w.Import("crm", 1)
	w.mustUndo(third)
}

func undoOnce(t *testing.T, db *store.DB) {
	w := New(t, db, nil)
	id := w.Import("crm", 1)
	w.mustUndo(id)
	WantProblem(t, w.undo(id), "import_undone")
	WantProblem(t, w.undo("imp_none"), "not_found")
	waiting, own := sales.ImportID(Mint(sales.ImportKind)), sales.ImportID(Mint(sales.ImportKind))
	w.Do(sales.RequestImport{ID: waiting, Source: "crm"})
	WantProblem(t, w.undo(waiting), "import_waiting")
	orders := []ledger.Order{{Command: sales.FinishImport{ID: own, Source: "crm"}}, {Command: sales.UndoImport{ID: own}}}
	_, err := w.RecordAll(t.Context(), ledger.Request{Who: w.Who, Orders: orders})
	WantProblem(t, err, "import_in_use")
	w.Do(sales.FailImport{ID: waiting, Reason: "bad file"})
	WantProblem(t, w.undo(waiting), "import_failed")
}
