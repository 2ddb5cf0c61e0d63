package process

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"arus/routing"
	"arus/sales"
)

// The kinds of what routing needs.
const (
	RouteKind   sales.Kind = "route"
	AbsenceKind sales.Kind = "away"
)

// Route says to whom leads and deals of a sort go.
type Route = sales.Record[RouteFacts]

// RouteFacts are the definition of a route, and the turns that it has given.
type RouteFacts struct {
	Name       string           `json:"name"`
	Of         string           `json:"of"`              // leads or deals
	When       string           `json:"when,omitempty"`  // an expression over the lead or deal; empty: every one
	Order      int              `json:"order,omitempty"` // the first route that fits takes it; of one order the older
	Members    []routing.Member `json:"members"`
	Fallback   sales.UserID     `json:"fallback,omitempty"`    // whose it is where it can be nobody's turn
	FirstTouch int              `json:"first_touch,omitempty"` // minutes of business time until an untouched lead goes to another; 0: it stays
	Office     routing.Office   `json:"office,omitzero"`
	Off        bool             `json:"off,omitempty"`
	Turns      Turns            `json:"turns,omitempty"`
}

// Turns are how often it was somebody's turn, by pool.
type Turns map[string]map[sales.UserID]int

const (
	mostMembers    = 200
	mostPools      = 200
	longestTouch   = 60 * 24 * 60
	longestWords   = 500
	longestFormula = 4000
)

// About names the record: a route.
func (RouteFacts) About() (sales.Kind, string) { return RouteKind, "route" }

// Called is what people call the route.
func (r RouteFacts) Called() string { return r.Name }

// Check refuses a route without people, and one that says whose turn it was. That its expression is sound is for the gate to
// say.
func (r RouteFacts) Check(w sales.World, _ sales.ID, before RouteFacts) error {
	switch {
	case len(r.Members) == 0 && r.Fallback == "":
		return sales.Invalid("/members", "required", "a route leads to somebody")
	case len(r.Members) > mostMembers:
		return sales.Invalid("/members", "too_many", "a route has at most %d people", mostMembers)
	case r.FirstTouch < 0 || r.FirstTouch > longestTouch:
		return sales.Invalid("/first_touch", "out_of_range", "the first touch is due within %d minutes", longestTouch)
	case r.Office.From < 0 || r.Office.To > 24 || r.Office.To != 0 && r.Office.To <= r.Office.From || r.Office.From > 23:
		return sales.Invalid("/office", "out_of_range", "an office opens and closes on the same day")
	case len(r.Turns)+len(before.Turns) > 0 && !reflect.DeepEqual(r.Turns, before.Turns):
		return sales.Invalid("/turns", "read_only", "whose turn it was is not for setting")
	}
	return first(r.checkMembers(w, before), sales.Named(r.Name, "a route"), sales.OneOf("/of", r.Of, "leads", "deals"),
		sales.Refers[sales.UserFacts](w, "/fallback", sales.ID(before.Fallback), sales.ID(r.Fallback)))
}

func (r RouteFacts) checkMembers(w sales.World, before RouteFacts) error {
	seen := map[sales.UserID]bool{}
	for i, m := range r.Members {
		at := "/members/" + strconv.Itoa(i)
		had := slices.ContainsFunc(before.Members, func(b routing.Member) bool { return b.User == m.User })
		stood := sales.ID("")
		if had {
			stood = sales.ID(m.User)
		}
		switch {
		case m.User == "":
			return sales.Invalid(at+"/user", "required", "a route leads to somebody")
		case seen[m.User]:
			return sales.Invalid(at+"/user", "duplicate", "%s is there twice", string(m.User))
		case m.Weight < 0 || m.Weight > 1000 || m.Most < 0:
			return sales.Invalid(at+"/weight", "out_of_range", "a weight is 0 to %d", 1000)
		}
		if err := sales.Refers[sales.UserFacts](w, at+"/user", stood, sales.ID(m.User)); err != nil {
			return err
		}
		seen[m.User] = true
	}
	return nil
}

// Turned says whose turn it was. For what, the lead's or deal's own event says: routes are seen by all, and these are not.
type Turned struct {
	Pool string       `json:"pool"`
	To   sales.UserID `json:"to"`
}

// Name is the event's name in the ledger.
func (Turned) Name() string { return "route.turned" }

// Take counts a turn. The pools that were begun are bounded: beyond that all begin anew.
func (r *RouteFacts) Take(f sales.Fact) bool {
	turned, is := f.Event.(Turned)
	if !is {
		return false
	}
	turns := Turns{}
	if len(r.Turns) < mostPools || r.Turns[turned.Pool] != nil {
		maps.Copy(turns, r.Turns) // a new map: versions before still look at the old one
	}
	pool := map[sales.UserID]int{}
	maps.Copy(pool, turns[turned.Pool])
	pool[turned.To]++
	turns[turned.Pool] = pool
	r.Turns = turns
	return true
}

// Desk is how things stand with people when something is given out, as a picture has it.
type Desk struct {
	Away map[sales.UserID]bool
	Load map[sales.UserID]int // open leads, or deals, of each
}

// DeskOf counts up how things stand with people: who is away on a day, and how much is open with whom.
func DeskOf(day sales.Day, absences iter.Seq[*Absence], open iter.Seq[sales.UserID]) Desk {
	d := Desk{Away: map[sales.UserID]bool{}, Load: map[sales.UserID]int{}}
	for a := range absences {
		if !a.Archived && a.Facts.On(day) {
			d.Away[a.Facts.User] = true
		}
	}
	for owner := range open {
		d.Load[owner]++
	}
	return d
}

// Choose says whose turn it is on a route. missed are those who let the time for a first touch pass.
func (d Desk) Choose(w sales.World, r RouteFacts, s routing.Subject, missed []sales.UserID) routing.Allotment {
	return (routing.Rota{Members: r.Members, Fallback: r.Fallback}).Choose(s, routing.Now{
		Left:   func(u sales.UserID) bool { return hasLeft(w, u) },
		Away:   func(u sales.UserID) bool { return d.Away[u] },
		Missed: func(u sales.UserID) bool { return slices.Contains(missed, u) },
		Load:   func(u sales.UserID) int { return d.Load[u] },
	}, func(pool string) map[sales.UserID]int { return r.Turns[pool] })
}

// SecondThoughts is how long a lead that came by an import is left alone, since an import cannot be taken back once there is
// work on what it brought.
const SecondThoughts = 15 * sales.Instant(time.Minute/time.Microsecond)

// Subject is the lead as routing sees it.
func (l LeadFacts) Subject() routing.Subject {
	return routing.Subject{Region: l.Region, Segment: l.Segment, Product: string(l.Product), Language: l.Language}
}

// RouteLead gives a lead to whose turn it is on a route. That the route fits it is judged by the gate.
type RouteLead struct {
	Lead  sales.ID
	Route sales.ID
	Desk  Desk
}

// Subject is the object the command is about, and so on for the others.
func (c RouteLead) Subject() sales.ID    { return c.Lead }
func (c ReassignLead) Subject() sales.ID { return c.Lead }
func (c RouteDeal) Subject() sales.ID    { return sales.ID(c.Deal) }

// Decide leaves a lead as it is where it can be nobody's turn.
func (c RouteLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	l, err := openLead(w, c.Lead, at)
	if err != nil {
		return nil, err
	}
	r, err := routeOf(w, c.Route, "leads")
	if err != nil {
		return nil, err
	}
	return giving{w, at}.give(l, r, Assigned{Choice: chosen(c.Desk.Choose(w, r.Facts, l.Facts.Subject(), l.Facts.Missed))})
}

func chosen(c routing.Allotment) *routing.Allotment { return &c }

// routeOf loads a route that is on.
func routeOf(w sales.World, id sales.ID, of string) (*Route, error) {
	r, err := sales.Find[*Route](w, id)
	switch {
	case err != nil:
		return nil, sales.Invalid("/route", "unknown_reference", "there is no %s %q", "route", string(id))
	case r.Archived || r.Facts.Off || r.Facts.Of != of:
		return nil, sales.Refused("route_off", "the route %q takes nothing of this", r.Facts.Name)
	}
	return r, nil
}

// giving is when and where a route gives something away.
type giving struct {
	w  sales.World
	at sales.Instant
}

// give completes an assignment by a route, and counts the turn.
func (g giving) give(l *Lead, r *Route, a Assigned) ([]sales.Fact, error) {
	at := g.at
	a.From, a.To, a.Route = l.Facts.Owner, a.Choice.To, r.ID
	if a.To == "" || a.To == a.From {
		return nil, nil
	}
	if r.Facts.FirstTouch > 0 && l.Facts.TouchedAt == 0 && a.Choice.Pool != "" {
		a.TouchBy = routing.Due(sales.Settings(g.w).Calendar, r.Facts.Office, at, r.Facts.FirstTouch)
	}
	facts := []sales.Fact{{Object: l.ID, At: at, Event: a}}
	if a.Choice.Pool != "" {
		facts = append(facts, sales.Fact{Object: r.ID, At: at, Event: Turned{a.Choice.Pool, a.To}})
	}
	return facts, nil
}

// ReassignLead gives a lead that nobody has touched in time to the next on its route. It may be given again and again: it
// does nothing where nothing is due.
type ReassignLead struct {
	Lead sales.ID
	Desk Desk
}

// Decide does nothing before the moment has passed.
func (c ReassignLead) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	l, err := sales.Find[*Lead](w, c.Lead)
	if err != nil || !l.Facts.Overdue(at) || l.Archived {
		return nil, err
	}
	r, err := routeOf(w, l.Facts.Route, "leads")
	if err != nil {
		return nil, nil // the route has been taken away: it stays where it is
	}
	missed := append(slices.Clip(l.Facts.Missed), l.Facts.Owner)
	return giving{w, at}.give(l, r, Assigned{Missed: true, Choice: chosen(c.Desk.Choose(w, r.Facts, l.Facts.Subject(), missed))})
}

// Overdue reports whether a lead should have been touched by now.
func (l LeadFacts) Overdue(at sales.Instant) bool {
	return l.State == LeadOpen && l.TouchedAt == 0 && l.TouchBy != 0 && l.TouchBy <= at
}

// RouteDeal gives a deal that nobody owns to whose turn it is on a route.
type RouteDeal struct {
	Deal  sales.DealID
	Route sales.ID
	Desk  Desk
}

// Decide leaves a deal that has an owner, and one where it can be nobody's turn.
func (c RouteDeal) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	d, err := sales.Find[*sales.Deal](w, sales.ID(c.Deal))
	if err != nil || d.Owner != "" {
		return nil, err
	}
	r, err := routeOf(w, c.Route, "deals")
	if err != nil {
		return nil, err
	}
	choice := c.Desk.Choose(w, r.Facts, DealSubject(d), nil)
	if choice.To == "" {
		return nil, nil
	}
	facts, err := sales.TransferDeal{Deal: c.Deal, To: choice.To, Reason: r.Facts.Name}.Decide(w, at)
	if err == nil && choice.Pool != "" {
		facts = append(facts, sales.Fact{Object: r.ID, At: at, Event: Turned{choice.Pool, choice.To}})
	}
	return facts, err
}

// DealSubject is a deal as routing sees it.
func DealSubject(d *sales.Deal) routing.Subject {
	s := routing.Subject{Region: d.Region, Segment: d.Segment}
	if len(d.LineItems) > 0 {
		s.Product = string(d.LineItems[0].Product)
	}
	return s
}

// Absence is when somebody is not here: nothing new is given to them by a route.
type Absence = sales.Record[AbsenceFacts]

// AbsenceFacts are the days, both included.
type AbsenceFacts struct {
	User sales.UserID `json:"user"`
	From sales.Day    `json:"from"`
	To   sales.Day    `json:"to"`
	Note string       `json:"note,omitempty"`
}

// About names the record: an absence.
func (AbsenceFacts) About() (sales.Kind, string) { return AbsenceKind, "absence" }

// OwnedBy is who is away.
func (a AbsenceFacts) OwnedBy() sales.UserID { return a.User }

// Check refuses an absence of nobody, and one that ends before it begins.
func (a AbsenceFacts) Check(w sales.World, _ sales.ID, before AbsenceFacts) error {
	switch {
	case a.User == "":
		return sales.Invalid("/user", "required", "an absence is somebody's")
	case a.From == 0 || a.To < a.From:
		return sales.Invalid("/to", "out_of_range", "an absence ends on the day it begins, or later")
	}
	return sales.Refers[sales.UserFacts](w, "/user", sales.ID(before.User), sales.ID(a.User))
}

// On reports whether the day is one of them.
func (a AbsenceFacts) On(day sales.Day) bool { return a.From <= day && day <= a.To }
