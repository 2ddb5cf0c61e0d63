package dispatch

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"arus/board"
	"arus/gate"
	"arus/ledger"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// world is the present of a picture, for expressions.
type world struct{ p *board.Picture }

// Workspace is its id.
func (w world) Workspace() sales.ID { return sales.ID(w.p.Snapshot().Workspace()) }

// Object finds what expressions over leads ask for.
func (w world) Object(id sales.ID) sales.Object {
	switch id.Kind() {
	case sales.WorkspaceKind:
		return &sales.Workspace{ID: id, Facts: w.p.Workspace()}
	case sales.UserKind:
		if u, known := w.p.User(sales.UserID(id)); known {
			return u
		}
	case process.QualificationKind:
		if q, known := board.Find[process.QualificationFacts](w.p, id); known {
			return q
		}
	}
	return nil
}

// DeskAt is how things stand with people on a day, by the leads that are open with them.
func DeskAt(p *board.Picture, day sales.Day) process.Desk {
	return process.DeskOf(day, board.All[process.AbsenceFacts](p), func(yield func(sales.UserID) bool) {
		for l := range board.All[process.LeadFacts](p) {
			if !l.Archived && l.Facts.State == process.LeadOpen && !yield(l.Facts.Owner) {
				return
			}
		}
	})
}

// DealDeskAt is the same by the deals that are open with them.
func DealDeskAt(p *board.Picture, at sales.Instant) process.Desk {
	return process.DeskOf(dayOf(p, at), board.All[process.AbsenceFacts](p), func(yield func(sales.UserID) bool) {
		for d := range p.Deals() {
			if d.Outcome() == sales.Open && !yield(d.Owner()) {
				return
			}
		}
	})
}

// DealOrder is what is to be done with a deal of nobody: the first route that it is for has it. False when none is. The world
// is the present, with all that expressions over deals ask for.
func (d Desk) DealOrder(w sales.World, p *board.Picture, deal *sales.Deal, at sales.Instant) (process.RouteDeal, bool) {
	for _, r := range routes(p, "deals") {
		if fits, err := d.Gate.DealFits(w, deal, r.Facts.When, at); err == nil && fits {
			return process.RouteDeal{Deal: deal.ID, Route: r.ID, Desk: DealDeskAt(p, at)}, true
		}
	}
	return process.RouteDeal{}, false
}

// routes are those that are on, in their order.
func routes(p *board.Picture, of string) (all []*process.Route) {
	for r := range board.All[process.RouteFacts](p) {
		if !r.Archived && !r.Facts.Off && r.Facts.Of == of {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b *process.Route) int { return cmp.Compare(a.Facts.Order, b.Facts.Order) })
	return all
}

// Desk gives leads out.
type Desk struct {
	Ledger *ledger.Ledger
	Gate   *gate.Keeper
}

// RouteOf is the first route that a lead is for; nil when there is none. A route whose expression has no answer is not.
func (d Desk) RouteOf(p *board.Picture, l *process.Lead, at sales.Instant) *process.Route {
	for _, r := range routes(p, "leads") {
		if fits, err := d.Gate.LeadFits(world{p}, l, r.Facts.When, at); err == nil && fits {
			return r
		}
	}
	return nil
}

// Trial is what would become of a lead.
type Trial struct {
	Route  *process.Route // nil: no route is for it
	Choice routing.Allotment
}

// Try says whose turn it would be, and gives nothing out.
func (d Desk) Try(p *board.Picture, l *process.Lead, at sales.Instant) Trial {
	r := d.RouteOf(p, l, at)
	if r == nil {
		return Trial{}
	}
	return Trial{r, DeskAt(p, dayOf(p, at)).Choose(world{p}, r.Facts, l.Facts.Subject(), l.Facts.Missed)}
}

func dayOf(p *board.Picture, at sales.Instant) sales.Day {
	return sales.DayOf(at.Time().In(p.Workspace().Calendar.Location()))
}

// Order is what is to be done with a lead of nobody; false when no route is for it.
func (d Desk) Order(p *board.Picture, l *process.Lead, at sales.Instant) (process.RouteLead, bool) {
	r := d.RouteOf(p, l, at)
	if r == nil {
		return process.RouteLead{}, false
	}
	return process.RouteLead{Lead: l.ID, Route: r.ID, Desk: DeskAt(p, dayOf(p, at))}, true
}

// Sweep gives out what nobody owns, and takes on what was not touched in time. Each lead is a transaction of its own; one
// that is refused keeps no other from going on. It may be done as often as one likes, and by several nodes.
func (d Desk) Sweep(ctx context.Context, b *board.Board, at sales.Instant) (given int, failed error) {
	ws := b.Snapshot().Workspace()
	for l := range board.All[process.LeadFacts](b.Snapshot().At(0, 0)) {
		if l.Archived || l.Facts.State != process.LeadOpen {
			continue
		}
		p := b.Snapshot().At(0, 0) // who has how much, with what this sweep has given
		var order sales.Command
		switch {
		case l.Facts.Owner == "" && l.Origin.Source != "" && at < l.CreatedAt+process.SecondThoughts:
			continue
		case l.Facts.Owner == "":
			route, found := d.Order(p, l, at)
			if !found {
				continue
			}
			order = route
		case l.Facts.Overdue(at):
			order = process.ReassignLead{Lead: l.ID, Desk: DeskAt(p, dayOf(p, at))}
		default:
			continue
		}
		receipt, err := d.Ledger.Record(ctx, ledger.Who{Workspace: ws, Actor: "routing", Cause: "sweep"}, ledger.Order{Command: order})
		var refused *sales.Problem
		if err != nil && !errors.As(err, &refused) {
			failed = errors.Join(failed, err)
			continue
		}
		if len(receipt.Events) > 0 {
			given++
			if err := b.WaitFor(ctx, receipt.Position); err != nil {
				return given, errors.Join(failed, err)
			}
		}
	}
	return given, failed
}
