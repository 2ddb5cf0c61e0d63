package automation

import (
	"context"
	"fmt"
	"time"

	"arus/sales"
)

// Tick runs the rules of a workspace whose time of day has come, each once a day. Whoever was away when it came catches up
// on the last time, not on earlier ones. Call it every minute.
func (e *Engine) Tick(ctx context.Context, ws sales.WorkspaceID) error {
	rules, err := e.rules(ctx, ws)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if !r.Facts.On || r.Archived || r.Facts.When.Daily == "" {
			continue
		}
		if err := e.daily(ctx, ws, r); err != nil {
			return err
		}
	}
	return nil
}

// daily runs one rule for its last time of day, if it has not.
func (e *Engine) daily(ctx context.Context, ws sales.WorkspaceID, r ruled) error {
	settings, err := e.Ledger.Load(ctx, ws, sales.ID(ws))
	if err != nil {
		return err
	}
	zone := settings.Object.(*sales.Workspace).Facts.Calendar.Location()
	o := struckAt(r.Facts.When.Daily, e.Clock().In(zone))
	if ran, err := e.ran(ctx, ws, r.ID, o); err != nil || ran {
		return err
	}
	last, err := e.Ledger.History(ctx, ws, r.ID, 0, 1)
	if err != nil || len(last) == 0 || last[0].Recorded > o.At {
		return err // it was made, switched on or changed since
	}
	looked := r.begun(o)
	looked.Outcome = Looked
	after := sales.ID("")
	for {
		deals, err := e.Ledger.List(ctx, ws, sales.DealKind, after, pageLength)
		if err != nil {
			return err
		}
		for _, c := range deals {
			d := c.Object.(*sales.Deal)
			after = sales.ID(d.ID)
			if d.Outcome != sales.Open || d.Deleted {
				continue
			}
			looked.Deals++
			if err := e.onDeal(ctx, ws, r, o, d.ID); err != nil {
				return err
			}
		}
		if len(deals) < pageLength {
			return e.note(ctx, ws, []Trace{looked}, 0)
		}
	}
}

// onDeal runs a rule on one deal, and keeps a trace unless its expression does not hold.
func (e *Engine) onDeal(ctx context.Context, ws sales.WorkspaceID, r ruled, o Occasion, deal sales.DealID) error {
	o.Deal = deal
	t, written, err := e.consider(ctx, ws, r, o)
	if err != nil || written || t.Outcome == Unmet || t.Outcome == Gone {
		return err
	}
	return e.note(ctx, ws, []Trace{t}, 0)
}

// struckAt is the occasion of the last time that a clock on the wall showed a time of day. On a day that leaves it out, it
// comes an hour later.
func struckAt(daily string, now time.Time) Occasion {
	hour, minute := timeOf(daily)
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location())
	if at.After(now) {
		at = time.Date(now.Year(), now.Month(), now.Day()-1, hour, minute, 0, 0, now.Location())
	}
	return Occasion{Key: "d" + at.Format(time.DateOnly), At: sales.InstantOf(at)}
}

// timeOf reads 15:04, which [process.RuleFacts] has checked.
func timeOf(daily string) (hour, minute int) {
	_, _ = fmt.Sscanf(daily, "%d:%d", &hour, &minute)
	return hour, minute
}
