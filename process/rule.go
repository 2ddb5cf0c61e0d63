package process

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"arus/sales"
)

// RuleKind is the kind of rules.
const RuleKind sales.Kind = "rule"

// Rule acts by itself: when something happens, if an expression holds, then it does what a person could have done.
type Rule = sales.Record[RuleFacts]

// RuleFacts say when a rule runs, on which deals, and what it then does. Each version of them is an event, so that a trace
// can name the one that ran.
type RuleFacts struct {
	Name string   `json:"name"`
	On   bool     `json:"on,omitempty"`
	When When     `json:"when"`
	If   string   `json:"if,omitempty"` // an expression over the deal and its account; empty: always
	Then []Action `json:"then"`         // in this order, all of them or none
}

// When is what a rule waits for: one of the two.
type When struct {
	Event string `json:"event,omitempty"` // of a deal, by its name in the ledger, such as deal.moved; or one of a model
	Daily string `json:"daily,omitempty"` // 15:04 in the workspace's time zone: then, on every open deal
}

// Doing is what an action does.
type Doing string

// What rules can do.
const (
	SetField    Doing = "set_field"
	Assign      Doing = "assign"
	CreateTask  Doing = "create_task"
	Notify      Doing = "notify"
	AskApproval Doing = "require_approval"
	StartStep   Doing = "start_step"
	CallWebhook Doing = "call_webhook"
)

// Action is one thing that a rule does to the deal, or because of it.
type Action struct {
	Do       Doing           `json:"do"`
	Field    string          `json:"field,omitempty"`    // of set_field: as in a patch of the deal; custom.key for a custom field
	Value    json.RawMessage `json:"value,omitempty"`    // of set_field: as in a patch; null clears
	To       sales.UserID    `json:"to,omitempty"`       // of assign, create_task and notify; empty: the deal's owner, where there is one to be
	Route    sales.ID        `json:"route,omitempty"`    // of assign, instead: whose turn it is, where nobody owns the deal
	Text     string          `json:"text,omitempty"`     // of create_task and notify; of require_approval: what is asked
	Days     int             `json:"days,omitempty"`     // of create_task: until it is due, from the day on which the rule runs
	Policy   string          `json:"policy,omitempty"`   // of require_approval: the key of a policy
	Playbook sales.ID        `json:"playbook,omitempty"` // of start_step
	Step     string          `json:"step,omitempty"`     // of start_step: the key of a step
	URL      string          `json:"url,omitempty"`      // of call_webhook
}

// modelEvents are what happens to the models that say how likely deals are. Such a rule is about no deal.
var modelEvents = []string{"model.created", "model.drifted", "model.stood_again"}

// OfModel reports whether a rule waits for what happens to a model.
func (w When) OfModel() bool { return slices.Contains(modelEvents, w.Event) }

const (
	mostActions  = 10
	longestText  = 500
	farthestDays = 365
)

// settable are the facts of a deal that a rule can set, beside custom.…: all of them; its way through the stages is for
// people.
var settable = []string{"name", "owner", "account", "value", "value_kind", "line_items", "close_date", "category", "next_step", "segment", "region", "channel",
	"source", "contacts", "competitors"}

var clock = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// About names the record: a rule.
func (RuleFacts) About() (sales.Kind, string) { return RuleKind, "rule" }

// Called is what people call the rule.
func (r RuleFacts) Called() string { return r.Name }

// Check refuses a rule that waits for nothing or both, does nothing, or lacks what one of its actions needs. That its
// expression is sound is for the gate to say, which knows the language.
func (r RuleFacts) Check(w sales.World, _ sales.ID, before RuleFacts) error {
	if err := sales.Named(r.Name, "a rule"); err != nil {
		return err
	}
	if err := r.When.check(); err != nil {
		return err
	}
	switch {
	case r.When.OfModel() && r.If != "":
		return sales.Invalid("/if", "no_deal", "an expression is about a deal, and %s is about none", r.When.Event)
	case len(r.Then) == 0:
		return sales.Invalid("/then", "required", "a rule does something")
	case len(r.Then) > mostActions:
		return sales.Invalid("/then", "too_many", "a rule does at most %d things", mostActions)
	}
	stood, led := map[sales.UserID]bool{}, map[sales.ID]bool{}
	for _, a := range before.Then {
		stood[a.To], led[a.Route] = true, true
	}
	for i, a := range r.Then {
		at := "/then/" + strconv.Itoa(i)
		if err := a.check(at); err != nil {
			return err
		}
		if err := a.checkWithout(r.When, at); err != nil {
			return err
		}
		if !a.fits() && !slices.ContainsFunc(before.Then, a.sets) {
			return sales.Invalid(at+"/value", "bad_value", "%s cannot be set to this", a.Field)
		}
		if !led[a.Route] {
			if err := a.checkRoute(w, at+"/route"); err != nil {
				return err
			}
		}
		if stood[a.To] {
			continue // somebody who has left since may stay named: the run says so
		}
		if err := sales.Refers[sales.UserFacts](w, at+"/to", "", sales.ID(a.To)); err != nil {
			return err
		}
	}
	return nil
}

// check wants one thing to wait for.
func (w When) check() error {
	switch {
	case (w.Event == "") == (w.Daily == ""):
		return sales.Invalid("/when", "one_of", "a rule waits for an event or for a time of day")
	case w.Event != "" && !strings.HasPrefix(w.Event, "deal.") && !w.OfModel():
		return sales.Invalid("/when/event", "not_a_choice", "%q is no event of a deal or a model", w.Event)
	case w.Daily != "" && !clock.MatchString(w.Daily):
		return sales.Invalid("/when/daily", "bad_time", "%q is not a time of day such as 08:30", w.Daily)
	}
	return nil
}

// checkRoute wants a route that takes deals.
func (a Action) checkRoute(w sales.World, at string) error {
	if err := sales.Refers[RouteFacts](w, at, "", a.Route); err != nil || a.Route == "" {
		return err
	}
	if r := w.Object(a.Route).(*Route); r.Facts.Of != "deals" {
		return sales.Invalid(at, "route_off", "the route %q takes nothing of this", r.Facts.Name)
	}
	return nil
}

// check sees to it that an action has what it needs.
func (a Action) check(at string) error {
	if len(a.Text) > longestText {
		return sales.Invalid(at+"/text", "too_long", "at most %d bytes", longestText)
	}
	missing := func(name string, there bool) error {
		if there {
			return nil
		}
		return sales.Invalid(at+"/"+name, "required", "%s needs this", string(a.Do))
	}
	switch a.Do {
	case SetField:
		if !slices.Contains(settable, a.Field) && !strings.HasPrefix(a.Field, "custom.") {
			return sales.Invalid(at+"/field", "not_a_choice", "%q is not one of %s", a.Field, strings.Join(settable, ", ")+", custom.…")
		}
		return missing("value", len(a.Value) > 0)
	case Assign:
		if a.To != "" && a.Route != "" {
			return sales.Invalid(at+"/route", "one_of", "a deal is assigned to a person or by a route")
		}
		return missing("to", a.To != "" || a.Route != "")
	case CreateTask:
		if a.Days < 0 || a.Days > farthestDays {
			return sales.Invalid(at+"/days", "out_of_range", "a task is due within %d days", farthestDays)
		}
		return missing("text", strings.TrimSpace(a.Text) != "")
	case Notify:
		return missing("text", strings.TrimSpace(a.Text) != "")
	case AskApproval:
		return missing("policy", a.Policy != "")
	case StartStep:
		if err := missing("playbook", a.Playbook != ""); err != nil {
			return err
		}
		return missing("step", a.Step != "")
	case CallWebhook:
		return a.checkURL(at + "/url")
	}
	return sales.OneOf(at+"/do", a.Do, SetField, Assign, CreateTask, Notify, AskApproval, StartStep, CallWebhook)
}

// checkWithout refuses what needs a deal where a rule is about none: somebody named can be told, and an address called.
func (a Action) checkWithout(w When, at string) error {
	switch {
	case !w.OfModel() || a.Do == CallWebhook:
		return nil
	case a.Do != Notify:
		return sales.Invalid(at+"/do", "no_deal", "what needs a deal cannot be done on %s: call a webhook or tell somebody", w.Event)
	case a.To == "":
		return sales.Invalid(at+"/to", "required", "say whom to tell: there is no deal whose owner it could be")
	}
	return nil
}

// fits reports whether the value is of the form that the fact has. Whether it is one of a deal's choices, and what a custom
// field holds, is judged when it is set.
func (a Action) fits() bool {
	if a.Do != SetField || strings.HasPrefix(a.Field, "custom.") || string(a.Value) == "null" {
		return true
	}
	patch, err := json.Marshal(map[string]json.RawMessage{a.Field: a.Value})
	return err == nil && json.Unmarshal(patch, new(sales.DealFacts)) == nil
}

// sets reports whether another action sets the same fact to the same value.
func (a Action) sets(b Action) bool {
	return b.Do == SetField && b.Field == a.Field && bytes.Equal(b.Value, a.Value)
}

func (a Action) checkURL(at string) error {
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		return sales.Invalid(at, "bad_url", "%q is not an address that can be called, such as https://example.com/hook", a.URL)
	}
	return nil
}
