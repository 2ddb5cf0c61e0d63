package sales

import (
	"encoding/json"
	"slices"
	"strings"
)

// World is the read-only picture that a command decides on: the objects of one workspace as they are at the command's
// effective moment, including what earlier commands of the same transaction did.
type World interface {
	// Object returns nil when there is no such object.
	Object(ID) Object
	// Workspace is the id of the workspace that all of this belongs to.
	Workspace() ID
}

// Object is anything that a ledger of events is kept about.
type Object interface {
	// Fold takes one fact into the object. It never judges: what is in the ledger has happened.
	Fold(Fact) error
}

// Facts are the settable content of a record, and judge themselves. Those of other rooms than this one are as good: what a
// ledger can keep is listed in package codec.
type Facts[F any] interface {
	// About is the kind of the record, and the noun that its events begin with.
	About() (Kind, string)
	// Check refuses facts that are not sound, seeing the world and what stood there before: the zero F for a new record.
	Check(w World, id ID, before F) error
}

// Record is an object that is no more than its facts: it is created, changed, and archived. Facts to which more happens
// have a method Take(Fact) bool on their pointer, which says whether the event is theirs. What has a life of its own, such
// as a deal, has its own type.
type Record[F Facts[F]] struct {
	ID        ID      `json:"id"`
	Facts     F       `json:"facts"`
	Origin    Origin  `json:"imported_from,omitzero"`
	CreatedAt Instant `json:"created_at"`
	Archived  bool    `json:"archived,omitempty"` // hidden, closed for new references, readable for ever
	Links
}

// About is the kind of the record.
func (*Record[F]) About() Kind { var none F; kind, _ := none.About(); return kind }

// Copy is a record that can be folded into without changing this one; lists are shared.
func (r *Record[F]) Copy() Object { c := *r; return &c }

// OwnedBy is whose the record is, as its facts say; empty where they do not.
func (r *Record[F]) OwnedBy() UserID {
	if facts, say := any(r.Facts).(interface{ OwnedBy() UserID }); say {
		return facts.OwnedBy()
	}
	return ""
}

// The records.
type (
	Account    = Record[AccountFacts]
	Contact    = Record[ContactFacts]
	Product    = Record[ProductFacts]
	Competitor = Record[CompetitorFacts]
	User       = Record[UserFacts]
	Team       = Record[TeamFacts]
	Rate       = Record[RateFacts]
)

func noun[F Facts[F]]() string {
	var none F
	_, noun := none.About()
	return noun
}

// Kept is a kind of record as a ledger keeps it: what an empty one is, and what may happen to it.
type Kept struct {
	Kind   Kind
	New    func() Object
	Events []Event
}

// Keep describes the records of F, to which more may happen than to every record.
func Keep[F Facts[F]](more ...Event) Kept {
	var none F
	kind, _ := none.About()
	return Kept{kind, func() Object { return new(Record[F]) }, append(recordEvents[F](), more...)}
}

// Created says that a record came to be.
type Created[F Facts[F]] struct {
	Facts  F      `json:"facts"`
	Origin Origin `json:"imported_from,omitzero"`
}

// Changed says that some facts became others: the smallest merge patch from before to after.
type Changed[F Facts[F]] struct {
	Patch json.RawMessage `json:"patch"`
}

// Archived says that a record was hidden and closed for new references.
type Archived[F Facts[F]] struct{}

// Name is such as "account.created".
func (Created[F]) Name() string { return noun[F]() + ".created" }

// Name is such as "account.changed".
func (Changed[F]) Name() string { return noun[F]() + ".changed" }

// Name is such as "account.archived".
func (Archived[F]) Name() string { return noun[F]() + ".archived" }

// CameFrom is where an imported record came from.
func (e Created[F]) CameFrom() Origin { return e.Origin }

// Fold takes one fact into the record.
func (r *Record[F]) Fold(f Fact) error {
	switch e := f.Event.(type) {
	case Created[F]:
		*r = Record[F]{ID: f.Object, Facts: e.Facts, Origin: e.Origin, CreatedAt: f.At}
	case Changed[F]:
		facts, err := patched(r.Facts, e.Patch)
		if err != nil {
			return err
		}
		r.Facts = facts
	case Archived[F]:
		r.Archived = true
	case Merged, Unmerged:
		r.link(e)
		r.Archived = r.Merger != nil
	case Absorbed, Released:
		r.link(e)
	default:
		if own, ok := any(&r.Facts).(interface{ Take(Fact) bool }); ok && own.Take(f) {
			return nil
		}
		return unfit(r.ID, f.Event)
	}
	return nil
}

// Create makes a record.
type Create[F Facts[F]] struct {
	ID     ID
	Facts  F
	Origin Origin
}

// Subject is the object the command is about.
func (c Create[F]) Subject() ID { return c.ID }

// Creates marks the command as one whose subject is not there yet.
func (Create[F]) Creates() {}

// Decide refuses facts that are not sound and ids already in use.
func (c Create[F]) Decide(w World, at Instant) ([]Fact, error) {
	var none F
	kind, noun := none.About()
	if err := first(isNew(w, c.ID, kind, noun), c.Facts.Check(w, c.ID, none)); err != nil {
		return nil, err
	}
	return []Fact{{c.ID, at, Created[F]{c.Facts, c.Origin}}}, nil
}

// Change patches the facts of a record.
type Change[F Facts[F]] struct {
	ID    ID
	Patch json.RawMessage // RFC 7396
}

// Subject is the object the command is about.
func (c Change[F]) Subject() ID { return c.ID }

// After are the facts as the patch would leave them, not judged yet.
func (c Change[F]) After(w World) (after F, err error) {
	r, err := Find[*Record[F]](w, c.ID)
	if err != nil {
		return after, err
	}
	return asked(r.Facts, c.Patch)
}

// Decide keeps only what really changes; a patch that changes nothing is not news.
func (c Change[F]) Decide(w World, at Instant) ([]Fact, error) {
	r, err := recordIn[F](w, c.ID, at)
	if err != nil {
		return nil, err
	}
	after, err := asked(r.Facts, c.Patch)
	if err != nil {
		return nil, err
	}
	patch, err := difference(r.Facts, after)
	if err != nil || patch == nil {
		return nil, err
	}
	if err := after.Check(w, c.ID, r.Facts); err != nil {
		return nil, err
	}
	return []Fact{{c.ID, at, Changed[F]{patch}}}, nil
}

// Archive hides a record and closes it for new references; what refers to it keeps its name.
type Archive[F Facts[F]] struct{ ID ID }

// Subject is the object the command is about.
func (c Archive[F]) Subject() ID { return c.ID }

// Decide does nothing to what is archived already.
func (c Archive[F]) Decide(w World, at Instant) ([]Fact, error) {
	r, err := recordIn[F](w, c.ID, at)
	if err != nil || r.Archived {
		return nil, err
	}
	return []Fact{{c.ID, at, Archived[F]{}}}, nil
}

// Find gets an object of a type, or the problem that it is missing. An id of another kind is missing too.
func Find[T Object](w World, id ID) (T, error) {
	object, ok := w.Object(id).(T)
	if !ok {
		return object, Missing(id)
	}
	return object, nil
}

// recordIn loads a record that was there at a moment. A fact of an earlier one would be folded before the record's
// creation, and lost.
func recordIn[F Facts[F]](w World, id ID, at Instant) (*Record[F], error) {
	r, err := Find[*Record[F]](w, id)
	if err == nil {
		err = r.StandsAlone(id)
	}
	if err == nil && at < r.CreatedAt {
		err = Invalid("/at", "before_creation", "%s is before %s was created, %s", at, string(id), r.CreatedAt)
	}
	return r, err
}

// isNew checks the id of an object that is to be made.
func isNew(w World, id ID, kind Kind, noun string) error {
	if id.Kind() != kind {
		return Invalid("/id", "bad_id", "%q is not an id of a %s", string(id), noun)
	}
	if w.Object(id) != nil {
		return Refused("exists", "%s exists already", string(id))
	}
	return nil
}

// Named checks the name that everything but a deal's line items needs.
func Named(name, noun string) error {
	if strings.TrimSpace(name) == "" {
		return Invalid("/name", "required", "%s needs a name", noun)
	}
	return nil
}

// OneOf checks a value against the list of those that may be.
func OneOf[T ~string](pointer string, value T, choices ...T) error {
	if slices.Contains(choices, value) {
		return nil
	}
	list := make([]string, len(choices))
	for i, c := range choices {
		list[i] = string(c)
	}
	return Invalid(pointer, "not_a_choice", "%q is not one of %s", string(value), strings.Join(list, ", "))
}

// first is the first of several checks that failed.
func first(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// Refers checks a reference: empty, or the id of a record that exists and is not archived. A reference that stood there
// before may stay, archived or not.
func Refers[F Facts[F]](w World, pointer string, before, id ID) error {
	if id == "" || id == before {
		return nil
	}
	r, ok := w.Object(id).(*Record[F])
	switch {
	case !ok:
		return Invalid(pointer, "unknown_reference", "there is no %s %q", noun[F](), string(id))
	case r.Merger != nil:
		return Invalid(pointer, "merged", "the %s %q was merged into %q", noun[F](), string(id), string(r.MergedInto()))
	case r.Archived:
		return Invalid(pointer, "archived", "the %s %q is archived", noun[F](), string(id))
	}
	return nil
}

// Settings of the workspace that w is a picture of. A world without its workspace has the settings of a new one.
func Settings(w World) WorkspaceFacts {
	if ws, ok := w.Object(w.Workspace()).(*Workspace); ok {
		return ws.Facts
	}
	return NewWorkspace("")
}
