package board

import (
	"fmt"
	"slices"

	"arus/board/dense"
	"arus/sales"
)

// did tells what the event of a version did. Where an event may or may not say something, that is two of them, so that the
// event can be folded again on another predecessor from the version alone.
type did uint8

const (
	created did = iota
	moved
	movedAcross // to another pipeline
	won
	wonFor // a value of its own
	lost
	reopened
	closeMoved
	pushed // close date moved to a later day
	transferred
	changed
	deleted
	acted   // an activity without the buyer
	touched // an activity with the buyer
	overridden
	restored
	recategorised
	beside   // what changes nothing that pictures show; its name is a word
	merged   // into another deal
	unmerged // from it again
)

// patches reports whether the event says more than a row holds.
func (x did) patches() bool { return x == changed || x == overridden || x == recategorised }

// closes reports whether the event won or lost the deal.
func (x did) closes() bool { return x == won || x == wonFor || x == lost }

// Outcome is how a deal stands, in one byte.
type Outcome uint8

// The outcomes. Absent never leaves this package: a deal of which no creation is known is in no picture.
const (
	Absent Outcome = iota
	Open
	Won
	Lost
)

// Sales is the outcome in the words of package sales.
func (o Outcome) Sales() sales.Outcome {
	switch o {
	case Open:
		return sales.Open
	case Won:
		return sales.Won
	case Lost:
		return sales.Lost
	}
	return ""
}

// Category is a person's forecast category, in one byte; 0 leaves it to the stage.
type Category uint8

// categories in the order of their codes.
func categories() [6]sales.Category {
	return [...]sales.Category{"", sales.Omitted, sales.InPipeline, sales.BestCase, sales.MostLikely, sales.Commit}
}

// Sales is the category in the words of package sales.
func (c Category) Sales() sales.Category { return categories()[c] }

func categoryOf(c sales.Category) (Category, error) {
	known := categories()
	if i := slices.Index(known[:], c); i >= 0 {
		return Category(i), nil
	}
	return 0, fmt.Errorf("board: the category %q is not known to this version of Arus", c)
}

// row is what a deal is in one version, without its instants. It holds no pointer: millions of them cost the garbage
// collector nothing.
type row struct {
	value    int64
	close    sales.Day
	owner    uint32 // word
	place    uint32
	facts    uint32 // in the chunk
	arg      uint32 // of changed, overridden and recategorised: where its text stands in the chunk; of lost: the loss
	currency uint16
	did      did
	state    State
}

// State packs outcome, category, whether a person's probability stands and whether the deal is deleted: a column of bytes
// that answers for all of them.
type State uint8

const (
	opinionBit State = 1 << 5 // a person's probability stands
	deletedBit State = 1 << 7
)

func stateOf(o Outcome, c Category) State { return State(o) | State(c)<<2 }

// Outcome of the deal, whether or not it is deleted.
func (s State) Outcome() Outcome { return Outcome(s & 3) }

// Category that a person set.
func (s State) Category() Category { return Category(s >> 2 & 7) }

// Present reports whether the deal is in the picture at all.
func (s State) Present() bool { return s&deletedBit == 0 && s.Outcome() != Absent }

// HasOpinion reports whether a person's probability stands in the place of the worked-out one.
func (s State) HasOpinion() bool { return s&opinionBit != 0 }

func (s State) with(o Outcome) State          { return s&^3 | State(o) }
func (s State) withCategory(c Category) State { return s&^(7<<2) | State(c)<<2 }

// facts are the wide facts of a deal, which seldom change.
type facts struct {
	name     dense.Text
	sourceID dense.Text // where it was imported from
	account  uint32     // word
	profile  uint32
	more     *more // nil for most
}

// profile are facts of few values, which many deals have alike. All are words.
type profile struct{ origin, kind, segment, region, channel, source uint32 }

// more are facts that are lists. Never changed once made.
type more struct {
	LineItems   []sales.LineItem     `json:"l,omitempty"`
	NextStep    sales.NextStep       `json:"n,omitzero"`
	Contacts    []sales.Stakeholder  `json:"c,omitempty"`
	Competitors []sales.CompetitorID `json:"x,omitempty"`
	Custom      sales.Custom         `json:"f,omitempty"`
}

// factsOf splits the facts of a deal into the row's part and the wide part, which is returned and shares the texts of was
// where they are the same.
func (d *draft) factsOf(f sales.DealFacts, from sales.Origin, r *row, was *facts) (facts, error) {
	w := d.words
	category, err := categoryOf(f.Category)
	if err != nil {
		return facts{}, err
	}
	r.value, r.currency = f.Value.Minor, w.currency(f.Value.Currency)
	r.close, r.owner, r.state = f.CloseDate, w.code(string(f.Owner)), r.state.withCategory(category)
	wide := facts{name: d.texts.Keep(f.Name, was.name), sourceID: d.texts.Keep(from.SourceID, was.sourceID),
		account: w.code(string(f.Account)), profile: w.profile(profile{
			origin: w.code(from.Source), kind: w.code(string(f.ValueKind)), segment: w.code(f.Segment),
			region: w.code(f.Region), channel: w.code(f.Channel), source: w.code(f.Source)})}
	if f.LineItems != nil || f.NextStep != (sales.NextStep{}) || f.Contacts != nil || f.Competitors != nil || f.Custom != nil {
		wide.more = &more{f.LineItems, f.NextStep, f.Contacts, f.Competitors, f.Custom}
	}
	return wide, nil
}

// join puts the two parts together again.
func (w *words) join(r *row, f *facts, texts string) sales.DealFacts {
	of := w.profiles[f.profile]
	d := sales.DealFacts{Name: f.name.Of(texts), Owner: sales.UserID(w.text(r.owner)), Account: sales.AccountID(w.text(f.account)),
		Value: sales.Money{Minor: r.value, Currency: w.currencies[r.currency]}, ValueKind: sales.ValueKind(w.text(of.kind)),
		CloseDate: r.close, Category: r.state.Category().Sales(), Segment: w.text(of.segment), Region: w.text(of.region),
		Channel: w.text(of.channel), Source: w.text(of.source)}
	if m := f.more; m != nil {
		d.LineItems, d.NextStep, d.Contacts, d.Competitors, d.Custom = m.LineItems, m.NextStep, m.Contacts, m.Competitors, m.Custom
	}
	return d
}

func (w *words) originOf(f *facts, texts string) sales.Origin {
	return sales.Origin{Source: w.text(w.profiles[f.profile].origin), SourceID: f.sourceID.Of(texts)}
}

// event is an empty event of the kind that did it.
func (x did) event() sales.Event {
	return [...]sales.Event{created: sales.DealCreated{}, moved: sales.DealMoved{}, movedAcross: sales.DealMoved{},
		won: sales.DealWon{}, wonFor: sales.DealWon{}, lost: sales.DealLost{}, reopened: sales.DealReopened{},
		closeMoved: sales.CloseDateMoved{}, pushed: sales.CloseDateMoved{}, transferred: sales.DealTransferred{},
		changed: sales.DealChanged{}, deleted: sales.DealDeleted{}, acted: sales.ActivityLogged{},
		touched: sales.ActivityLogged{}, overridden: sales.ProbabilityOverridden{}, restored: sales.ProbabilityRestored{},
		recategorised: sales.CategoryMoved{}, merged: sales.Merged{Of: "deal"}, unmerged: sales.Unmerged{Of: "deal"}}[x]
}
