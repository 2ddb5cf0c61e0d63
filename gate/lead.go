package gate

import (
	"errors"
	"strconv"
	"strings"

	"arus/process"
	"arus/rule"
	"arus/sales"
)

// leadValue lets an expression read a lead.
type leadValue struct {
	w  sales.World
	l  *process.Lead
	at sales.Instant
}

// Get is a field by the name that expressions use.
func (v leadValue) Get(name string) any {
	l := v.l.Facts
	switch name {
	case "today":
		return sales.DayOf(v.at.Time().In(sales.Settings(v.w).Calendar.Location()))
	case "employees":
		return l.Employees
	case "budget":
		return rule.Major(l.Budget)
	case "touched":
		return l.TouchedAt != 0
	case "created_at":
		return v.l.CreatedAt
	case "owner_name":
		if u, known := v.w.Object(sales.ID(l.Owner)).(*sales.User); known {
			return u.Facts.Name
		}
		return ""
	}
	return map[string]string{"id": string(v.l.ID), "name": l.Name, "company": l.Company, "title": l.Title, "email": l.Email, "phone": l.Phone,
		"source": l.Source, "segment": l.Segment, "region": l.Region, "language": l.Language, "product": string(l.Product), "need": l.Need,
		"owner": string(l.Owner), "state": string(l.State), "route": string(l.Route), "deal": string(l.Deal), "budget_currency": string(l.Budget.Currency)}[name]
}

// leadFilter compiles an expression over leads.
func (k *Keeper) leadFilter(text string) (*rule.Filter, error) {
	return k.compiledIn("lead", text, func() (*rule.Language, error) { return rule.For(process.LeadKind, nil) })
}

// LeadFits reports whether a lead is one that an expression means; an empty one means all.
func (k *Keeper) LeadFits(w sales.World, l *process.Lead, text string, at sales.Instant) (bool, error) {
	if strings.TrimSpace(text) == "" {
		return true, nil
	}
	f, err := k.leadFilter(text)
	if err != nil {
		return false, err
	}
	return f.Match(leadValue{w, l, at})
}

// DealFits reports whether a deal is one that an expression means; an empty one means all.
func (k *Keeper) DealFits(w sales.World, d *sales.Deal, text string, at sales.Instant) (bool, error) {
	if strings.TrimSpace(text) == "" {
		return true, nil
	}
	f, err := k.compile(sales.Settings(w).Fields, text)
	if err != nil {
		return false, err
	}
	return f.Match(value{k, w, stepless(w, d, at)})
}

// stepless is a deal as it stands, about to go nowhere.
func stepless(w sales.World, d *sales.Deal, at sales.Instant) Step {
	pipeline, _ := pipelineOf(w, d.Pipeline)
	return Step{Deal: d, Pipeline: pipeline, From: d.Stage, At: at}
}

// Answer is one thing that is asked of a lead, and whether it meets it.
type Answer struct {
	process.Asked
	Met bool
}

// Answers are how a lead stands to what counts as an opportunity: what the workspace asks for first, and then the pipeline.
func (k *Keeper) Answers(w sales.World, l *process.Lead, pipeline sales.PipelineID, at sales.Instant) (all []Answer) {
	for _, of := range []sales.ID{w.Workspace(), sales.ID(pipeline)} {
		q, known := w.Object(process.QualificationID(of)).(*process.Qualification)
		if !known || q.Archived || q.Facts.Off {
			continue
		}
		for _, c := range q.Facts.Criteria {
			met, err := k.LeadFits(w, l, c.Rule, at)
			all = append(all, Answer{c, err == nil && met})
		}
	}
	return all
}

// qualified refuses to make a deal of a lead that is none, with every reason.
func (k *Keeper) qualified(w sales.World, c process.ConvertLead, at sales.Instant) error {
	l, known := w.Object(c.Lead).(*process.Lead)
	d, there := w.Object(sales.ID(c.Deal)).(*sales.Deal)
	if !known || !there {
		return nil // deciding says so
	}
	var parts []*sales.Problem
	for _, a := range k.Answers(w, l, d.Pipeline, at) {
		if !a.Met {
			parts = append(parts, &sales.Problem{Kind: sales.KindRefused, Code: "criterion_unmet", Pointer: "/criteria/" + a.Key, Format: "%s", Args: []any{a.Says}})
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return sales.Unmet("lead_unqualified", "%q does not count as an opportunity yet: %d to do", []any{l.Facts.Name, len(parts)}, parts)
}

// routed refuses to send a lead or deal along a route that is not for it.
func (k *Keeper) routed(w sales.World, id, route sales.ID, at sales.Instant) error {
	r, known := w.Object(route).(*process.Route)
	if !known {
		return nil
	}
	fits, err := true, error(nil)
	switch o := w.Object(id).(type) {
	case *process.Lead:
		fits, err = k.LeadFits(w, o, r.Facts.When, at)
	case *sales.Deal:
		fits, err = k.DealFits(w, o, r.Facts.When, at)
	}
	var unanswered *sales.Problem
	if errors.As(err, &unanswered) {
		fits, err = false, nil
	}
	if err == nil && !fits {
		err = sales.Refused("route_unfit", "the route %q is not for this", r.Facts.Name)
	}
	return err
}

// approved reports whether a deal has the approval that a policy asks for, or needs none. A policy that is not there gives
// none: what was asked for must not come true by taking it away.
func (k *Keeper) approved(w sales.World, d *sales.Deal, key string, at sales.Instant) bool {
	p, known := w.Object(process.PolicyID(key)).(*process.Policy)
	if !known {
		return false
	}
	if p.Facts.When != "" {
		needs := true
		f, err := k.compile(sales.Settings(w).Fields, p.Facts.When)
		if err == nil {
			needs, err = f.Match(value{w: w, s: stepless(w, d, at)})
		}
		if err == nil && !needs {
			return true
		}
	}
	return process.Holds(w, d, key, at)
}

// process judges the orders about records of that room, and their expressions.
func (k *Keeper) process(w sales.World, c sales.Command, at sales.Instant) error {
	switch c := c.(type) {
	case process.ConvertLead:
		return k.qualified(w, c, at)
	case process.RouteLead:
		return k.routed(w, c.Lead, c.Route, at)
	case process.RouteDeal:
		return k.routed(w, sales.ID(c.Deal), c.Route, at)
	case sales.Create[process.QualificationFacts]:
		return k.soundQualification(c.Facts)
	case sales.Change[process.QualificationFacts]:
		return after(w, c, k.soundQualification)
	case sales.Create[process.RouteFacts]:
		return k.soundRoute(w, c.Facts)
	case sales.Change[process.RouteFacts]:
		return after(w, c, func(r process.RouteFacts) error { return k.soundRoute(w, r) })
	case sales.Create[process.PolicyFacts]:
		return k.soundPolicy(w, c.Facts)
	case sales.Change[process.PolicyFacts]:
		return after(w, c, func(p process.PolicyFacts) error { return k.soundPolicy(w, p) })
	}
	return nil
}

// after judges what a change would leave; what is wrong with the patch itself is for deciding to say.
func after[F sales.Facts[F]](w sales.World, c sales.Change[F], sound func(F) error) error {
	facts, err := c.After(w)
	if err != nil {
		return nil
	}
	return sound(facts)
}

func (k *Keeper) soundQualification(q process.QualificationFacts) error {
	for i, c := range q.Criteria {
		if _, err := k.leadFilter(c.Rule); c.Rule != "" && err != nil {
			return placed(err, "/criteria/"+strconv.Itoa(i)+"/rule")
		}
	}
	return nil
}

func (k *Keeper) soundRoute(w sales.World, r process.RouteFacts) (err error) {
	switch {
	case r.When == "":
	case r.Of == "leads":
		_, err = k.leadFilter(r.When)
	default:
		_, err = k.compile(sales.Settings(w).Fields, r.When)
	}
	return placed(err, "/when")
}

// soundPolicy refuses a policy that asks for approvals itself: it would never come to an end.
func (k *Keeper) soundPolicy(w sales.World, p process.PolicyFacts) error {
	if p.When == "" {
		return nil
	}
	f, err := k.compile(sales.Settings(w).Fields, p.When)
	if err == nil && len(f.Approvals()) > 0 {
		return sales.Invalid("/when", "circle", "what needs an approval cannot depend on one")
	}
	return placed(err, "/when")
}
