package automation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"arus/gate"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// longestChain of rules that may lead to one another.
const longestChain = 5

// hand gives orders: it is a ledger's book, or a rehearsal's.
type hand interface {
	sales.World
	Do(ledger.Order) ([]ledger.Event, error)
}

// runner runs rules, on whatever hand it is given.
type runner struct {
	keeper *gate.Keeper
	mint   func(sales.Kind) sales.ID
	desk   func(sales.World, sales.Instant) (process.Desk, error)
}

// ruled is a rule in one version.
type ruled struct {
	*process.Rule
	version int64
}

// waits reports whether a rule is on and waits for an event.
func (r ruled) waits(event string) bool {
	return r.Facts.On && !r.Archived && r.Facts.When.Event == event
}

// begun is the trace of a run on an occasion.
func (r ruled) begun(o Occasion) Trace {
	return Trace{Rule: r.ID, Version: r.version, Key: o.Key, Event: o.Event, Deal: o.Deal, Model: o.Model, News: o.News, At: o.At}
}

// loops says why a run would go round in circles; nil where it does not.
func (r ruled) loops(o Occasion) *sales.Problem {
	switch {
	case slices.Contains(o.Chain, r.ID):
		return sales.Refused("rule_loop", "the rule has led to itself on this deal")
	case len(o.Chain) >= longestChain:
		return sales.Refused("rule_chain", "more than %d rules have led to one another", longestChain)
	}
	return nil
}

// judge says whether a rule is to act on its deal: its expression holds, and it was not the rule itself that led here.
func (x runner) judge(w sales.World, r ruled, o Occasion) (t Trace, act bool) {
	t, met := x.holds(w, r, o)
	if loop := r.loops(o); met && loop != nil {
		t.Outcome, t.Why = Stopped, whyOf(loop)
		return t, false
	}
	return t, met
}

// holds evaluates the expression of a rule on its deal.
func (x runner) holds(w sales.World, r ruled, o Occasion) (t Trace, met bool) {
	if t = r.begun(o); o.Model != "" {
		return t, true
	}
	d, there := w.Object(sales.ID(o.Deal)).(*sales.Deal)
	if !there || d.Deleted {
		t.Outcome = Gone
		return t, false
	}
	if r.Facts.If == "" {
		return t, true
	}
	met, values, err := x.keeper.Says(w, d, o.At, r.Facts.If)
	t.Values = values
	switch {
	case err != nil:
		var failed error
		if t, failed = t.refused(err); failed != nil {
			t.Outcome, t.Why = Refused, &Why{Code: "filter_failed", Format: "the filter has no answer for an object: %s", Args: []any{failed.Error()}}
		}
	case !met:
		t.Outcome = Unmet
	}
	return t, met && err == nil
}

// run evaluates and acts. An error that is a problem means that an order was refused: what was done before it must be
// taken back.
func (x runner) run(h hand, r ruled, o Occasion) (Trace, []effect, error) {
	t, act := x.judge(h, r, o)
	if !act {
		return t, nil, nil
	}
	var effects []effect
	for _, a := range r.Facts.Then {
		deed, more, err := x.perform(h, r, a, o)
		if err != nil {
			return t, nil, err
		}
		for i := range more {
			more[i].deed = len(t.Did)
		}
		t.Did = append(t.Did, deed)
		effects = append(effects, more...)
	}
	t.Outcome = Did
	return t, effects, nil
}

// effect is what a run leaves beside events: a notice to somebody, or an address to be called.
type effect struct {
	to   sales.UserID
	text string
	url  string
	deed int // which of the run's
}

// perform does one thing. What wants a reason, as a move to another category, has the rule's name for one where it is not
// given in words.
func (x runner) perform(h hand, r ruled, a process.Action, o Occasion) (Deed, []effect, error) {
	deed := Deed{Do: a.Do, Text: a.Text}
	if o.Model != "" {
		return withoutDeal(a, deed)
	}
	d, there := h.Object(sales.ID(o.Deal)).(*sales.Deal)
	if !there {
		return deed, nil, sales.Missing(sales.ID(o.Deal))
	}
	var command sales.Command
	switch a.Do {
	case process.SetField:
		deed.Field, deed.Text = a.Field, string(a.Value)
		patch, err := patchOf(a.Field, a.Value)
		if err != nil {
			return deed, nil, err
		}
		command = sales.ChangeDeal{Deal: o.Deal, Patch: patch, Reason: cmp.Or(a.Text, r.Facts.Name)}
	case process.Assign:
		deed.About = sales.ID(a.To)
		command = sales.TransferDeal{Deal: o.Deal, To: a.To}
		if a.Route != "" {
			desk, err := x.desk(h, o.At)
			if err != nil {
				return deed, nil, err
			}
			command = process.RouteDeal{Deal: o.Deal, Route: a.Route, Desk: desk}
		}
	case process.Notify:
		to := cmp.Or(a.To, d.Owner)
		deed.About = sales.ID(to)
		if to == "" {
			return deed, nil, sales.Refused("nobody_to_tell", "the deal %q has no owner who could be told", d.Name)
		}
		return deed, []effect{{to: to, text: a.Text}}, nil
	case process.CallWebhook:
		deed.Text = a.URL
		return deed, []effect{{url: a.URL}}, nil
	default:
		command = x.handOn(h, a, o, d)
		deed.About = command.Subject()
	}
	events, err := h.Do(ledger.Order{Command: command})
	deed.Already = len(events) == 0
	for _, v := range events {
		if given, is := v.Fact.Event.(sales.DealTransferred); is && a.Route != "" {
			deed.About = sales.ID(given.To)
		}
	}
	return deed, nil, err
}

// withoutDeal does what needs none: the rule was refused otherwise.
func withoutDeal(a process.Action, deed Deed) (Deed, []effect, error) {
	if a.Do == process.CallWebhook {
		deed.Text = a.URL
		return deed, []effect{{url: a.URL}}, nil
	}
	deed.About = sales.ID(a.To)
	return deed, []effect{{to: a.To, text: a.Text}}, nil
}

// handOn is the order that gives people something to do: a task, a step of a playbook, or an approval. A rule asks as
// itself, so the deal's owner is the only one who may not answer.
func (x runner) handOn(w sales.World, a process.Action, o Occasion, d *sales.Deal) sales.Command {
	switch a.Do {
	case process.StartStep:
		return process.BeginStep{Task: x.mint(process.TaskKind), Deal: o.Deal, Playbook: a.Playbook, Step: a.Step, Owner: a.To}
	case process.AskApproval:
		return process.RequestApproval{Deal: o.Deal, Policy: a.Policy, Reason: a.Text}
	}
	today := sales.DayOf(o.At.Time().In(sales.Settings(w).Calendar.Location()))
	facts := process.TaskFacts{Name: a.Text, Owner: cmp.Or(a.To, d.Owner), Due: today + sales.Day(a.Days), Deal: o.Deal, TaskLife: process.TaskLife{State: process.TaskOpen}}
	return sales.Create[process.TaskFacts]{ID: x.mint(process.TaskKind), Facts: facts}
}

// patchOf is the merge patch of a deal that sets one field.
func patchOf(field string, value json.RawMessage) (json.RawMessage, error) {
	if !json.Valid(bytes.TrimSpace(value)) {
		return nil, sales.Invalid("/value", "bad_json", "the value is no JSON")
	}
	if key, custom := strings.CutPrefix(field, "custom."); custom {
		return json.Marshal(map[string]map[string]json.RawMessage{"custom": {key: value}})
	}
	return json.Marshal(map[string]json.RawMessage{field: value})
}

// isRefusal tells a refusal from a failure.
func isRefusal(err error) bool {
	var p *sales.Problem
	return errors.As(err, &p)
}
