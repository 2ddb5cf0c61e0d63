package chronicle

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"arus/sales"
)

// ModelKind is the kind of models.
const ModelKind sales.Kind = "model"

// Model is a model of a workspace in the ledger.
type Model = sales.Record[ModelFacts]

// Why a model was learnt.
type Why string

// The reasons.
const (
	First   Why = "first"   // enough had closed for the first time
	Due     Why = "due"     // the one before was old, or had learnt from far fewer deals
	Asked   Why = "asked"   // somebody wanted it
	Drifted Why = "drifted" // what closed did not come as the one before had said
)

// ModelFacts say what was learnt, and from how much.
type ModelFacts struct {
	Version  int64         `json:"version"`
	Learnt   sales.Instant `json:"learnt_at"`
	Position int64         `json:"position"` // of the ledger, learnt from
	Champion string        `json:"champion"`
	Closed   int           `json:"closed"` // deals learnt from
	Won      int           `json:"won"`
	Why      Why           `json:"why"`
	By       sales.UserID  `json:"by,omitempty"` // who asked
	Life
}

// Life is what has happened to a model since. Orders of their own change it.
type Life struct {
	Drift *Drift  `json:"drift,omitempty"` // the newest finding
	Again []Stood `json:"again,omitempty"` // it was let stand once more, the first time first
}

// Stood says that a model was let stand again.
type Stood struct {
	At     sales.Instant `json:"at"`
	Before int64         `json:"before"` // the version that stood until then
	By     sales.UserID  `json:"by,omitempty"`
}

// Drift is the finding that what has closed does not come as was said.
type Drift struct {
	At sales.Instant `json:"at"`
	Misfit
}

// Misfit is what was found, and what was done about it.
type Misfit struct {
	Of    string        `json:"of" enum:"level,order" doc:"level: more or fewer are won than was said. order: which ones are won is another matter than it was"`
	Since sales.Instant `json:"since" doc:"The first of the deals closed after it"`
	Deals int           `json:"deals" doc:"That closed since, none of which the model had seen"`
	Said  float64       `json:"said" doc:"Mean chance"`
	Won   float64       `json:"won" doc:"Share that was won"`
	Low   float64       `json:"low" doc:"Of what is off: for level won less said, for order the excess of the loss in nats; it holds however often it is looked"`
	High  float64       `json:"high"`
	Done  string        `json:"done" enum:"learning,nothing" doc:"learning: another model is learnt"`
}

// IDOf is the one id of a version.
func IDOf(version int64) sales.ID {
	return sales.ID(string(ModelKind) + "_" + strconv.FormatInt(version, 10))
}

// About names the record: a model.
func (ModelFacts) About() (sales.Kind, string) { return ModelKind, "model" }

// Check refuses a model under the id of another, and one that has a past before it begins.
func (m ModelFacts) Check(_ sales.World, id sales.ID, _ ModelFacts) error {
	switch {
	case id != IDOf(m.Version):
		return sales.Invalid("/id", "bad_id", "%q is not an id of a %s", string(id), "model")
	case m.Drift != nil || m.Again != nil:
		return sales.Invalid("/drift", "read_only", "what has happened to a model is not for setting")
	}
	return sales.OneOf("/why", m.Why, First, Due, Asked, Drifted)
}

// Records lists the records of this room, for the ledger to keep and the board to show.
func Records() []sales.Kept { return []sales.Kept{sales.Keep[ModelFacts](StoodAgain{}, HasDrifted{})} }

// The events in the life of a model, after it was learnt.
type (
	// StoodAgain says that an earlier model was let stand again, in the place of a later one.
	StoodAgain struct {
		Before int64        `json:"before"`
		By     sales.UserID `json:"by,omitempty"`
	}
	// HasDrifted says that what has closed does not come as the model that stands had said.
	HasDrifted Misfit
)

// Name is the event's name in the ledger, and so on for the other.
func (StoodAgain) Name() string { return "model.stood_again" }
func (HasDrifted) Name() string { return "model.drifted" }

// Take takes in what happened to a model besides.
func (m *ModelFacts) Take(f sales.Fact) bool {
	switch e := f.Event.(type) {
	case StoodAgain:
		m.Again = append(slices.Clip(m.Again), Stood{f.At, e.Before, e.By})
	case HasDrifted:
		m.Drift = &Drift{f.At, Misfit(e)}
	default:
		return false
	}
	return true
}

// LetStand lets a model stand again. One that was learnt before there was a chronicle is written down first.
type LetStand struct {
	Version int64
	StoodAgain
}

// NoteDrift writes a finding down: once for as long as the model stands.
type NoteDrift struct {
	Version int64
	Misfit
}

// Subject is the object the command is about, and so on for the other.
func (c LetStand) Subject() sales.ID  { return IDOf(c.Version) }
func (c NoteDrift) Subject() sales.ID { return IDOf(c.Version) }

// Decide does nothing where the model stands already.
func (c LetStand) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	if _, err := sales.Find[*Model](w, c.Subject()); err != nil || c.Before == c.Version {
		return nil, err
	}
	return []sales.Fact{{Object: c.Subject(), At: at, Event: c.StoodAgain}}, nil
}

// Decide does nothing where the same was found since the model last began to stand: a night more of it is no news.
func (c NoteDrift) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	m, err := sales.Find[*Model](w, c.Subject())
	if err != nil || m.Facts.Drift != nil && m.Facts.Drift.At >= m.Facts.Stands() {
		return nil, err
	}
	return []sales.Fact{{Object: c.Subject(), At: at, Event: HasDrifted(c.Misfit)}}, nil
}

// Stands is since when the model stood, the last time that it began to.
func (m ModelFacts) Stands() sales.Instant {
	if n := len(m.Again); n > 0 {
		return m.Again[n-1].At
	}
	return m.Learnt
}

// Span is a time in which a model stood.
type Span struct {
	Version  int64
	From, To sales.Instant // To is sales.Forever for the one that stands
}

// Spans are the times in which models stood since the last finding, in order: what closed in each is held against what its
// model said.
func Spans(models iter.Seq[*Model]) (spans []Span) {
	found := sales.Instant(0)
	for m := range models {
		spans = append(spans, Span{m.Facts.Version, m.Facts.Learnt, sales.Forever})
		for _, again := range m.Facts.Again {
			spans = append(spans, Span{m.Facts.Version, again.At, sales.Forever})
		}
		if d := m.Facts.Drift; d != nil {
			found = max(found, d.At)
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Version, b.Version)) })
	for i := 1; i < len(spans); i++ {
		spans[i-1].To = spans[i].From
	}
	for i := range spans {
		spans[i].From = max(spans[i].From, found)
	}
	return slices.DeleteFunc(spans, func(s Span) bool { return s.From >= s.To })
}
