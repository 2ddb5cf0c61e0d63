package automation

import (
	"context"

	"arus/gate"
	"arus/ledger"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// Routing is a route that is tried on what has happened.
type Routing struct {
	Route    process.RouteFacts
	From, To sales.Instant // when it would have been the first of all; half open
}

// Placement is a lead or deal that a route would have given to somebody.
type Placement struct {
	About  sales.ID
	At     sales.Instant
	To     sales.UserID
	Choice routing.Allotment
	Missed bool // whoever had it did not touch it in time
}

// triedRoute is the id that a route on trial has.
const triedRoute sales.ID = "route_tried"

// TryRoute says to whom a route would have given what was nobody's when it came. It is the first in order: what other routes
// gave out it gives out itself, where it is for it. What people did stands as they did it. Whose turn it was before does not
// count: its turns begin with the trial. Where it can be nobody's turn, it is asked again the next day. Nothing is written.
//
// It reads the whole ledger of a workspace: some ten seconds for a million events.
func TryRoute(ctx context.Context, l *ledger.Ledger, keeper *gate.Keeper, ws sales.WorkspaceID, r Routing) ([]Placement, error) {
	history, err := lived(ctx, l, ws)
	if err != nil {
		return nil, err
	}
	x := allotting{Routing: r, keeper: keeper, hand: newRehearsal(ws), waiting: map[sales.ID]sales.Instant{}, given: map[sales.ID]bool{}}
	begun := false
	for i, v := range history {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if v.At >= r.To {
			break
		}
		if v.At >= r.From && !begun {
			begun = true
			if err := x.lay(); err != nil {
				return nil, err
			}
		}
		if begun {
			err = x.relive(history, i)
		} else {
			err = x.hand.take(v.Fact)
		}
		if err != nil {
			return nil, err
		}
	}
	if !begun {
		return nil, nil
	}
	return x.placed, x.until(r.To - 1)
}

// allotting is history gone through anew with a route.
type allotting struct {
	Routing
	keeper  *gate.Keeper
	hand    *rehearsal
	waiting map[sales.ID]sales.Instant // leads of which something is due
	given   map[sales.ID]bool          // by the route on trial
	placed  []Placement
}

// lay puts the route in force.
func (x *allotting) lay() error {
	facts := x.Route
	facts.Off, facts.Turns = false, nil
	return x.hand.take(sales.Fact{Object: triedRoute, At: x.From, Event: sales.Created[process.RouteFacts]{Facts: facts}})
}

// relive lets the event at a place of history happen again.
func (x *allotting) relive(history []ledger.Event, i int) error {
	v := history[i]
	if err := x.until(v.At); err != nil {
		return err
	}
	x.hand.at, x.hand.actor, x.hand.cause = v.At, v.Actor, v.Cause
	if x.given[v.Object] && byRoute(history, i) {
		return nil
	}
	if err := x.hand.take(v.Fact); err != nil {
		return err
	}
	switch o := x.hand.Object(v.Object).(type) {
	case *process.Lead:
		if _, made := v.Fact.Event.(sales.Created[process.LeadFacts]); made && o.Origin.Source != "" {
			x.waiting[v.Object] = v.At + process.SecondThoughts
			return nil
		}
		return x.offer(o)
	case *sales.Deal:
		if _, made := v.Fact.Event.(sales.DealCreated); made {
			return x.offerDeal(o)
		}
	}
	return nil
}

// byRoute reports whether a route has given something to somebody at a place of history, and no person.
func byRoute(history []ledger.Event, i int) bool {
	switch e := history[i].Fact.Event.(type) {
	case process.Assigned:
		return e.Route != ""
	case sales.DealTransferred:
		if history[i].Actor == "routing" {
			return true
		}
		if i+1 < len(history) && history[i+1].Recorded == history[i].Recorded {
			_, turned := history[i+1].Fact.Event.(process.Turned)
			return turned
		}
	}
	return false
}

// until lets come what is due up to a moment: leads of imports that have waited, and leads that nobody has touched.
func (x *allotting) until(at sales.Instant) error {
	for {
		next, when := sales.ID(""), at+1
		for id, due := range x.waiting {
			if due < when || due == when && next != "" && id < next {
				next, when = id, due
			}
		}
		if next == "" {
			return nil
		}
		delete(x.waiting, next)
		l, is := x.hand.Object(next).(*process.Lead)
		if !is {
			continue
		}
		x.hand.at = max(x.hand.at, when)
		if l.Facts.Owner == "" {
			if err := x.offer(l); err != nil {
				return err
			}
			continue
		}
		if err := x.give(next, process.ReassignLead{Lead: next, Desk: x.desk()}); err != nil {
			return err
		}
	}
}

// offer gives a lead of nobody out, if the route is for it.
func (x *allotting) offer(l *process.Lead) error {
	if x.Route.Of != "leads" || l.Archived || l.Facts.State != process.LeadOpen || l.Facts.Owner != "" || x.waiting[l.ID] != 0 {
		return nil
	}
	if fits, err := x.keeper.LeadFits(x.hand, l, x.Route.When, x.hand.at); err != nil || !fits {
		return nil // a route whose expression has no answer is not for it
	}
	return x.give(l.ID, process.RouteLead{Lead: l.ID, Route: triedRoute, Desk: x.desk()})
}

func (x *allotting) offerDeal(d *sales.Deal) error {
	if x.Route.Of != "deals" || d.Owner != "" {
		return nil
	}
	if fits, err := x.keeper.DealFits(x.hand, d, x.Route.When, x.hand.at); err != nil || !fits {
		return nil
	}
	return x.give(sales.ID(d.ID), process.RouteDeal{Deal: d.ID, Route: triedRoute, Desk: x.hand.desk(x.hand.at)})
}

// give gives an order, and notes who was given what.
func (x *allotting) give(about sales.ID, c sales.Command) error {
	events, err := x.hand.Do(ledger.Order{Command: c})
	if err != nil {
		if isRefusal(err) {
			return nil
		}
		return err
	}
	if len(events) == 0 && about.Kind() == process.LeadKind && x.unsettled(about) {
		zone := sales.Settings(x.hand).Calendar.Location()
		x.waiting[about] = sales.DayOf(x.hand.at.Time().In(zone)).End(zone) + 1
	}
	for _, v := range events {
		switch e := v.Fact.Event.(type) {
		case process.Assigned:
			x.placed = append(x.placed, Placement{about, v.At, e.To, *e.Choice, e.Missed})
			if e.TouchBy != 0 {
				x.waiting[about] = e.TouchBy
			}
		case sales.DealTransferred:
			x.placed = append(x.placed, Placement{About: about, At: v.At, To: e.To})
		}
		x.given[about] = true
	}
	return nil
}

// unsettled reports whether something is still to be done about a lead: nobody has it, or nobody has touched it in time.
func (x *allotting) unsettled(id sales.ID) bool {
	l, is := x.hand.Object(id).(*process.Lead)
	return is && l.Facts.State == process.LeadOpen && (l.Facts.Owner == "" || l.Facts.Overdue(x.hand.at))
}

// desk is how things stand with people, by the leads that are open with them.
func (x *allotting) desk() process.Desk {
	d := x.hand.desk(x.hand.at)
	d.Load = map[sales.UserID]int{}
	for _, object := range x.hand.objects {
		if l, is := object.(*process.Lead); is && !l.Archived && l.Facts.State == process.LeadOpen {
			d.Load[l.Facts.Owner]++
		}
	}
	return d
}
