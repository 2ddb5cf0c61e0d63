package merging

import (
	"bytes"
	"encoding/json"
	"slices"

	"arus/process"
	"arus/sales"
)

// thing is what merging needs to know of an object.
type thing struct {
	noun    string
	links   sales.Links
	facts   any
	outcome sales.Outcome // of a deal
	gone    bool          // a deal that is deleted
	hidden  bool          // a record that is archived
}

func look(w sales.World, id sales.ID) (t thing, known bool) {
	switch o := w.Object(id).(type) {
	case *sales.Deal:
		return thing{noun: "deal", links: o.Links, facts: o.DealFacts, outcome: o.Outcome, gone: o.Deleted && o.Merger == nil}, true
	case *sales.Account:
		return thing{noun: "account", links: o.Links, facts: o.Facts, hidden: o.Archived}, true
	case *sales.Contact:
		return thing{noun: "contact", links: o.Links, facts: o.Facts, hidden: o.Archived}, true
	case *process.Task:
		return thing{noun: "task", links: o.Links, facts: o.Facts}, true
	case *process.Lead:
		return thing{noun: "lead", links: o.Links, facts: o.Facts}, true
	case *Distinction:
		return thing{noun: "distinction", links: o.Links, facts: o.Facts}, true
	}
	return t, false
}

// members are those of a JSON object; a patch is one.
type members map[string]json.RawMessage

var null = json.RawMessage("null")

func orNull(value json.RawMessage) json.RawMessage {
	if value == nil {
		return null
	}
	return value
}

// written is the JSON of something that has one.
func written(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came from the ledger, or is made of texts
	}
	return text
}

func (m members) text() json.RawMessage { return written(m) }

func holding(name string, value any) members { return members{name: written(value)} }

func membersOf(facts any) (m members) {
	if json.Unmarshal(written(facts), &m) != nil {
		return nil // no object: it has no members
	}
	return m
}

// stands reports whether facts are as a patch left them.
func stands(facts members, is json.RawMessage) bool {
	for name, value := range membersOf(is) {
		own := orNull(facts[name])
		inner := membersOf(value)
		if inner != nil && !bytes.Equal(own, null) {
			if !stands(membersOf(own), value) {
				return false
			}
			continue
		}
		if !bytes.Equal(own, value) {
			return false
		}
	}
	return true
}

// lacking are the members of one object that another lacks, and the patch that takes them out again.
func lacking(theirs, own json.RawMessage) (gives, clears members) {
	gives, clears = membersOf(theirs), members{}
	has := membersOf(own)
	for name := range gives {
		if _, there := has[name]; there {
			delete(gives, name)
			continue
		}
		clears[name] = null
	}
	return gives, clears
}

// joined is a list with what another has more: stakeholders by their contact, others by themselves.
func joined(own, theirs json.RawMessage) json.RawMessage {
	var all, more []json.RawMessage
	if json.Unmarshal(orNull(own), &all) != nil || json.Unmarshal(theirs, &more) != nil {
		return orNull(own)
	}
	for _, item := range more {
		if !slices.ContainsFunc(all, func(x json.RawMessage) bool { return bytes.Equal(key(x), key(item)) }) {
			all = append(all, item)
		}
	}
	return written(all)
}

func key(item json.RawMessage) json.RawMessage {
	if contact := membersOf(item)["contact"]; contact != nil {
		return contact
	}
	return item
}
