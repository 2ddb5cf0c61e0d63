package ledger_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"arus/ledger"
	"arus/ledger/codec"
	"arus/ledger/ledgertest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"

	"pgregory.net/rapid"
)

// TestStateIsTheFoldOfTheLedger writes random histories and folds them again, slowly and plainly.
func TestStateIsTheFoldOfTheLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(rt *rapid.T) {
			w := ledgertest.New(t, db, nil)
			h := &history{T: rt, w: w, ctx: t.Context(), written: w.Events()}
			fields := `{"fields":[{"key":"tier","label":"Tier","on":"deal","type":"choice","options":["gold","tin"]},
				{"key":"seats","label":"Seats","on":"deal","type":"number"},{"key":"budget","label":"Budget","on":"deal","type":"money"}]}`
			h.order(0, sales.Change[sales.WorkspaceFacts]{ID: sales.ID(w.Who.Workspace), Patch: []byte(fields)})
			for range rapid.IntRange(5, 30).Draw(rt, "steps") {
				w.Clock.Pass(time.Duration(rapid.IntRange(0, 400).Draw(rt, "hours")) * time.Hour)
				h.step()
			}
			h.check()
		})
	})
}

// history is a random history in the making.
type history struct {
	*rapid.T
	w       *ledgertest.World
	ctx     context.Context
	deals   []sales.DealID
	imports []sales.ImportID
	written []ledger.Event // what the receipts told
}

// moment is now, or some day since the beginning.
func (h *history) moment() sales.Instant {
	if rapid.Bool().Draw(h.T, "now") {
		return 0
	}
	since := sales.InstantOf(h.w.Clock.Now()) - ledgertest.Beginning
	return ledgertest.Beginning + sales.Instant(rapid.Int64Range(0, int64(since)).Draw(h.T, "at"))
}

func (h *history) order(at sales.Instant, c sales.Command) {
	h.request(ledger.Request{Orders: []ledger.Order{{Command: c, At: at}}})
}

// request may be refused by the business, and by nothing else.
func (h *history) request(r ledger.Request) bool {
	r.Who = h.w.Who
	var rehearsed ledger.Receipt
	compared := r.Plan == nil && rapid.Bool().Draw(h.T, "rehearsed") // a plan makes new ids each time
	if compared {
		r.Rehearse = true
		rehearsed, _ = h.w.RecordAll(h.ctx, r)
		r.Rehearse = false
		h.w.Clock.Pass(-time.Millisecond) // what the rehearsal took
	}
	receipt, err := h.w.RecordAll(h.ctx, r)
	var p *sales.Problem
	if was, is := text(h.T, rehearsed.Events), text(h.T, receipt.Events); compared && was != is {
		h.Fatalf("rehearsed %s\ndone %s", was, is)
	}
	if err != nil && !errors.As(err, &p) {
		h.Fatalf("%+v: %v", r.Orders, err)
	}
	h.written = append(h.written, receipt.Events...)
	return err == nil
}

func (h *history) step() {
	deal := sales.DealID("deal_none")
	if len(h.deals) > 0 {
		deal = rapid.SampledFrom(h.deals).Draw(h.T, "deal")
	}
	stage := rapid.SampledFrom(h.w.Stages).Draw(h.T, "stage")
	user := rapid.SampledFrom(append(h.w.Users, "", "user_none")).Draw(h.T, "user")
	day := sales.Day(20455 + rapid.IntRange(0, 200).Draw(h.T, "day"))
	switch rapid.IntRange(0, 15).Draw(h.T, "kind") {
	case 0, 1:
		h.create()
	case 2, 3:
		h.order(h.moment(), sales.MoveDeal{Deal: deal, To: stage})
	case 4:
		h.order(h.moment(), sales.WinDeal{Deal: deal, Value: sales.Money{Minor: int64(day), Currency: "IDR"}})
	case 5:
		h.order(h.moment(), sales.LoseDeal{Deal: deal, Reason: "price"})
	case 6:
		h.order(h.moment(), sales.ReopenDeal{Deal: deal, To: stage, Reason: "they called"})
	case 7:
		h.order(h.moment(), sales.MoveCloseDate{Deal: deal, To: day})
	case 8, 9, 10:
		patch := rapid.SampledFrom(patches).Draw(h.T, "patch")
		h.order(h.moment(), sales.ChangeDeal{Deal: deal, Patch: []byte(patch)})
	case 11:
		h.order(h.moment(), sales.TransferDeal{Deal: deal, To: user})
	case 12:
		h.order(h.moment(), sales.LogActivity{Deal: deal, Activity: sales.ActivityLogged{Kind: "call", Buyer: day%2 == 0, By: user}})
	case 13:
		h.order(h.moment(), sales.SetRate{From: "USD", To: "IDR", Day: day % 7, Rate: sales.Decimal(fmt.Sprint(15000 + day))})
		h.order(h.moment(), sales.DeleteDeal{Deal: deal})
	case 14:
		h.bring()
	case 15:
		if len(h.imports) > 0 {
			h.order(0, sales.UndoImport{ID: rapid.SampledFrom(h.imports).Draw(h.T, "import")})
		}
	}
}

var patches = []string{
	`{"name":"Übung <&> \"x\"","segment":"mid"}`, `{"segment":null,"region":"West"}`, `{"value":{"amount":"12.50"}}`, `{"value":null}`,
	`{"value":{"amount":"5","currency":"JPY"}}`, `{"value":{"currency":"IDR"}}`, `{"next_step":{"text":"call","day":"2026-05-01"}}`,
	`{"next_step":{"day":null}}`, `{"next_step":{"text":"mail"}}`, `{"next_step":null}`, `{"custom":{"tier":"gold","seats":12.50}}`,
	`{"custom":{"budget":{"amount":"1.00","currency":"IDR"}}}`, `{"custom":{"budget":{"currency":"USD","amount":"2.00"},"tier":"tin"}}`,
	`{"custom":{"budget":{"amount":"7.77"}}}`, `{"custom":{"budget":null,"seats":"3"}}`, `{"custom":{"tier":null}}`, `{"custom":null}`,
	`{"line_items":[{"quantity":"2","unit_price":{"amount":"10.00","currency":"USD"},"billing":"month","term_months":24}]}`,
	`{"line_items":null}`, `{"line_items":[]}`, `{"value_kind":"acv"}`, `{"value_kind":"tcv","category":"commit"}`, `{"owner":null}`,
	`{"close_date":"2026-04-01","channel":"web"}`, `{"close_date":null}`, `{"contacts":[]}`, `{"competitors":[],"source":"event"}`, `{}`,
}

func (h *history) create() {
	c := h.w.NewDeal("Deal")
	if rapid.Bool().Draw(h.T, "rich") {
		c.Facts.Custom = sales.Custom{"tier": json.RawMessage(` "tin" `), "budget": json.RawMessage(`{"currency":"USD", "amount":"3.00"}`)}
		c.Facts.CloseDate, c.Facts.NextStep.Text = 20500, "call"
	}
	at := h.moment()
	r := ledger.Request{Orders: []ledger.Order{{Command: c, At: at}, {Command: sales.MoveDeal{Deal: c.ID, To: h.w.Stages[1]}, At: at}}}
	if later := h.moment(); at != 0 && later > at {
		r.Orders = append(r.Orders, ledger.Order{Command: sales.MoveDeal{Deal: c.ID, To: h.w.Stages[2]}, At: later},
			ledger.Order{Command: sales.ChangeDeal{Deal: c.ID, Patch: []byte(`{"segment":"mid"}`)}, At: at}) // on what the request itself wrote
	}
	if h.request(r) {
		h.deals = append(h.deals, c.ID)
	}
}

// bring imports: new deals with a past, and changes of known ones.
func (h *history) bring() {
	id := sales.ImportID(ledgertest.Mint(sales.ImportKind))
	n := rapid.IntRange(1, 4).Draw(h.T, "rows")
	at := h.moment()
	var made []sales.DealID
	plan := func(b *ledger.Book) error {
		made = made[:0]
		for i := range n {
			c := h.w.NewDeal("Imported")
			c.Origin = sales.Origin{Source: "crm", SourceID: fmt.Sprint(i)}
			order := ledger.Order{Command: c, At: at}
			if known, found := b.Origin(sales.DealKind, c.Origin); found {
				order = ledger.Order{Command: sales.ChangeDeal{Deal: sales.DealID(known), Patch: fmt.Appendf(nil, `{"segment":"s%d","custom":{"seats":%d}}`, len(h.imports), i)}}
			} else {
				made = append(made, c.ID)
			}
			if _, err := b.Do(order); err != nil {
				continue // a bad row is left out
			}
			_, _ = b.Do(ledger.Order{Command: sales.MoveDeal{Deal: c.ID, To: h.w.Stages[i%4]}, At: at}) // as above
		}
		return nil
	}
	finish := ledger.Order{Command: sales.FinishImport{ID: id, Source: "crm"}}
	if h.request(ledger.Request{Plan: plan, Orders: []ledger.Order{finish}}) {
		h.deals, h.imports = append(h.deals, made...), append(h.imports, id)
	}
}

// check compares what is stored with the events, folded plainly.
func (h *history) check() {
	events := h.w.Events()
	if len(events) != len(h.written) {
		h.Fatalf("the receipts told of %d events, the ledger has %d", len(h.written), len(events))
	}
	retracted := map[sales.Instant]bool{}
	for i, v := range events {
		told := h.written[i]
		if v.Fact.Event, told.Fact.Event = nil, nil; v != told || text(h.T, events[i].Fact.Event) != text(h.T, h.written[i].Fact.Event) {
			h.Errorf("told %+v, stored %+v", h.written[i], events[i])
		}
		if undone, ok := events[i].Fact.Event.(sales.ImportUndone); ok {
			retracted[undone.Recorded] = true
		}
	}
	lives := map[sales.ID]*life{}
	for _, v := range events {
		l := lives[v.Object]
		if l == nil {
			l = &life{undone: map[sales.Instant]bool{}}
			lives[v.Object] = l
		}
		l.version++
		if v.Object.Kind() != sales.ImportKind && retracted[v.Recorded] {
			l.undone[v.Recorded] = true
			continue
		}
		l.events = append(l.events, v)
	}
	if n, differing, err := h.w.Verify(h.ctx, h.w.Who.Workspace); err != nil || n != len(lives) || len(differing) != 0 {
		h.Errorf("the ledger finds %v of %d objects differing, %v", differing, n, err)
	}
	for id, l := range lives {
		h.compare(id, l.events, l.version+int64(len(l.undone)))
	}
}

// life is what the ledger says of one object.
type life struct {
	events  []ledger.Event         // that hold
	version int64                  // one for each event, and one more for each undo that touched it
	undone  map[sales.Instant]bool // requests
}

// compare folds the live events of one object.
func (h *history) compare(id sales.ID, life []ledger.Event, version int64) {
	slices.SortFunc(life, func(x, y ledger.Event) int {
		return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(x.Position, y.Position))
	})
	current, err := h.w.Ledger.Load(h.ctx, h.w.Who.Workspace, id)
	if len(life) == 0 {
		var p *sales.Problem
		if !errors.As(err, &p) || p.Code != "not_found" {
			h.Errorf("%s should be gone, but: %+v, %v", id, current, err)
		}
		return
	}
	if err != nil {
		h.Fatal(err)
	}
	folded := codec.NewObject(id.Kind())
	for _, v := range life {
		if err := folded.Fold(v.Fact); err != nil {
			h.Fatal(err)
		}
	}
	again := codec.NewObject(id.Kind())
	if err := json.Unmarshal([]byte(text(h.T, folded)), again); err != nil {
		h.Fatal(err)
	}
	if stored, want := text(h.T, current.Object), text(h.T, folded); stored != want || text(h.T, again) != want {
		h.Errorf("stored %s\nfolded %s\nand again %s", stored, want, text(h.T, again))
	}
	if current.Version != version {
		h.Errorf("%s has version %d, want %d", id, current.Version, version)
	}
}

func text(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
