package process_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"arus/board"

	"arus/ledger/ledgertest"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// nothing is a world in which there is nothing.
type nothing struct{}

func (nothing) Object(sales.ID) sales.Object { return nil }
func (nothing) Workspace() sales.ID          { return "ws_1" }

func sound() process.RuleFacts {
	return process.RuleFacts{Name: "Large deals", When: process.When{Event: "deal.moved"}, If: "deal.value > 1000",
		Then: []process.Action{{Do: process.SetField, Field: "region", Value: json.RawMessage(`"Jakarta"`)}}}
}

func TestUnsoundRulesAreRefused(t *testing.T) {
	for said, change := range map[string]func(*process.RuleFacts){
		"/name required":           func(r *process.RuleFacts) { r.Name = " " },
		"/when one_of":             func(r *process.RuleFacts) { r.When.Daily = "08:00" },
		"/when/event not_a_choice": func(r *process.RuleFacts) { r.When.Event = "rule.created" },
		"/if no_deal":              func(r *process.RuleFacts) { r.When.Event = "model.drifted" },
		"/then/0/do no_deal": func(r *process.RuleFacts) {
			r.When.Event, r.If, r.Then = "model.drifted", "", []process.Action{{Do: process.SetField, Field: "name", Value: json.RawMessage(`"x"`)}}
		},
		"/then/1/to required": func(r *process.RuleFacts) {
			r.When.Event, r.If, r.Then = "model.created", "", []process.Action{{Do: process.CallWebhook, URL: "https://example.com"}, {Do: process.Notify, Text: "A model"}}
		},
		"/when/daily bad_time":       func(r *process.RuleFacts) { r.When = process.When{Daily: "24:00"} },
		"/then required":             func(r *process.RuleFacts) { r.Then = nil },
		"/then too_many":             func(r *process.RuleFacts) { r.Then = make([]process.Action, 11) },
		"/then/0/do not_a_choice":    func(r *process.RuleFacts) { r.Then[0].Do = "dance" },
		"/then/0/field not_a_choice": func(r *process.RuleFacts) { r.Then[0].Field = "stage" },
		"/then/0/value required":     func(r *process.RuleFacts) { r.Then[0].Value = nil },
		"/then/0/value bad_value":    func(r *process.RuleFacts) { r.Then[0].Field = "close_date" },
		"/then/0/to required":        func(r *process.RuleFacts) { r.Then[0].Do = process.Assign },
		"/then/0/to unknown_reference": func(r *process.RuleFacts) {
			r.Then[0].Do, r.Then[0].To = process.Assign, "user_9"
		},
		"/then/0/days out_of_range": func(r *process.RuleFacts) { r.Then[0].Do, r.Then[0].Days = process.CreateTask, -1 },
		"/then/0/text required":     func(r *process.RuleFacts) { r.Then[0].Do = process.Notify },
		"/then/0/text too_long":     func(r *process.RuleFacts) { r.Then[0].Text = strings.Repeat("x", 501) },
		"/then/0/playbook required": func(r *process.RuleFacts) { r.Then[0].Do = process.StartStep },
		"/then/0/step required":     func(r *process.RuleFacts) { r.Then[0].Do, r.Then[0].Playbook = process.StartStep, "x_1" },
		"/then/0/url bad_url":       func(r *process.RuleFacts) { r.Then[0].Do, r.Then[0].URL = process.CallWebhook, "ftp://example.com" },
	} {
		facts := sound()
		change(&facts)
		_, err := sales.Create[process.RuleFacts]{ID: "rule_1", Facts: facts}.Decide(nothing{}, 1)
		pointer, code, _ := strings.Cut(said, " ")
		ledgertest.WantProblem(t, err, code)
		if p, is := err.(*sales.Problem); is && p.Pointer != pointer {
			t.Errorf("%s is said of %s", said, p.Pointer)
		}
	}
}

// A record of this room lives as those of sales do: in the ledger, on the board, with every version.
func TestARuleIsARecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := ledgertest.New(t, db, nil)
		id := ledgertest.Mint(process.RuleKind)
		w.Do(sales.Create[process.RuleFacts]{ID: id, Facts: sound()})
		before := w.Events()
		w.Do(sales.Change[process.RuleFacts]{ID: id, Patch: json.RawMessage(`{"on":true,"when":{"event":"deal.won"}}`)})
		if r, ok := w.Load(id).Object.(*process.Rule); !ok || !r.Facts.On || r.Facts.When.Event != "deal.won" || r.Facts.If != sound().If {
			t.Errorf("%+v", r)
		}
		b := board.New(w.Who.Workspace)
		if err := b.Apply(w.Events()); err != nil {
			t.Fatal(err)
		}
		for at, event := range map[sales.Instant]string{0: "deal.won", before[len(before)-1].Recorded: "deal.moved"} {
			r, found := board.Find[process.RuleFacts](b.Snapshot().At(at, 0), id)
			if !found || r.Facts.When.Event != event {
				t.Errorf("at %v the rule waits for %+v", at, r)
			}
		}
		w.Do(sales.Archive[process.RuleFacts]{ID: id})
		if err := b.Apply(w.Events()); err != nil {
			t.Fatal(err)
		}
		for r := range board.All[process.RuleFacts](b.Snapshot().At(0, 0)) {
			if !r.Archived {
				t.Error("the rule was archived")
			}
		}
	})
}

// A rule can set, and clear, whatever a patch of the deal can.
func TestEveryFactOfADealCanBeSetByARule(t *testing.T) {
	facts := reflect.TypeFor[sales.DealFacts]()
	for i := range facts.NumField() {
		name, _, _ := strings.Cut(facts.Field(i).Tag.Get("json"), ",")
		if name == "custom" {
			name = "custom.budget"
		}
		rule := sound()
		rule.Then[0].Field, rule.Then[0].Value = name, json.RawMessage("null")
		if err := rule.Check(nothing{}, "", process.RuleFacts{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A value that stood before its form was looked at keeps nobody from switching the rule off.
func TestAValueThatStoodMayStand(t *testing.T) {
	before := sound()
	before.Then[0].Field = "close_date"
	after := before
	after.On = true
	if err := after.Check(nothing{}, "", before); err != nil {
		t.Error(err)
	}
	after.Then = []process.Action{{Do: process.SetField, Field: "close_date", Value: json.RawMessage(`"Friday"`)}}
	ledgertest.WantProblem(t, after.Check(nothing{}, "", before), "bad_value")
}
