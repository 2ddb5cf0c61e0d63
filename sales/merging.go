package sales

import (
	"encoding/json"
	"slices"
)

// The events of merging. Two objects of one kind that are one thing become one: the loser goes into the survivor and is
// in no list and no figure from then on, what named it names the survivor by events of its own, and both histories stay.
// They are decided in package merging.
type (
	// Merged says that the object went into another.
	Merged struct {
		Of string `json:"of"` // noun of the kind
		Merger
	}
	// Absorbed says that another object went into this one.
	Absorbed struct {
		Of   string `json:"of"`
		From ID     `json:"from"`
	}
	// Unmerged says that the object is one of its own again.
	Unmerged struct {
		Of     string `json:"of"`
		Into   ID     `json:"into"` // until now
		Reason string `json:"reason,omitempty"`
	}
	// Released says that another object came out of this one again.
	Released struct {
		Of   string `json:"of"`
		From ID     `json:"from"`
	}
)

// Merger is how an object went into another, with all that it takes to part them again.
type Merger struct {
	Into   ID      `json:"into"`
	Reason string  `json:"reason,omitempty"`
	Moved  []Shift `json:"moved,omitempty"`
}

// Shift is what a merge did to one other object: the members of its facts as they are since, and as they were.
type Shift struct {
	Object ID              `json:"object"`
	Is     json.RawMessage `json:"is"`  // RFC 7396
	Was    json.RawMessage `json:"was"` // RFC 7396: null where nothing stood
}

// Name is such as "account.merged", and so on for the others.
func (e Merged) Name() string   { return e.Of + ".merged" }
func (e Absorbed) Name() string { return e.Of + ".absorbed" }
func (e Unmerged) Name() string { return e.Of + ".unmerged" }
func (e Released) Name() string { return e.Of + ".released" }

// Links are an object's ties to others of its kind that are the same thing.
type Links struct {
	Merger   *Merger `json:"merger,omitempty"`   // it went into another
	Absorbed []ID    `json:"absorbed,omitempty"` // what went into it, in that order
}

// MergedInto is what it went into; empty for most.
func (l Links) MergedInto() ID {
	if l.Merger == nil {
		return ""
	}
	return l.Merger.Into
}

// WentIn is what went into it.
func (l Links) WentIn() []ID { return l.Absorbed }

// StandsAlone refuses to change what went into another.
func (l Links) StandsAlone(self ID) error {
	if into := l.MergedInto(); into != "" {
		return Refused("merged", "%s was merged into %s: change that one, or take the merge back", string(self), string(into))
	}
	return nil
}

// link takes an event of merging in. Lists are never changed once made, since earlier versions share them.
func (l *Links) link(e Event) {
	switch e := e.(type) {
	case Merged:
		l.Merger = &e.Merger
	case Unmerged:
		l.Merger = nil
	case Absorbed:
		l.Absorbed = append(slices.Clip(l.Absorbed), e.From)
	case Released:
		l.Absorbed = slices.DeleteFunc(slices.Clone(l.Absorbed), func(id ID) bool { return id == e.From })
		if len(l.Absorbed) == 0 {
			l.Absorbed = nil
		}
	}
}

// Searched is a world in which one can ask what names an object.
type Searched interface {
	World
	// Naming lists the objects of some kinds whose state may name an id, in the order of their ids. It may list more.
	Naming(id ID, kinds ...Kind) []ID
}

func mergeEvents() (list []Event) {
	for _, of := range []string{"account", "contact", "deal"} {
		list = append(list, Merged{Of: of}, Absorbed{Of: of}, Unmerged{Of: of}, Released{Of: of})
	}
	return list
}
