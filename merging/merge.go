package merging

import (
	"errors"
	"slices"
	"strconv"

	"arus/process"
	"arus/sales"
)

// Merge lets Loser go into Into: two accounts, two contacts or two deals.
type Merge struct {
	Loser  sales.ID
	Into   sales.ID // the survivor
	Take   []string // members of the loser's facts that the survivor takes over
	Reason string
}

// Subject is the loser.
func (c Merge) Subject() sales.ID { return c.Loser }

// Decide refuses what is not there, hidden or merged already, and to lose a won deal to one that is not.
func (c Merge) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	loser, survivor, err := c.pair(w)
	if err != nil {
		return nil, err
	}
	of := loser.noun
	took, changes, err := c.taken(w, at, loser, survivor)
	if err != nil {
		return nil, err
	}
	shifts, err := c.shifts(w, loser)
	if err != nil {
		return nil, err
	}
	facts := []sales.Fact{{Object: c.Loser, At: at}, {Object: c.Into, At: at, Event: sales.Absorbed{Of: of, From: c.Loser}}}
	for _, s := range shifts {
		facts = append(facts, sales.Fact{Object: s.Object, At: at, Event: changed(s.Object.Kind(), s.Is)})
	}
	if len(changes) > 0 {
		facts, shifts = append(facts, changes...), append(shifts, took)
	}
	facts[0].Event = sales.Merged{Of: of, Merger: sales.Merger{Into: c.Into, Reason: c.Reason, Moved: shifts}}
	return facts, nil
}

// pair finds the two, or says why they cannot become one.
func (c Merge) pair(w sales.World) (loser, survivor thing, err error) {
	loser, known := look(w, c.Loser)
	if !known || loser.gone || takeable[loser.noun] == nil {
		return loser, survivor, sales.Missing(c.Loser)
	}
	if err := loser.links.StandsAlone(c.Loser); err != nil {
		return loser, survivor, err
	}
	survivor, known = look(w, c.Into)
	into := survivor.links.MergedInto()
	switch {
	case loser.hidden:
		err = sales.Refused("archived", "the %s %q is archived", loser.noun, string(c.Loser))
	case c.Into == c.Loser:
		err = sales.Invalid("/into", "merge_itself", "%s cannot be merged into itself", string(c.Into))
	case !known || survivor.noun != loser.noun || survivor.gone:
		err = sales.Invalid("/into", "unknown_reference", "there is no %s %q", loser.noun, string(c.Into))
	case into != "":
		err = sales.Invalid("/into", "merged", "the %s %q was merged into %q", loser.noun, string(c.Into), string(into))
	case survivor.hidden:
		err = sales.Invalid("/into", "archived", "the %s %q is archived", loser.noun, string(c.Into))
	case loser.outcome == sales.Won && survivor.outcome != sales.Won:
		err = sales.Refused("merge_won", "%s is won and %s is not: let the other one go into it", string(c.Loser), string(c.Into))
	}
	return loser, survivor, err
}

// shifts are what a merge does to whatever names the loser. What is deleted, archived or merged itself is shifted, too: it
// may come back.
func (c Merge) shifts(w sales.World, loser thing) (shifts []sales.Shift, err error) {
	searched, can := w.(sales.Searched)
	if !can {
		return nil, errors.New("merging: this world cannot be searched for what names an object")
	}
	kinds := map[string][]sales.Kind{
		"account": {sales.DealKind, sales.ContactKind, sales.AccountKind, process.LeadKind, DistinctionKind},
		"contact": {sales.DealKind, process.LeadKind, DistinctionKind},
		"deal":    {process.TaskKind, process.LeadKind, DistinctionKind},
	}
	for _, id := range searched.Naming(c.Loser, kinds[loser.noun]...) {
		if is, was := c.shift(w.Object(id)); is != nil {
			shifts = append(shifts, sales.Shift{Object: id, Is: is.text(), Was: was.text()})
		}
	}
	return shifts, nil
}

// shift is what becomes of the facts of one object that may name the loser; nothing where they do not.
func (c Merge) shift(o sales.Object) (is, was members) {
	switch o := o.(type) {
	case *sales.Deal:
		if sales.ID(o.Account) == c.Loser {
			return holding("account", c.Into), holding("account", c.Loser)
		}
		if after := c.stakeholders(o.Contacts); after != nil {
			return holding("contacts", after), holding("contacts", o.Contacts)
		}
	case *sales.Contact:
		if sales.ID(o.Facts.Account) == c.Loser {
			return holding("account", c.Into), holding("account", c.Loser)
		}
	case *sales.Account:
		switch {
		case sales.ID(o.Facts.Parent) != c.Loser:
		case o.ID == c.Into: // was below the loser, and cannot be below itself
			return holding("parent", nil), holding("parent", c.Loser)
		default:
			return holding("parent", c.Into), holding("parent", c.Loser)
		}
	case *process.Task:
		if sales.ID(o.Facts.Deal) == c.Loser {
			return holding("deal", c.Into), holding("deal", c.Loser)
		}
	case *process.Lead: // what it became
		switch c.Loser {
		case sales.ID(o.Facts.Account):
			return holding("account", c.Into), holding("account", c.Loser)
		case sales.ID(o.Facts.Contact):
			return holding("contact", c.Into), holding("contact", c.Loser)
		case sales.ID(o.Facts.Deal):
			return holding("deal", c.Into), holding("deal", c.Loser)
		}
	case *Distinction:
		if after := c.distinct(o.Facts.Of); len(after) > 1 {
			return holding("of", after), holding("of", o.Facts.Of)
		}
	}
	return nil, nil
}

// distinct puts the survivor in the loser's place among what is not the same. Of two that were told apart and are one now,
// nothing is left to tell, until they are parted again.
func (c Merge) distinct(before []sales.ID) (after []sales.ID) {
	if !slices.Contains(before, c.Loser) {
		return nil
	}
	for _, id := range before {
		if id == c.Loser {
			id = c.Into
		}
		if !slices.Contains(after, id) {
			after = append(after, id)
		}
	}
	return after
}

// stakeholders puts the survivor in the loser's place; where it is a stakeholder already, it keeps its own part.
func (c Merge) stakeholders(before []sales.Stakeholder) (after []sales.Stakeholder) {
	is := func(id sales.ID) func(sales.Stakeholder) bool {
		return func(s sales.Stakeholder) bool { return sales.ID(s.Contact) == id }
	}
	at := slices.IndexFunc(before, is(c.Loser))
	if at < 0 {
		return nil
	}
	after = slices.Clone(before)
	if slices.ContainsFunc(before, is(c.Into)) {
		return slices.Delete(after, at, at+1)
	}
	after[at].Contact = sales.ContactID(c.Into)
	return after
}

// takeable are the members of facts that a survivor can take over. Of lists it takes what it lacks, and so of custom fields;
// anything else in the place of its own.
var takeable = map[string][]string{
	"account": {"industry", "segment", "region", "country", "website", "employees", "revenue", "owner", "custom"},
	"contact": {"title", "email", "phone", "account", "custom"},
	"deal":    {"owner", "close_date", "segment", "region", "channel", "source", "contacts", "competitors", "custom"},
}

// taken is what the survivor takes over, as a shift and as the facts that follow.
func (c Merge) taken(w sales.World, at sales.Instant, loser, survivor thing) (s sales.Shift, facts []sales.Fact, err error) {
	is, was := members{}, members{}
	theirs, own := membersOf(loser.facts), membersOf(survivor.facts)
	for i, name := range c.Take {
		if err := sales.OneOf("/take/"+strconv.Itoa(i), name, takeable[loser.noun]...); err != nil {
			return s, nil, err
		}
		value, has := theirs[name]
		switch {
		case !has: // it has nothing to give
		case name == "custom":
			if gives, clears := lacking(value, own[name]); len(gives) > 0 {
				is[name], was[name] = gives.text(), clears.text()
			}
		case name == "contacts" || name == "competitors":
			is[name], was[name] = joined(own[name], value), orNull(own[name])
		default:
			is[name], was[name] = value, orNull(own[name])
		}
	}
	if len(is) == 0 {
		return s, nil, nil
	}
	s = sales.Shift{Object: c.Into, Is: is.text(), Was: was.text()}
	facts, err = change(c.Into, s.Is, c.Reason).Decide(w, at)
	return s, facts, err
}
