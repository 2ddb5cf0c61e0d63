package automation

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"arus/gate"
	"arus/job"
	"arus/ledger"
	"arus/process"
	"arus/sales"
	"arus/store"
)

// Config is what an engine needs.
type Config struct {
	Ledger *ledger.Ledger
	Store  *store.DB
	Gate   *gate.Keeper
	Jobs   *job.Jobs // that call webhooks; nil: rules that call one are refused
	Clock  func() time.Time
	Mint   func(sales.Kind) sales.ID
	Random func([]byte) // fills with what nobody can guess
	// Desk is how things stand with people when a deal goes by a route; nil: everybody is here and has nothing.
	Desk func(sales.WorkspaceID, sales.Instant) (process.Desk, error)
}

// Engine runs the rules of all workspaces of a database. Safe for use by many goroutines, and on many nodes.
type Engine struct {
	Config
	runner runner
}

// New is an engine that runs nothing yet.
func New(c Config) *Engine {
	return &Engine{c, runner{c.Gate, c.Mint, func(w sales.World, at sales.Instant) (process.Desk, error) {
		if c.Desk == nil {
			return process.Desk{}, nil
		}
		return c.Desk(sales.WorkspaceID(w.Workspace()), at)
	}}}
}

// SettledIn is how old an event may be when it is written down and still be news. Rules run on news.
const settledIn = 24 * sales.Instant(time.Hour/time.Microsecond)

// Watch runs the rules of a workspace on what happens, until ctx ends or a database fails. Whoever calls it again goes on
// where it stopped.
func (e *Engine) Watch(ctx context.Context, ws sales.WorkspaceID) error {
	after, err := e.cursor(ctx, ws)
	if err != nil {
		return err
	}
	return e.Ledger.Follow(ctx, ws, after, func(events []ledger.Event) error { return e.page(ctx, ws, events) })
}

// CatchUp runs the rules on all that has happened so far, and on what they cause.
func (e *Engine) CatchUp(ctx context.Context, ws sales.WorkspaceID) error {
	for {
		after, err := e.cursor(ctx, ws)
		if err != nil {
			return err
		}
		events, err := e.Ledger.After(ctx, ws, after, pageLength)
		if err != nil || len(events) == 0 {
			return err
		}
		if err := e.page(ctx, ws, events); err != nil {
			return err
		}
	}
}

const pageLength = 500

// page runs rules on a run of events.
func (e *Engine) page(ctx context.Context, ws sales.WorkspaceID, events []ledger.Event) error {
	rules, err := e.rules(ctx, ws)
	if err != nil {
		return err
	}
	var idle []Trace // of runs that changed nothing
	for _, v := range events {
		o, is, err := happened(v.Position, v.Fact, v.Recorded)
		if err != nil {
			return err
		}
		if !is || v.Recorded-v.At > settledIn {
			continue
		}
		o.Chain = chainOf(v.Actor, v.Cause)
		for _, r := range rules {
			if !r.waits(o.Event) {
				continue
			}
			t, written, err := e.consider(ctx, ws, r, o)
			if err != nil {
				return err
			}
			if !written {
				idle = append(idle, t)
			}
		}
	}
	return e.note(ctx, ws, idle, events[len(events)-1].Position)
}

// mostRules of a workspace are run.
const mostRules = 500

// rules are those of a workspace as they are now.
func (e *Engine) rules(ctx context.Context, ws sales.WorkspaceID) ([]ruled, error) {
	list, err := e.Ledger.List(ctx, ws, process.RuleKind, "", mostRules)
	rules := make([]ruled, len(list))
	for i, c := range list {
		rules[i] = ruled{c.Object.(*process.Rule), c.Version}
	}
	return rules, err
}

// consider runs a rule for an occasion, once. First it looks without the ledger's lock, since most rules do not hold most
// of the time. written says that the trace is kept already.
func (e *Engine) consider(ctx context.Context, ws sales.WorkspaceID, r ruled, o Occasion) (t Trace, written bool, err error) {
	w := &reading{ctx: ctx, ledger: e.Ledger, ws: ws, seen: map[sales.ID]sales.Object{}}
	t, act := e.runner.judge(w, r, o)
	if w.failed != nil || !act {
		return t, false, w.failed
	}
	if ran, err := e.ran(ctx, ws, r.ID, o); err != nil || ran {
		return t, true, err
	}
	t, err = e.act(ctx, ws, r, o)
	if errors.Is(err, errRan) {
		return t, true, nil
	}
	if isRefusal(err) {
		refused, _ := t.refused(err)
		return refused, false, nil
	}
	return t, err == nil, err
}

// act runs a rule under the ledger's lock: it is judged again on what is then so, and its deeds, its trace and what it
// sends are written together or not at all.
func (e *Engine) act(ctx context.Context, ws sales.WorkspaceID, r ruled, o Occasion) (t Trace, err error) {
	var effects []effect
	request := ledger.Request{
		Who: ledger.Who{Workspace: ws, Actor: actorOf(r.ID), Cause: causeOf(append(o.Chain[:len(o.Chain):len(o.Chain)], r.ID))},
		Plan: func(b *ledger.Book) (err error) {
			now := r
			now.Rule, _ = b.Object(r.ID).(*process.Rule)
			if now.Rule == nil || !now.Facts.On || now.Archived {
				t = r.begun(o)
				t.Outcome = Gone
				return nil
			}
			now.version = b.Version(r.ID)
			t, effects, err = e.runner.run(b, now, o)
			return err
		},
		Within: func(ctx context.Context, tx *sql.Tx) error {
			if err := keep(ctx, tx, ws, t); err != nil {
				return err
			}
			return e.send(ctx, tx, ws, t, effects)
		}}
	_, err = e.Ledger.RecordAll(ctx, request)
	return t, err
}

// reading is the world as it is now, read when it is asked for.
type reading struct {
	ctx    context.Context //nolint:containedctx // a world is asked without one, and this one lives for a single decision
	ledger *ledger.Ledger
	ws     sales.WorkspaceID
	seen   map[sales.ID]sales.Object
	failed error
}

// Workspace is the id of the workspace, and Object an object of it as it is now, or nil.
func (r *reading) Workspace() sales.ID { return sales.ID(r.ws) }

// Object is an object as it is now, or nil.
func (r *reading) Object(id sales.ID) sales.Object {
	if id == "" {
		return nil
	}
	object, seen := r.seen[id]
	if !seen {
		current, err := r.ledger.Load(r.ctx, r.ws, id)
		if err != nil && !isRefusal(err) {
			r.failed = err
		}
		object = current.Object
		r.seen[id] = object
	}
	return object
}
