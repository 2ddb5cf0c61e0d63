package door

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"arus/access/sight"
	"arus/board"
	"arus/report"
	"arus/sales"
)

// When are the parameters of time travel, on every read of deals and reports.
type When struct {
	AsOf    string `query:"as_of" doc:"The picture that was true then: an instant, or a day (its end in the workspace's time zone)" example:"2026-09-30"`
	KnownAt string `query:"known_at" doc:"The picture as the system knew it then, whatever was back-dated later"`
}

// AtLeast lets a client that has just written demand to read its own writes.
type AtLeast struct {
	Position int64 `header:"Arus-Min-Position" doc:"Answer only from a picture at this ledger position or a later one"`
}

// Which are the parameters that say which deals are meant.
type Which struct {
	Pipeline string `query:"pipeline" doc:"Id of a pipeline"`
	Owner    string `query:"owner" doc:"Id of a user"`
	Account  string `query:"account" doc:"Id of an account"`
	Text     string `query:"q" doc:"In the deal's name or its account's" maxLength:"200"`
	Filter   string `query:"filter" doc:"An expression over the deal" example:"deal.value > 100000 && deal.segment == 'enterprise'"`
}

// Selection is the question to a reader.
func (w Which) Selection() report.Selection {
	return report.Selection{Pipeline: sales.PipelineID(w.Pipeline), Owner: sales.UserID(w.Owner), Account: sales.AccountID(w.Account),
		Text: w.Text, Filter: w.Filter}
}

// Moment says which picture an answer was made from.
type Moment struct {
	AsOf     sales.Instant `json:"as_of"`
	KnownAt  sales.Instant `json:"known_at"`
	Position int64         `json:"position"`
	Weighed  string        `json:"weighed_by,omitempty" enum:"score,stage,value_band,product,segment,competitor" doc:"What open deals are weighed by where nobody has said otherwise: score, a model; stage, the history of stages; or that history adjusted for one factor, which has proved itself on deals that closed later than it was learnt from"`
}

// MomentOf is the moment of a reader's picture.
func MomentOf(r *report.Reader) Moment {
	known := r.Picture.KnownAt()
	if known == 0 {
		known = r.Picture.Snapshot().Recorded()
	}
	m := Moment{AsOf: r.Now, KnownAt: known, Position: r.Picture.Snapshot().Position(), Weighed: "stage"}
	if c := r.Chances(); c != nil {
		m.Weighed = c.By()
	}
	return m
}

// Header is the position as Arus-Position says it.
func (m Moment) Header() string { return strconv.FormatInt(m.Position, 10) }

// settleTime is how long a request waits for a board to catch up.
const settleTime = 2 * time.Second

// Reader is the picture that a request asks for, at the position it demands, with no deal that the caller may not see.
func (d *Door) Reader(ctx context.Context, when When, least AtLeast) (*report.Reader, error) {
	b, err := d.Boards.Of(ctx, CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	if least.Position > b.Position() {
		waiting, cancel := context.WithTimeout(ctx, settleTime)
		defer cancel()
		if err := b.WaitFor(waiting, least.Position); err != nil {
			return nil, behind(b.Position(), least)
		}
	}
	if when == (When{}) {
		return within(ctx, b, d.Desk.Now(b)), nil
	}
	zone := b.Snapshot().At(0, 0).Workspace().Calendar.Location()
	asOf, err := d.Instant("#as_of", when.AsOf, zone, 0)
	if err != nil {
		return nil, err
	}
	knownAt, err := d.Instant("#known_at", when.KnownAt, zone, 0)
	if err != nil {
		return nil, err
	}
	if err := d.past(zone, map[string]sales.Instant{"as_of": asOf, "known_at": knownAt}); err != nil {
		return nil, err
	}
	if err := dawned(b.Snapshot(), when, asOf, knownAt); err != nil {
		return nil, err
	}
	return within(ctx, b, d.Desk.At(b, asOf, knownAt)), nil
}

// past refuses moments after today, of which nothing can be known: they would be answered as if nothing happened until then.
func (d *Door) past(zone *time.Location, moments map[string]sales.Instant) error {
	end := sales.DayOf(d.Clock().In(zone)).End(zone)
	for _, name := range slices.Sorted(maps.Keys(moments)) {
		if moments[name] > end {
			return sales.Invalid("#"+name, "in_the_future", "the record goes to %s and no further: leave %s out for the newest, or ask a forecast what is to come", end.String(), name)
		}
	}
	return nil
}

// Before reads an earlier moment of a reader's record, as the same caller, with what was likely at it. It is worked out for
// this once.
func (d *Door) Before(ctx context.Context, r *report.Reader, asOf sales.Instant) (*report.Reader, error) {
	b, err := d.Boards.Of(ctx, CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	return within(ctx, b, d.Desk.Once(r.Picture.Snapshot(), asOf, r.Picture.KnownAt())), nil
}

// Began refuses an earlier moment of a reader's record that lies before anything was there.
func (d *Door) Began(r *report.Reader, text string, asOf sales.Instant) error {
	return dawned(r.Picture.Snapshot(), When{AsOf: text}, asOf, r.Picture.KnownAt())
}

// dawned refuses a picture from before anything was there, which would be taken for an empty pipeline. A moment that moves
// with the day is let through: what asks for it is older than a young workspace.
func dawned(snapshot *board.Snapshot, when When, asOf, knownAt sales.Instant) error {
	if asOf == 0 || daysAgo.MatchString(when.AsOf) {
		asOf = sales.Forever
	}
	if knownAt == 0 || daysAgo.MatchString(when.KnownAt) {
		knownAt = sales.Forever
	}
	if asOf == sales.Forever && knownAt == sales.Forever {
		return nil
	}
	for range snapshot.At(asOf, knownAt).Ever() {
		return nil // the usual case: somebody's deal was there already
	}
	first, recorded := snapshot.Dawn()
	switch {
	case first == sales.Forever:
	case asOf < first:
		return sales.Invalid("#as_of", "before_history", "nothing is known of a time before %s", first.String())
	case knownAt < recorded:
		return sales.Invalid("#known_at", "before_history", "nothing was known before %s", recorded.String())
	}
	return nil
}

// within lets a reader see what its caller may see: the teams they lead today, with the people of the picture.
func within(ctx context.Context, b *board.Board, r *report.Reader) *report.Reader {
	return r.Within(sight.Of(CallerOf(ctx), b.Snapshot().At(0, 0), r.Picture).Deals())
}

// daysAgo is a moment that moves with the day, for questions that are kept.
var daysAgo = regexp.MustCompile(`^-(\d{1,5})d$`)

// Instant reads an instant, a day, whose end it means, or so many days ago, such as -7d. Empty means def.
func (d *Door) Instant(pointer, text string, in *time.Location, def sales.Instant) (sales.Instant, error) {
	if text == "" {
		return def, nil
	}
	if ago := daysAgo.FindStringSubmatch(text); ago != nil {
		n, _ := strconv.Atoi(ago[1]) // the pattern has let only digits through
		return (sales.DayOf(d.Clock().In(in)) - sales.Day(n)).End(in), nil
	}
	if day, err := sales.ParseDay(text); err == nil {
		return day.End(in), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, sales.Invalid(pointer, "bad_instant", "%q is neither a day such as 2026-09-30 nor an instant such as 2026-09-30T17:00:00Z", text)
	}
	return sales.InstantOf(t), nil
}

// Standing is the position that answers from the ledger itself are made at, once it has reached the one demanded.
func (d *Door) Standing(ctx context.Context, least AtLeast) (string, error) {
	head, _, err := d.Ledger.Head(ctx, CallerOf(ctx).Workspace)
	if err == nil && head < least.Position {
		err = behind(head, least)
	}
	return strconv.FormatInt(head, 10), err
}

func behind(position int64, least AtLeast) error {
	return &sales.Problem{Kind: sales.KindBusy, Code: "behind", Format: "this node is at position %d, before %d: try again",
		Args: []any{position, least.Position}}
}

// BySource finds the object that another system's object became.
func (d *Door) BySource(ctx context.Context, kind sales.Kind, from sales.Origin) (sales.ID, error) {
	id, found, err := d.Ledger.ByOrigin(ctx, CallerOf(ctx).Workspace, kind, from)
	if err == nil && found {
		_, err = d.Load(ctx, id)
		found = err == nil
	}
	var missing *sales.Problem
	if err == nil && !found || errors.As(err, &missing) && missing.Kind == sales.KindMissing {
		err = sales.Missing(sales.ID(from.Source + "/" + from.SourceID)) // in the words of who asks, seen or not
	}
	return id, err
}

// Pointing makes a problem with a question point to parameters (#) or into a body (/), as the question was asked.
func Pointing(mark string, err error) error {
	var problem *sales.Problem
	if !errors.As(err, &problem) || problem.Pointer == "" {
		return err
	}
	marked := *problem
	marked.Pointer = mark + problem.Pointer[1:]
	return &marked
}
