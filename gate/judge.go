package gate

import (
	"slices"

	"arus/ledger"
	"arus/sales"
)

// Unmet is a criterion that a deal does not meet, with what would help.
type Unmet struct {
	sales.Gate
	Lacking []string // facts to fill in; empty for a rule
	Why     error    // the expression has no answer for this deal
}

// Pointer is the place of the deal where something is to be added.
func (u Unmet) Pointer() string {
	switch {
	case u.Evidence != "":
		return "/evidence/" + u.Key
	case len(u.Lacking) > 0:
		return "/" + pointerTo(u.Lacking[0])
	}
	return "/criteria/" + u.Key
}

// problem is the criterion as one part of a refusal.
func (u Unmet) problem() *sales.Problem {
	return &sales.Problem{Kind: sales.KindRefused, Code: "criterion_unmet", Pointer: u.Pointer(), Format: "%s", Args: []any{u.Says}}
}

// pointerTo writes custom.budget as custom/budget.
func pointerTo(fact string) string {
	if len(fact) > 7 && fact[:7] == "custom." {
		return "custom/" + fact[7:]
	}
	return fact
}

// Judged is a criterion with whether the deal meets it.
type Judged struct {
	Unmet
	Met bool
}

// Judge says of each criterion on a step's way whether the deal meets it.
func (k *Keeper) Judge(w sales.World, s Step) []Judged {
	var all []Judged
	for _, g := range s.Pipeline.Gates(s.From, s.To) {
		met, u := k.meets(w, s, g)
		all = append(all, Judged{u, met})
	}
	return all
}

// Before is the step that an order takes, with the criteria that it does not meet. Not so: it takes none.
func (k *Keeper) Before(w sales.World, o ledger.Order) (s Step, unmet []Unmet, is bool) {
	if s, is = stepOf(w, o); is {
		unmet = k.Unmet(w, s)
	}
	return s, unmet, is
}

// Unmet are the criteria on a step's way that its deal does not meet, in the order of the way.
func (k *Keeper) Unmet(w sales.World, s Step) []Unmet {
	var unmet []Unmet
	for _, j := range k.Judge(w, s) {
		if !j.Met {
			unmet = append(unmet, j.Unmet)
		}
	}
	return unmet
}

// meets judges one criterion. An expression that has no answer for a deal is not met: whoever wrote it sees to it.
func (k *Keeper) meets(w sales.World, s Step, g sales.Gate) (bool, Unmet) {
	u := Unmet{Gate: g}
	switch {
	case g.Evidence != "":
		return slices.ContainsFunc(s.Deal.Evidence, func(e sales.Evidence) bool { return e.Criterion == g.Key }), u
	case len(g.Facts) > 0:
		u.Lacking = s.Deal.Lacks(g.Facts)
		return len(u.Lacking) == 0, u
	}
	filter, err := k.compile(sales.Settings(w).Fields, g.Rule)
	if err != nil {
		u.Why = err // a custom field that it names has changed its type since
		return false, u
	}
	met, err := filter.Match(value{k, w, s})
	u.Why = err
	return met && err == nil, u
}
