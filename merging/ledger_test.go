package merging_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/merging"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// world is a ledger with a second account, a contact at it, and two deals.
type world struct {
	*ledgertest.World
	other        sales.ID // account
	person, twin sales.ID // contacts
	deal, alike  sales.ID
	task, lead   sales.ID // of the second deal
	t            *testing.T
}

func newWorld(t *testing.T, db *store.DB) *world {
	w := &world{t: t, World: ledgertest.New(t, db, nil), other: ledgertest.Mint(sales.AccountKind), person: ledgertest.Mint(sales.ContactKind),
		twin: ledgertest.Mint(sales.ContactKind), task: ledgertest.Mint(process.TaskKind), lead: ledgertest.Mint(process.LeadKind)}
	w.Do(sales.Create[sales.AccountFacts]{ID: w.other, Facts: sales.AccountFacts{Name: "PT Toko Jaya", Industry: "Retail", Parent: w.Account}})
	w.Do(sales.Create[sales.ContactFacts]{ID: w.person, Facts: sales.ContactFacts{Name: "Budi", Account: sales.AccountID(w.other)}})
	w.Do(sales.Create[sales.ContactFacts]{ID: w.twin, Facts: sales.ContactFacts{Name: "Budi S.", Phone: "021"}})
	w.deal, w.alike = sales.ID(w.Deal("Seats")), sales.ID(w.Deal("40 seats"))
	w.change(w.alike, `{"account":"`+string(w.other)+`","contacts":[{"contact":"`+string(w.twin)+`","role":"champion"}],"segment":"smb"}`)
	w.Do(sales.Create[process.TaskFacts]{ID: w.task, Facts: process.TaskFacts{Name: "Call", Owner: w.Users[0], Due: 20500, Deal: sales.DealID(w.alike), TaskLife: process.TaskLife{State: process.TaskOpen}}})
	w.Do(sales.Create[process.LeadFacts]{ID: w.lead, Facts: process.LeadFacts{Name: "Budi", LeadLife: process.LeadLife{State: process.LeadOpen}}})
	w.Do(process.ConvertLead{Lead: w.lead, Deal: sales.DealID(w.alike), Account: sales.AccountID(w.other), Contact: sales.ContactID(w.twin)})
	return w
}

// became is what the lead names.
func (w *world) became() [3]sales.ID {
	l := w.Load(w.lead).Object.(*process.Lead).Facts
	return [3]sales.ID{sales.ID(l.Deal), sales.ID(l.Account), sales.ID(l.Contact)}
}

func (w *world) change(deal sales.ID, patch string) {
	w.Do(sales.ChangeDeal{Deal: sales.DealID(deal), Patch: []byte(patch)})
}

func (w *world) try(c sales.Command) error {
	_, err := w.RecordAll(w.t.Context(), ledger.Request{Who: w.Who, Orders: []ledger.Order{{Command: c}}})
	return err
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	var p *sales.Problem
	if !errors.As(err, &p) || p.Code != code {
		t.Errorf("%v, want the problem %s", err, code)
	}
}

// sound holds the ledger's state against its events, and the board against a replay.
func (w *world) sound(t *testing.T) *board.Picture {
	t.Helper()
	if _, differing, err := w.Verify(t.Context(), w.Who.Workspace); err != nil || len(differing) > 0 {
		t.Errorf("the state of %v is not what its events say: %v", differing, err)
	}
	b := board.New(w.Who.Workspace)
	if err := b.Apply(w.Events()); err != nil {
		t.Fatal(err)
	}
	return b.Snapshot().At(0, 0)
}

func TestAccountsContactsAndDealsMergeOnTheLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		before := w.LoadDeal(sales.DealID(w.alike))
		w.Do(merging.Merge{Loser: w.other, Into: sales.ID(w.Account), Take: []string{"industry"}, Reason: "one company"})
		w.Do(merging.Merge{Loser: w.twin, Into: w.person, Take: []string{"phone"}})
		w.Do(merging.Merge{Loser: w.alike, Into: w.deal, Take: []string{"segment", "contacts"}})
		p := w.sound(t)
		if a, _ := p.Account(w.Account); a.Facts.Industry != "Retail" || len(a.Absorbed) != 1 || a.Absorbed[0] != w.other {
			t.Errorf("the survivor is %+v", a)
		}
		if a, _ := p.Account(sales.AccountID(w.other)); !a.Archived || a.MergedInto() != sales.ID(w.Account) || a.Facts.Industry != "Retail" {
			t.Errorf("the loser is %+v", a)
		}
		if c, _ := p.Contact(sales.ContactID(w.person)); c.Facts.Account != w.Account || c.Facts.Phone != "021" {
			t.Errorf("the contact is %+v", c.Facts)
		}
		if _, there := p.Deal(sales.DealID(w.alike)); there {
			t.Error("a merged deal is in the picture")
		}
		if d := w.LoadDeal(sales.DealID(w.deal)); d.Segment != "smb" || len(d.Contacts) != 1 || sales.ID(d.Contacts[0].Contact) != w.person || d.Value.Minor != 100000 {
			t.Errorf("the survivor is %+v", d.DealFacts)
		}
		if task := w.Load(w.task).Object.(*process.Task); sales.ID(task.Facts.Deal) != w.deal {
			t.Errorf("the task is for %s", task.Facts.Deal)
		}
		if got, want := w.became(), [3]sales.ID{w.deal, sales.ID(w.Account), w.person}; got != want {
			t.Errorf("the lead became %v, not %v", got, want)
		}
		for _, loser := range []sales.ID{w.alike, w.twin, w.other} { // in any order: none of them went into another
			w.Do(merging.Part{Loser: loser})
		}
		w.sound(t)
		if got, want := w.became(), [3]sales.ID{w.alike, w.other, w.twin}; got != want {
			t.Errorf("the lead became %v again, not %v", got, want)
		}
		after := w.LoadDeal(sales.DealID(w.alike))
		if after.Account != before.Account || after.Contacts[0] != before.Contacts[0] || after.Deleted || after.Merger != nil {
			t.Errorf("the deal was %+v and is %+v", before, after)
		}
		if d := w.LoadDeal(sales.DealID(w.deal)); d.Segment != "" || len(d.Contacts) != 0 || d.Absorbed != nil {
			t.Errorf("the survivor kept %+v", d.DealFacts)
		}
		if a := w.Load(sales.ID(w.Account)).Object.(*sales.Account); a.Facts.Industry != "" || a.Absorbed != nil {
			t.Errorf("the survivor kept %+v", a.Facts)
		}
		if c := w.Load(w.person).Object.(*sales.Contact); sales.ID(c.Facts.Account) != w.other || c.Facts.Phone != "" {
			t.Errorf("the contact kept %+v", c.Facts)
		}
	})
}

func TestWhatMergesRefuse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		third, mine := ledgertest.Mint(sales.AccountKind), sales.ID(w.Account)
		w.Do(sales.Create[sales.AccountFacts]{ID: third, Facts: sales.AccountFacts{Name: "Third"}})
		foreign := ledgertest.New(t, db, nil)
		wants(t, w.try(merging.Merge{Loser: mine, Into: mine}), "merge_itself")
		wants(t, w.try(merging.Merge{Loser: mine, Into: sales.ID(foreign.Account)}), "unknown_reference")
		wants(t, w.try(merging.Merge{Loser: mine, Into: w.deal}), "unknown_reference")
		wants(t, w.try(merging.Merge{Loser: sales.ID(w.Users[0]), Into: sales.ID(w.Users[1])}), "not_found")
		wants(t, w.try(merging.Merge{Loser: w.other, Into: mine, Take: []string{"name"}}), "not_a_choice")
		wants(t, w.try(merging.Part{Loser: w.other}), "not_merged")

		w.Do(merging.Merge{Loser: w.other, Into: mine})
		w.Do(merging.Merge{Loser: mine, Into: third})
		wants(t, w.try(merging.Merge{Loser: w.other, Into: third}), "merged")
		wants(t, w.try(merging.Merge{Loser: third, Into: mine}), "merged")
		wants(t, w.try(merging.Part{Loser: w.other}), "merged_on")
		wants(t, w.try(sales.Change[sales.AccountFacts]{ID: w.other, Patch: []byte(`{"region":"Java"}`)}), "merged")
		wants(t, w.try(sales.ChangeDeal{Deal: sales.DealID(w.deal), Patch: []byte(`{"account":"` + string(w.other) + `"}`)}), "merged")
		if d := w.LoadDeal(sales.DealID(w.alike)); sales.ID(d.Account) != third {
			t.Errorf("after two merges, the deal hangs on %s", d.Account)
		}
		w.Do(merging.Part{Loser: mine})
		w.Do(merging.Part{Loser: w.other})
		if d := w.LoadDeal(sales.DealID(w.alike)); sales.ID(d.Account) != w.other {
			t.Errorf("after both were taken back, the deal hangs on %s", d.Account)
		}

		w.Do(sales.WinDeal{Deal: sales.DealID(w.alike)})
		wants(t, w.try(merging.Merge{Loser: w.alike, Into: w.deal}), "merge_won")
		w.Do(merging.Merge{Loser: w.deal, Into: w.alike})
		wants(t, w.try(sales.MoveDeal{Deal: sales.DealID(w.deal), To: w.Stages[1]}), "merged")
		w.sound(t)
	})
}

// Whoever has said otherwise since the merge has said so knowing of it.
func TestTakingBackLeavesAloneWhatWasChangedSince(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		third := ledgertest.Mint(sales.AccountKind)
		w.Do(sales.Create[sales.AccountFacts]{ID: third, Facts: sales.AccountFacts{Name: "Third"}})
		w.Do(merging.Merge{Loser: w.other, Into: sales.ID(w.Account)})
		w.Do(merging.Merge{Loser: w.twin, Into: w.person})
		w.change(w.alike, `{"account":"`+string(third)+`","contacts":[{"contact":"`+string(w.person)+`","role":"legal"},{"contact":"`+string(w.person)+`","role":"user"}]}`)
		w.Do(merging.Part{Loser: w.other})
		w.Do(merging.Part{Loser: w.twin})
		d := w.LoadDeal(sales.DealID(w.alike))
		if sales.ID(d.Account) != third || sales.ID(d.Contacts[0].Contact) != w.twin || d.Contacts[0].Role != "legal" || sales.ID(d.Contacts[1].Contact) != w.person {
			t.Errorf("the deal is %+v", d.DealFacts)
		}
		w.sound(t)
	})
}

func TestWhatDistinctionsRefuse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		says := func(of ...sales.ID) sales.Command {
			return sales.Create[merging.DistinctionFacts]{ID: ledgertest.Mint(merging.DistinctionKind), Facts: merging.DistinctionFacts{Name: "Toko Jaya", Of: of}}
		}
		mine, foreign := sales.ID(w.Account), ledgertest.New(t, db, nil)
		wants(t, w.try(says()), "out_of_range")
		wants(t, w.try(says(mine)), "out_of_range")
		wants(t, w.try(says(make([]sales.ID, 21)...)), "out_of_range")
		wants(t, w.try(says(mine, mine)), "duplicate")
		wants(t, w.try(says(mine, w.person)), "one_kind")
		wants(t, w.try(says(mine, sales.ID(foreign.Account))), "unknown_reference")
		wants(t, w.try(says(sales.ID(w.Users[0]), sales.ID(w.Users[1]))), "unknown_reference")
		w.Do(says(mine, w.other))
		w.Do(says(w.twin, w.person))
		last := says(w.deal, w.alike).(sales.Create[merging.DistinctionFacts])
		w.Do(last)
		wants(t, w.try(sales.Change[merging.DistinctionFacts]{ID: last.ID, Patch: []byte(`{"of":["` + string(mine) + `","` + string(w.other) + `"]}`)}), "read_only")
		for _, fact := range []string{"name", "note"} {
			long := fmt.Appendf(nil, `{%q:%q}`, fact, strings.Repeat("x", 2001))
			wants(t, w.try(sales.Change[merging.DistinctionFacts]{ID: last.ID, Patch: long}), "too_long")
		}
		w.Do(sales.Change[merging.DistinctionFacts]{ID: last.ID, Patch: []byte(`{"note":"The branch"}`)})
		p := w.sound(t)
		if d, known := board.Find[merging.DistinctionFacts](p, last.ID); !known || d.Facts.Note != "The branch" || len(d.Facts.Of) != 2 {
			t.Errorf("the distinction is %+v", d)
		}
		w.Do(merging.Merge{Loser: w.other, Into: mine}) // people may think better of it
	})
}

// What is not the same as the loser is not the same as the survivor either, for as long as the merge stands.
func TestADistinctionGoesOverToTheSurvivor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		mine, third := sales.ID(w.Account), ledgertest.Mint(sales.AccountKind)
		w.Do(sales.Create[sales.AccountFacts]{ID: third, Facts: sales.AccountFacts{Name: "Third"}})
		all, two := ledgertest.Mint(merging.DistinctionKind), ledgertest.Mint(merging.DistinctionKind)
		w.Do(sales.Create[merging.DistinctionFacts]{ID: all, Facts: merging.DistinctionFacts{Of: []sales.ID{mine, w.other, third}}},
			sales.Create[merging.DistinctionFacts]{ID: two, Facts: merging.DistinctionFacts{Of: []sales.ID{w.other, third}}})
		told := func(id sales.ID, want ...sales.ID) {
			t.Helper()
			if d, known := board.Find[merging.DistinctionFacts](w.sound(t), id); !known || !slices.Equal(d.Facts.Of, want) {
				t.Errorf("told apart are %v, want %v", d.Facts.Of, want)
			}
		}
		w.Do(merging.Merge{Loser: w.other, Into: mine})
		told(all, mine, third)
		told(two, mine, third)
		w.Do(merging.Merge{Loser: third, Into: mine}) // nothing is left to tell
		told(all, mine, third)
		w.Do(merging.Part{Loser: third})
		w.Do(merging.Part{Loser: w.other})
		told(all, mine, w.other, third)
		told(two, w.other, third)
	})
}
