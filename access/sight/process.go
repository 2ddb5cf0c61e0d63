package sight

import (
	"slices"

	"arus/access"
	"arus/merging"
	"arus/process"
	"arus/sales"
)

// handsOn reports whether an order sends what nobody owns along its route. Whoever brings a lead in may do so without seeing
// whose it becomes: it is not they who choose.
func handsOn(w sales.World, c sales.Command) bool {
	switch c := c.(type) {
	case process.RouteLead:
		l, known := w.Object(c.Lead).(*process.Lead)
		return known && l.Facts.Owner == ""
	case process.RouteDeal:
		d, known := w.Object(sales.ID(c.Deal)).(*sales.Deal)
		return known && d.Owner == ""
	}
	return false
}

// limitedProcess judges what an order about how the workspace sells refers to.
func (j judge) limitedProcess(c sales.Command) error {
	switch c := c.(type) {
	case sales.Create[process.LeadFacts]:
		return first(j.origin(c.Origin), j.receiver("/owner", c.Facts.Owner))
	case process.AssignLead:
		return j.receiver("/to", c.To)
	case process.ConvertLead:
		return first(j.refers("/deal", sales.ID(c.Deal)), j.refers("/account", sales.ID(c.Account)), j.refers("/contact", sales.ID(c.Contact)))
	case sales.Create[process.TaskFacts]:
		return first(j.origin(c.Origin), j.receiver("/owner", c.Facts.Owner), j.refers("/deal", sales.ID(c.Facts.Deal)), j.refers("/lead", c.Facts.Lead))
	case sales.Change[process.TaskFacts]:
		return j.patch(c.Patch, map[string]func(sales.ID) error{"owner": j.newOwner, "deal": j.reference("/deal"), "lead": j.reference("/lead")})
	case process.BeginStep:
		return first(j.receiver("/owner", c.Owner), j.refers("/deal", sales.ID(c.Deal)))
	case sales.Create[process.AbsenceFacts]:
		return first(j.origin(c.Origin), j.absent(c.Facts.User))
	case sales.Change[process.AbsenceFacts]:
		return j.patch(c.Patch, map[string]func(sales.ID) error{"user": func(id sales.ID) error { return j.absent(sales.UserID(id)) }})
	case sales.Create[merging.DistinctionFacts]:
		return first(j.origin(c.Origin), j.each("/of", c.Facts.Of))
	case merging.Merge:
		return first(j.refers("/into", c.Into), j.survivor(c.Into), j.gift(c))
	case merging.Part:
		if loser, linked := j.world.Object(c.Loser).(interface{ MergedInto() sales.ID }); linked {
			return j.survivor(loser.MergedInto())
		}
	case process.RequestApproval:
		return j.refers("/deal", sales.ID(c.Deal))
	}
	return nil
}

// receiver checks to whom something is given, if to anybody.
func (j judge) receiver(pointer string, id sales.UserID) error {
	if id == "" {
		return nil
	}
	return j.owner(pointer, id)
}

// absent checks whose absence it is.
func (j judge) absent(id sales.UserID) error {
	if j.Reaches(j.rows, &process.Absence{Facts: process.AbsenceFacts{User: id}}) {
		return nil
	}
	return sales.Refused("not_assignable", "you may enter absences of yourself and those below you")
}

// survivor checks what something is merged into, or parted from: it changes, too.
func (j judge) survivor(id sales.ID) error {
	if object := j.world.Object(id); object != nil && !j.Reaches(j.rows, object) {
		return sales.Refused("forbidden", "the role %q may not %s", j.roles(), string(access.Write))
	}
	return nil
}

// gift checks to whom the survivor is given, when it takes its owner over.
func (j judge) gift(c merging.Merge) error {
	if !slices.Contains(c.Take, "owner") {
		return nil
	}
	switch loser := j.world.Object(c.Loser).(type) {
	case *sales.Account:
		return j.receiver("/take", loser.Facts.Owner)
	case *sales.Deal:
		return j.receiver("/take", loser.Owner)
	}
	return nil
}
