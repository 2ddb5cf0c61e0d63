package sales

import (
	"errors"
	"fmt"
)

// ProblemKind sorts every foreseeable failure into one of the kinds that a caller can act upon.
type ProblemKind int

// The kinds. Package api maps them to HTTP in one place.
const (
	KindInvalid ProblemKind = iota + 1 // the request itself is wrong
	KindRefused                        // the request is well formed, but the business says no
	KindMissing                        // there is no such object
	KindStale                          // somebody else changed the object first
	KindBusy                           // try again later
)

// Problem is a foreseeable failure: a stable code, the place it is about and a sentence for people.
//
// Format and Args are kept apart so that the sentence can be said in the reader's language: a catalogue holds a
// translated format for each code, using the same arguments.
type Problem struct {
	Kind    ProblemKind
	Code    string // stable, snake_case, part of the API
	Pointer string // JSON pointer to the field, empty when it is about the whole request
	Format  string // English sentence with fmt verbs
	Args    []any
	Parts   []*Problem // of a refusal for several reasons
	Rate    *SetRate   // of a refusal for want of a rate: what would mend it, but for how much it is
}

// Error is the English sentence.
func (p *Problem) Error() string { return fmt.Sprintf(p.Format, p.Args...) }

// At returns the problem with its pointer put under a parent, such as "/line_items/2".
func (p *Problem) At(parent string) *Problem {
	q := *p
	q.Pointer = parent + p.Pointer
	return &q
}

// Under puts the pointer of a problem under a parent; another error is returned as it is.
func Under(parent string, err error) error {
	var p *Problem
	if errors.As(err, &p) {
		return p.At(parent)
	}
	return err
}

// Unmet says that a deal does not meet what it should, with every part of it.
func Unmet(code, format string, args []any, parts []*Problem) *Problem {
	return &Problem{Kind: KindRefused, Code: code, Format: format, Args: args, Parts: parts}
}

// Invalid says that the field at pointer cannot be accepted.
func Invalid(pointer, code, format string, args ...any) *Problem {
	return &Problem{Kind: KindInvalid, Code: code, Pointer: pointer, Format: format, Args: args}
}

// Refused says that the business does not allow it now.
func Refused(code, format string, args ...any) *Problem {
	return &Problem{Kind: KindRefused, Code: code, Format: format, Args: args}
}

// refusedAt is Refused about one field.
func refusedAt(pointer, code, format string, args ...any) *Problem {
	return &Problem{Kind: KindRefused, Code: code, Pointer: pointer, Format: format, Args: args}
}

// Stale says that the object has another version than the caller insists on.
func Stale(id ID, has, wanted int64) *Problem {
	return &Problem{Kind: KindStale, Code: "stale", Format: "%s has version %d, not %d: somebody has changed it",
		Args: []any{string(id), has, wanted}}
}

// Missing says that there is no such object.
func Missing(id ID) *Problem {
	return &Problem{Kind: KindMissing, Code: "not_found", Format: "there is no %s", Args: []any{string(id)}}
}

// IsMissing reports whether an error says that there is no such object.
func IsMissing(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Kind == KindMissing
}
