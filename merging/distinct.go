package merging

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"arus/sales"
)

// DistinctionKind is the kind of distinctions.
const DistinctionKind sales.Kind = "dist"

// Distinction says that objects that look alike are not one.
type Distinction = sales.Record[DistinctionFacts]

// DistinctionFacts say which: from each other, nobody suspects them again until the distinction is archived.
type DistinctionFacts struct {
	Name string     `json:"name,omitempty"` // what they look alike by, for lists
	Of   []sales.ID `json:"of"`             // two or more accounts, contacts or deals
	Note string     `json:"note,omitempty"`
}

const (
	mostAlike = 20
	longNote  = 2_000
)

// Records lists the records of this room, for the ledger to keep and the board to show.
func Records() []sales.Kept { return []sales.Kept{sales.Keep[DistinctionFacts]()} }

// About names the record: a distinction.
func (DistinctionFacts) About() (sales.Kind, string) { return DistinctionKind, "distinction" }

// Called is what people call the distinction.
func (d DistinctionFacts) Called() string { return d.Name }

// Check refuses what are not several of one kind, and to make another distinction of one that is there.
func (d DistinctionFacts) Check(w sales.World, _ sales.ID, before DistinctionFacts) error {
	switch {
	case utf8.RuneCountInString(d.Name) > longNote:
		return sales.Invalid("/name", "too_long", "at most %d characters", longNote)
	case utf8.RuneCountInString(d.Note) > longNote:
		return sales.Invalid("/note", "too_long", "at most %d characters", longNote)
	case before.Of != nil && !slices.Equal(d.Of, before.Of):
		return sales.Invalid("/of", "read_only", "a distinction stays about the same: archive it, and make another")
	case before.Of != nil:
		return nil
	case len(d.Of) < 2 || len(d.Of) > mostAlike:
		return sales.Invalid("/of", "out_of_range", "a distinction is of 2 to %d", mostAlike)
	}
	for i, id := range d.Of {
		pointer := "/of/" + strconv.Itoa(i)
		one, known := look(w, id)
		switch {
		case takeable[one.noun] == nil || !known || one.gone:
			return sales.Invalid(pointer, "unknown_reference", "there is no account, contact or deal %q", string(id))
		case id.Kind() != d.Of[0].Kind():
			return sales.Invalid(pointer, "one_kind", "a distinction is of objects of one kind")
		case slices.Contains(d.Of[:i], id):
			return sales.Invalid(pointer, "duplicate", "%s is named twice", string(id))
		}
	}
	return nil
}
