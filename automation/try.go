package automation

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"arus/gate"
	"arus/ledger"
	"arus/process"
	"arus/sales"
)

// Attempt is a rule that is tried on what has happened.
type Attempt struct {
	Rule     process.RuleFacts
	From, To sales.Instant // when it would have been on; half open
}

// tried is the id that a rule on trial has.
const tried sales.ID = "rule_tried"

// Try says what a rule would have done: a trace for each run, in order. History is gone through as it happened, by the
// moments at which things were true; each order that people gave is given again to what the rule would have left, and
// where that refuses it, it stands as history has it. Other rules stand still. Nothing is written.
//
// It reads the whole ledger of a workspace: some ten seconds for a million events.
func Try(ctx context.Context, l *ledger.Ledger, keeper *gate.Keeper, ws sales.WorkspaceID, a Attempt) ([]Trace, error) {
	history, err := lived(ctx, l, ws)
	if err != nil {
		return nil, err
	}
	made := 0
	mint := func(k sales.Kind) sales.ID {
		made++
		return sales.MintID(k, a.From, [10]byte{8: byte(made >> 8), 9: byte(made)})
	}
	x := trial{hand: newRehearsal(ws), rule: ruled{&process.Rule{ID: tried, Facts: a.Rule}, 1}}
	x.hand.gate = keeper
	x.runner = runner{keeper, mint, func(_ sales.World, at sales.Instant) (process.Desk, error) { return x.hand.desk(at), nil }}
	x.rule.Facts.On = true
	for _, v := range history {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if v.At >= a.To {
			break
		}
		if v.At < a.From {
			if err := x.hand.take(v.Fact); err != nil {
				return nil, err
			}
			x.hand.at = v.At
			continue
		}
		if err := x.until(max(x.hand.at, a.From), v.At); err != nil {
			return nil, err
		}
		if err := x.relive(v); err != nil {
			return nil, err
		}
	}
	return x.traces, x.until(max(x.hand.at, a.From), a.To-1)
}

// lived is the history of a workspace in the order in which it was true, without what was taken back.
func lived(ctx context.Context, l *ledger.Ledger, ws sales.WorkspaceID) ([]ledger.Event, error) {
	var all []ledger.Event
	gone := map[sales.Instant]bool{} // moments at which imports were recorded that were undone
	for after := int64(0); ; {
		page, err := l.After(ctx, ws, after, 10*pageLength)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		for _, v := range page {
			if undone, is := v.Fact.Event.(sales.ImportUndone); is {
				gone[undone.Recorded] = true
			}
		}
		all = append(all, page...)
		after = page[len(page)-1].Position
	}
	return ledger.InOrder(all, func(v ledger.Event) bool { return gone[v.Recorded] && v.Object.Kind() != sales.ImportKind }), nil
}

// trial is history gone through anew with a rule.
type trial struct {
	runner
	hand   *rehearsal
	rule   ruled
	traces []Trace
	steps  int64 // events of the trial, which take the place of positions
}

// relive lets an event happen again.
func (x *trial) relive(v ledger.Event) error {
	x.hand.at, x.hand.actor, x.hand.cause = v.At, v.Actor, v.Cause
	command, is := again(v.Fact)
	if is && x.hand.Object(v.Object) != nil {
		events, err := x.hand.Do(ledger.Order{Command: command})
		switch {
		case err == nil:
			return x.follow(events)
		case !isRefusal(err):
			return err
		}
	}
	if err := x.hand.take(v.Fact); err != nil {
		return err
	}
	return x.follow([]ledger.Event{v})
}

// follow runs the rule on what has just happened, and on what that causes.
func (x *trial) follow(news []ledger.Event) error {
	for len(news) > 0 {
		v := news[0]
		news = news[1:]
		x.steps++
		o, is, err := happened(x.steps, v.Fact, x.hand.at)
		if err != nil {
			return err
		}
		if !is {
			continue
		}
		o.Chain = chainOf(v.Actor, v.Cause)
		if !x.rule.waits(o.Event) {
			continue
		}
		caused, err := x.consider(o)
		if err != nil {
			return err
		}
		news = append(news, caused...)
	}
	return nil
}

// until lets the times of day come that lie behind one moment and not behind another.
func (x *trial) until(after, upTo sales.Instant) error {
	if x.rule.Facts.When.Daily == "" {
		return nil
	}
	zone := sales.Settings(x.hand).Calendar.Location()
	for o := struckAt(x.rule.Facts.When.Daily, after.Time().In(zone)); o.At <= upTo; o = nextDay(x.rule.Facts.When.Daily, o, zone) {
		if o.At <= after {
			continue
		}
		x.hand.at = o.At
		looked := x.rule.begun(o)
		looked.Outcome = Looked
		var news []ledger.Event
		open := slices.Sorted(maps.Keys(x.hand.open()))
		for _, id := range open {
			o.Deal = id
			looked.Deals++
			before := len(x.traces)
			caused, err := x.consider(o)
			if err != nil {
				return err
			}
			if t := x.traces[before]; t.Outcome == Unmet || t.Outcome == Gone {
				x.traces = x.traces[:before]
			}
			news = append(news, caused...)
		}
		x.traces = append(x.traces, looked)
		if err := x.follow(news); err != nil {
			return err
		}
	}
	return nil
}

func nextDay(daily string, o Occasion, zone *time.Location) Occasion {
	return struckAt(daily, o.At.Time().In(zone).AddDate(0, 0, 1).Add(time.Hour))
}

// open are the deals that are open at the moment.
func (r *rehearsal) open() map[sales.DealID]bool {
	open := map[sales.DealID]bool{}
	for _, id := range r.deals {
		if d, is := r.Object(sales.ID(id)).(*sales.Deal); is && d.Outcome == sales.Open && !d.Deleted {
			open[id] = true
		}
	}
	return open
}

// consider runs the rule for an occasion, and gives what it has caused.
func (x *trial) consider(o Occasion) ([]ledger.Event, error) {
	h := &recording{rehearsal: x.hand}
	h.saved = map[sales.ID][]byte{}
	h.actor, h.cause = actorOf(x.rule.ID), causeOf(append(o.Chain[:len(o.Chain):len(o.Chain)], x.rule.ID))
	t, _, err := x.run(h, x.rule, o)
	if err != nil {
		refused, failed := t.refused(err)
		if err := cmp.Or(failed, x.hand.restore()); err != nil {
			return nil, err
		}
		t, h.events = refused, nil
	}
	x.hand.saved = nil
	x.traces = append(x.traces, t)
	return h.events, nil
}

// recording notes the events of a run.
type recording struct {
	*rehearsal
	events []ledger.Event
}

// Do decides an order and folds what follows.
func (r *recording) Do(o ledger.Order) ([]ledger.Event, error) {
	events, err := r.rehearsal.Do(o)
	r.events = append(r.events, events...)
	return events, err
}
