package merging

import (
	"encoding/json"
	"slices"

	"arus/process"
	"arus/sales"
)

// Part takes a merge back: the loser is one of its own again, and what the merge shifted and nobody has changed since names
// it as before.
type Part struct {
	Loser  sales.ID
	Reason string
}

// Subject is the loser.
func (c Part) Subject() sales.ID { return c.Loser }

// Decide refuses while the survivor is merged into another itself: the later merge rests on this one.
func (c Part) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	loser, known := look(w, c.Loser)
	into := loser.links.MergedInto()
	switch {
	case !known || loser.gone:
		return nil, sales.Missing(c.Loser)
	case into == "":
		return nil, sales.Refused("not_merged", "%s is not merged into another", string(c.Loser))
	}
	if survivor, _ := look(w, into); survivor.links.MergedInto() != "" {
		return nil, sales.Refused("merged_on", "%s was merged into %s since: take that back first", string(into), string(survivor.links.MergedInto()))
	}
	facts := []sales.Fact{
		{Object: c.Loser, At: at, Event: sales.Unmerged{Of: loser.noun, Into: into, Reason: c.Reason}},
		{Object: into, At: at, Event: sales.Released{Of: loser.noun, From: c.Loser}},
	}
	for _, s := range slices.Backward(loser.links.Merger.Moved) {
		back, err := c.back(w, at, s, into)
		if err != nil {
			return nil, err
		}
		facts = append(facts, back...)
	}
	return facts, nil
}

// back are the facts that take one shift back.
func (c Part) back(w sales.World, at sales.Instant, s sales.Shift, into sales.ID) ([]sales.Fact, error) {
	object, known := look(w, s.Object)
	was := s.Was
	switch {
	case !known:
		return nil, nil
	case !stands(membersOf(object.facts), s.Is):
		deal, is := w.Object(s.Object).(*sales.Deal)
		if !is || c.Loser.Kind() != sales.ContactKind {
			return nil, nil // somebody has said otherwise since
		}
		parted := c.stakeholders(deal.Contacts, s.Was, into)
		if parted == nil {
			return nil, nil
		}
		was = holding("contacts", parted).text()
	case s.Object == into && into.Kind() == sales.DealKind && !object.gone:
		return sales.ChangeDeal{Deal: sales.DealID(into), Patch: was, Reason: c.Reason}.Decide(w, at)
	}
	return []sales.Fact{{Object: s.Object, At: at, Event: changed(s.Object.Kind(), was)}}, nil
}

// stakeholders gives the loser its place back in a list that has changed since the merge: that of the survivor, if the
// survivor was none before, or one behind the others. Nothing where nobody of the two is left.
func (c Part) stakeholders(now []sales.Stakeholder, was json.RawMessage, into sales.ID) []sales.Stakeholder {
	var before struct {
		Contacts []sales.Stakeholder `json:"contacts"`
	}
	if json.Unmarshal(was, &before) != nil {
		return nil
	}
	find := func(list []sales.Stakeholder, id sales.ID) int {
		return slices.IndexFunc(list, func(s sales.Stakeholder) bool { return sales.ID(s.Contact) == id })
	}
	at, own := find(now, into), find(before.Contacts, c.Loser)
	switch {
	case at < 0 || own < 0 || find(now, c.Loser) >= 0:
		return nil
	case find(before.Contacts, into) >= 0:
		return append(slices.Clone(now), before.Contacts[own])
	}
	parted := slices.Clone(now)
	parted[at].Contact = sales.ContactID(c.Loser)
	return parted
}

// change is the order that patches the facts of a survivor.
func change(id sales.ID, patch json.RawMessage, reason string) sales.Command {
	switch id.Kind() {
	case sales.AccountKind:
		return sales.Change[sales.AccountFacts]{ID: id, Patch: patch}
	case sales.ContactKind:
		return sales.Change[sales.ContactFacts]{ID: id, Patch: patch}
	}
	return sales.ChangeDeal{Deal: sales.DealID(id), Patch: patch, Reason: reason}
}

// changed is the event that other facts of an object are so.
func changed(kind sales.Kind, patch json.RawMessage) sales.Event {
	switch kind {
	case sales.AccountKind:
		return sales.Changed[sales.AccountFacts]{Patch: patch}
	case sales.ContactKind:
		return sales.Changed[sales.ContactFacts]{Patch: patch}
	case process.TaskKind:
		return sales.Changed[process.TaskFacts]{Patch: patch}
	case process.LeadKind:
		return sales.Changed[process.LeadFacts]{Patch: patch}
	case DistinctionKind:
		return sales.Changed[DistinctionFacts]{Patch: patch}
	}
	return sales.DealChanged{Patch: patch}
}
