package board

import (
	"encoding/json"
	"iter"

	"arus/sales"
)

// Deal is a cursor on one deal in one version. It is a few words long: copy it freely. Reading a field allocates nothing
// unless it says so.
type Deal struct {
	p    *Picture
	c    *chunk
	row  uint32
	deal uint32
}

func (d Deal) wide() *facts            { return &d.c.facts[d.c.rows.facts[d.row]] }
func (d Deal) profile() profile        { return d.p.words.profiles[d.wide().profile] }
func (d Deal) place() Place            { return d.p.words.places[d.PlaceCode()] }
func (d Deal) text(code uint32) string { return d.p.words.text(code) }

// ID of the deal.
func (d Deal) ID() sales.DealID { return d.c.id(int(d.deal)) }

// Name of the deal.
func (d Deal) Name() string { return d.wide().name.Of(d.c.texts) }

// Pipeline that the deal is in.
func (d Deal) Pipeline() sales.PipelineID { return d.place().Pipeline }

// Stage that the deal is in; of a closed deal, the one it was closed in.
func (d Deal) Stage() sales.StageID { return d.place().Stage }

// SubStage that the deal is in, if any.
func (d Deal) SubStage() sales.SubStageID { return d.place().SubStage }

// PlaceCode stands for pipeline, stage and sub-stage together; see Picture.Places.
func (d Deal) PlaceCode() uint32 { return d.c.rows.place[d.row] }

// Outcome says how the deal stands.
func (d Deal) Outcome() sales.Outcome { return d.c.rows.state[d.row].Outcome().Sales() }

// Deleted reports whether the deal was taken out of every figure; see [Picture.Ever].
func (d Deal) Deleted() bool { return !d.c.rows.state[d.row].Present() }

// OutcomeCode says the same in one byte.
func (d Deal) OutcomeCode() Outcome { return d.c.rows.state[d.row].Outcome() }

// Value of the deal, of its ValueKind; zero when none was said.
func (d Deal) Value() sales.Money {
	return sales.Money{Minor: d.c.rows.value[d.row], Currency: d.p.words.currencies[d.c.rows.currency[d.row]]}
}

// ValueKind says what the value counts.
func (d Deal) ValueKind() sales.ValueKind { return sales.ValueKind(d.text(d.profile().kind)) }

// Owner of the deal; empty when it has none.
func (d Deal) Owner() sales.UserID { return sales.UserID(d.text(d.OwnerCode())) }

// OwnerCode stands for the owner; see Picture.Word.
func (d Deal) OwnerCode() uint32 { return d.c.rows.owner[d.row] }

// Account that would buy; empty when it is not known.
func (d Deal) Account() sales.AccountID { return sales.AccountID(d.text(d.wide().account)) }

// CloseDate is the day on which the deal is expected; zero when none was said.
func (d Deal) CloseDate() sales.Day { return d.c.rows.close[d.row] }

// HasOpinion reports whether a person's probability stands.
func (d Deal) HasOpinion() bool { return d.c.rows.state[d.row].HasOpinion() }

// Opinion is the probability that a person gave the deal; the zero Opinion where none stands. It allocates.
func (d Deal) Opinion() (o sales.Opinion) {
	if d.HasOpinion() {
		o.At = d.said(overridden, &o.ProbabilityOverridden)
	}
	return o
}

// CategoryMove is how a person's category came to be, and when; the zero move where it was set as a fact of the deal.
func (d Deal) CategoryMove() (m sales.CategoryMoved, at sales.Instant) {
	if d.Category() == "" {
		return m, 0
	}
	if at = d.said(recategorised, &m); m.To != d.Category() {
		return sales.CategoryMoved{}, 0 // a patch has said something else since
	}
	return m, at
}

// said reads the last event of a kind, and tells when it became true.
func (d Deal) said(what did, into any) sales.Instant {
	for r := range d.back {
		if d.c.rows.did[r] == what {
			text, _ := patchAt(d.c.patches, d.c.rows.args.Of(r))
			_ = json.Unmarshal(text, into) // it was read from JSON like this
			return d.c.rows.at[r]
		}
	}
	return 0
}

// Category is what a person set; empty leaves it to the stage.
func (d Deal) Category() sales.Category { return d.c.rows.state[d.row].Category().Sales() }

// Segment of the deal, and so on for the other words that people sort deals by.
func (d Deal) Segment() string { return d.text(d.profile().segment) }

// Region of the deal.
func (d Deal) Region() string { return d.text(d.profile().region) }

// Channel of the deal.
func (d Deal) Channel() string { return d.text(d.profile().channel) }

// Source is what brought the deal.
func (d Deal) Source() string { return d.text(d.profile().source) }

// NextStep is what happens next.
func (d Deal) NextStep() sales.NextStep { return d.more().NextStep }

// LineItems of the deal.
func (d Deal) LineItems() []sales.LineItem { return d.more().LineItems }

// Contacts are the people on the buyer's side.
func (d Deal) Contacts() []sales.Stakeholder { return d.more().Contacts }

// Competitors who sell against us.
func (d Deal) Competitors() []sales.CompetitorID { return d.more().Competitors }

// Custom fields by key.
func (d Deal) Custom() sales.Custom { return d.more().Custom }

func (d Deal) more() *more {
	if m := d.wide().more; m != nil {
		return m
	}
	return &more{}
}

// Origin is where an imported deal came from.
func (d Deal) Origin() sales.Origin { return d.p.words.originOf(d.wide(), d.c.texts) }

// Version of the deal in the ledger: what an ETag is made of. It is that of the snapshot, whatever the picture's moments.
func (d Deal) Version() int64 { return int64(d.c.versions[d.deal]) }

// EffectiveAt is when what this version says became true.
func (d Deal) EffectiveAt() sales.Instant { return d.c.rows.at[d.row] }

// KnownFrom is when it became known.
func (d Deal) KnownFrom() sales.Instant { return d.c.rows.from[d.row] }

// Event is the name of the event that made this version, such as "deal.moved".
func (d Deal) Event() string {
	if did := d.c.rows.did[d.row]; did != beside {
		return did.event().Name()
	}
	return d.text(d.c.rows.args.Of(d.row))
}

// State is the whole deal, as package sales folds it. It allocates.
func (d Deal) State() sales.Deal {
	f, place, why, now := d.wide(), d.place(), d.loss(), d.c.rows.row(d.row)
	return sales.Deal{ID: d.ID(), Pipeline: place.Pipeline, Stage: place.Stage, SubStage: place.SubStage,
		Outcome: d.Outcome(), DealFacts: d.p.words.join(&now, f, d.c.texts), LostReason: why.reason, LostTo: sales.ID(why.competitor),
		CreatedAt: d.CreatedAt(), StageSince: d.StageSince(), ClosedAt: d.ClosedAt(), LastTouch: d.LastTouch(),
		Pushes: d.Pushes(), Opinion: d.Opinion(), Deleted: now.state&deletedBit != 0, Origin: d.Origin()}
}

// back walks from this version to the deal's creation, newest first.
func (d Deal) back(yield func(row uint32) bool) {
	known := d.p.knownAt
	for i := d.row + 1; i > d.c.starts[d.deal]; i-- {
		if d.c.knownAt(i-1, known) && (!yield(i-1) || d.c.rows.did[i-1] == created) {
			return
		}
	}
}

// CreatedAt is when the deal came to be.
func (d Deal) CreatedAt() (at sales.Instant) {
	for r := range d.back {
		at = d.c.rows.at[r]
	}
	return at
}

// StageSince is when the deal entered the stage that it is in.
func (d Deal) StageSince() (at sales.Instant) {
	stage := d.place().Stage
	for r := range d.back {
		if d.p.words.places[d.c.rows.place[r]].Stage != stage {
			break
		}
		at = d.c.rows.at[r]
	}
	return at
}

// ClosedAt is when the deal was won or lost; zero while it is open.
func (d Deal) ClosedAt() sales.Instant {
	if d.c.rows.state[d.row].Outcome() == Open {
		return 0
	}
	for r := range d.back {
		if d.c.rows.did[r].closes() {
			return d.c.rows.at[r]
		}
	}
	return 0
}

func (d Deal) loss() loss { return d.p.words.losses[d.lossCode()] }

// lossCode is 0 unless the deal was lost and not reopened since.
func (d Deal) lossCode() uint32 {
	for r := range d.back {
		switch d.c.rows.did[r] {
		case lost:
			return d.c.rows.args.Of(r)
		case reopened:
			return 0
		}
	}
	return 0
}

// LostReason is why the deal was lost; empty unless it was.
func (d Deal) LostReason() string { return d.loss().reason }

// LostTo is the competitor who won it, if known.
func (d Deal) LostTo() sales.CompetitorID { return d.loss().competitor }

// LastTouch is the latest activity in which the buyer took part; zero when there was none.
func (d Deal) LastTouch() sales.Instant {
	for r := range d.back {
		if d.c.rows.did[r] == touched {
			return d.c.rows.at[r]
		}
	}
	return 0
}

// Pushes counts how often the close date was moved to a later day.
func (d Deal) Pushes() (n int) {
	for r := range d.back {
		if d.c.rows.did[r] == pushed {
			n++
		}
	}
	return n
}

// Pushed gives from which day to which later one the close date was moved, latest first.
func (d Deal) Pushed(yield func(from, to sales.Day) bool) {
	to, moved := sales.Day(0), false
	for r := range d.back {
		if moved && !yield(d.c.rows.close[r], to) {
			return
		}
		to, moved = d.c.rows.close[r], d.c.rows.did[r] == pushed
	}
}

// Versions gives every version of the deal up to this one, oldest first, as known in its picture.
func (d Deal) Versions() iter.Seq[Deal] {
	return func(yield func(Deal) bool) {
		for i := d.c.starts[d.deal]; i <= d.row; i++ {
			if d.c.knownAt(i, d.p.knownAt) && d.c.rows.state[i].Outcome() != Absent && !yield(Deal{d.p, d.c, i, d.deal}) {
				return
			}
		}
	}
}
