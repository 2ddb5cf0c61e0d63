package automation

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"arus/process"
	"arus/sales"
)

// Occasion is what a rule runs for.
type Occasion struct {
	Key   string // sorts by time within a rule; a rule runs once for each and deal
	Event string // its name; empty: a time of day
	Deal  sales.DealID
	Model sales.ID        // of what happened to a model, and there is no deal
	News  json.RawMessage // what is said of it
	At    sales.Instant
	Chain []sales.ID // the rules that led to it, the first one first
}

// happened is the occasion that an event is; is reports whether rules can wait for it.
func happened(position int64, f sales.Fact, at sales.Instant) (o Occasion, is bool, err error) {
	o = Occasion{Key: fmt.Sprintf("e%016d", position), Event: f.Event.Name(), At: at}
	switch {
	case f.Object.Kind() == sales.DealKind:
		o.Deal = sales.DealID(f.Object)
	case process.When{Event: o.Event}.OfModel():
		o.Model = f.Object
		o.News, err = json.Marshal(f.Event)
	default:
		return o, false, nil
	}
	return o, true, err
}

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Did     Outcome = "did"     // all that the rule says
	Unmet   Outcome = "unmet"   // its expression does not hold
	Refused Outcome = "refused" // an order was refused, so none of them was given
	Stopped Outcome = "stopped" // it would have run into itself, or into too many others
	Gone    Outcome = "gone"    // the deal, or the rule, was not there any more when its turn came
	Looked  Outcome = "looked"  // a time of day: at every open deal; those on which it acted have a trace of their own
)

// Deed is one thing that a run did.
type Deed struct {
	Do      process.Doing `json:"do"`
	About   sales.ID      `json:"about,omitempty"`   // what was made, or to whom something was given or said
	Field   string        `json:"field,omitempty"`   // that was set
	Text    string        `json:"text,omitempty"`    // what was set, said or asked
	Already bool          `json:"already,omitempty"` // it was so before
	Sent    *Sent         `json:"sent,omitempty"`    // of a webhook: how far it came; nil: it waits for its first call
}

// Sent is what became of a webhook.
type Sent struct {
	State SentState     `json:"state"`
	Calls int           `json:"calls"` // so far
	At    sales.Instant `json:"at"`    // of the last
	Why   string        `json:"why,omitempty"`
}

// SentState is how a webhook stands.
type SentState string

// The states.
const (
	Delivered SentState = "delivered"
	Retrying  SentState = "retrying"
	GivenUp   SentState = "given_up"
)

// Trace explains one run.
type Trace struct {
	Rule    sales.ID        `json:"rule"`
	Version int64           `json:"version"` // of the rule
	Key     string          `json:"occasion"`
	Event   string          `json:"event,omitempty"` // empty: a time of day
	Deal    sales.DealID    `json:"deal,omitempty"`
	Model   sales.ID        `json:"model,omitempty"` // of what happened to a model
	News    json.RawMessage `json:"news,omitempty"`  // what is said of it
	At      sales.Instant   `json:"at"`
	Outcome Outcome         `json:"outcome"`
	Values  map[string]any  `json:"values,omitempty"` // that the expression read
	Did     []Deed          `json:"did,omitempty"`
	Why     *Why            `json:"why,omitempty"`   // it was refused or stopped
	Deals   int             `json:"deals,omitempty"` // looked at, at a time of day
}

// Why is a refusal that can still be said in the reader's language.
type Why struct {
	Code   string   `json:"code"`
	Format string   `json:"format"`
	Args   []any    `json:"args,omitempty"`
	Also   []string `json:"also,omitempty"` // what else is to be done, in English
}

// whyOf keeps a problem. Figures stay figures; all else is kept as it reads.
func whyOf(p *sales.Problem) *Why {
	w := &Why{Code: p.Code, Format: p.Format}
	for _, arg := range p.Args {
		switch v := arg.(type) {
		case int, int64, string:
			w.Args = append(w.Args, v)
		case sales.Words:
			w.Args = append(w.Args, v.In("en"))
		default:
			w.Args = append(w.Args, fmt.Sprint(v))
		}
	}
	for _, part := range p.Parts {
		w.Also = append(w.Also, whyOf(part).Problem().Error())
	}
	return w
}

// Problem is what was said.
func (w Why) Problem() *sales.Problem {
	p := &sales.Problem{Kind: sales.KindRefused, Code: w.Code, Format: w.Format}
	for _, arg := range w.Args {
		if n, is := arg.(float64); is && n == math.Trunc(n) {
			arg = int64(n) // as JSON reads a whole number
		}
		p.Args = append(p.Args, arg)
	}
	return p
}

// refused ends a run at a problem. Another error is no outcome.
func (t Trace) refused(err error) (Trace, error) {
	var p *sales.Problem
	if !errors.As(err, &p) {
		return t, err
	}
	t.Outcome, t.Why, t.Did = Refused, whyOf(p), nil
	return t, nil
}

func (t Trace) text() (string, error) {
	doc, err := json.Marshal(t)
	return string(doc), err
}

// actorOf is who a rule acts as.
func actorOf(rule sales.ID) string { return actorPrefix + string(rule) }

const (
	actorPrefix = "rule:"
	causePrefix = "run:"
)

// RuleOf is the rule that an actor is, if it is one.
func RuleOf(actor string) (rule sales.ID, is bool) {
	id, is := strings.CutPrefix(actor, actorPrefix)
	return sales.ID(id), is
}

// causeOf carries the rules that led to an event.
func causeOf(chain []sales.ID) string {
	words := make([]string, len(chain))
	for i, id := range chain {
		words[i] = string(id)
	}
	return causePrefix + strings.Join(words, ",")
}

// chainOf reads them back; an event that no rule has caused has none.
func chainOf(actor, cause string) (chain []sales.ID) {
	list, led := strings.CutPrefix(cause, causePrefix)
	if _, ruled := RuleOf(actor); !ruled || !led {
		return nil
	}
	for word := range strings.SplitSeq(list, ",") {
		chain = append(chain, sales.ID(word))
	}
	return chain
}
