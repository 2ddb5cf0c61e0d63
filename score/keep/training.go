package keep

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"arus/board"
	"arus/job"
	"arus/sales"
	"arus/score/chronicle"
	"arus/score/win"
	"arus/store"
)

// Training is a model that is to be learnt, being learnt, or was.
type Training struct {
	Number  int64
	State   string // waiting, running, done or failed
	Asked   sales.Instant
	Ended   sales.Instant // zero until it is done or has failed
	Done    int           // steps
	Steps   int
	Version int64  // of the model, once it is done
	Reason  string // why it failed
}

// The states of a training.
const (
	waiting = "waiting"
	running = "running"
	done    = "done"
	failed  = "failed"
)

const (
	newestTraining = `SELECT number, state, asked_at, ended_at, done, steps, version, reason FROM training WHERE workspace = $1 ORDER BY number DESC LIMIT 1`
	insertTraining = `INSERT INTO training (workspace, number, state, asked_at, ended_at, done, steps, version, reason) VALUES ($1, $2, $3, $4, 0, 0, $5, 0, '')`
	stepTraining   = `UPDATE training SET state = 'running', done = $1 WHERE workspace = $2 AND number = $3`
	endTraining    = `UPDATE training SET state = $1, ended_at = $2, version = $3, reason = $4 WHERE workspace = $5 AND number = $6`
	dropTrainings  = `DELETE FROM training WHERE workspace = $1 AND number <= $2`
	trainingsKept  = 20
)

// errand is the job of a training.
type errand struct {
	Workspace sales.WorkspaceID `json:"workspace"`
	Number    int64             `json:"number"`
	Why       chronicle.Why     `json:"why,omitempty"` // empty in errands of earlier versions: asked
	By        sales.UserID      `json:"by,omitempty"`
}

// Kind names the job.
func (errand) Kind() string { return "score.train" }

// longest bounds one training. A million deals take a minute or two.
const longest = 30 * time.Minute

// Newest is the training that was asked for last; found is false where none was.
func (k *Keeper) Newest(ctx context.Context, ws sales.WorkspaceID) (t Training, found bool, err error) {
	return newest(ctx, k.db.Read(), ws)
}

func newest(ctx context.Context, q store.Queryer, ws sales.WorkspaceID) (Training, bool, error) {
	type line struct {
		Training
		asked, ended int64
	}
	l, found, err := store.One(ctx, q, func(l *line) []any {
		return []any{&l.Number, &l.State, &l.asked, &l.ended, &l.Done, &l.Steps, &l.Version, &l.Reason}
	}, newestTraining, string(ws))
	l.Asked, l.Ended = sales.Instant(l.asked), sales.Instant(l.ended)
	return l.Training, found, err
}

// abandoned is after how long nobody waits for a training any more: all attempts are over.
const abandoned = sales.Instant(4 * longest / time.Microsecond)

// Wish is that a model be learnt.
type Wish struct {
	Why chronicle.Why
	By  sales.UserID // empty where nobody asked
	At  sales.Instant
}

// Ask lets a model be learnt in the background. One that waits or runs already is the one asked for.
func (k *Keeper) Ask(ctx context.Context, ws sales.WorkspaceID, w Wish) (t Training, err error) {
	now := w.At
	if k.jobs == nil {
		return t, &sales.Problem{Kind: sales.KindBusy, Code: "not_learning", Format: "no models are learnt here now: try again later"}
	}
	err = k.db.Write(ctx, func(tx *sql.Tx) error {
		before, found, err := newest(ctx, tx, ws)
		if err != nil || found && before.Ended == 0 && now-before.Asked < abandoned {
			t = before
			return err
		}
		t = Training{Number: before.Number + 1, State: waiting, Asked: now, Steps: win.Steps}
		if _, err := tx.ExecContext(ctx, insertTraining, string(ws), t.Number, t.State, int64(now), t.Steps); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, dropTrainings, string(ws), t.Number-trainingsKept); err != nil {
			return err
		}
		return k.jobs.Enqueue(ctx, tx, errand{ws, t.Number, w.Why, w.By}, job.Attempts(3))
	})
	return t, err
}

// Begin asks for a model where enough has closed to learn one, and the one that stands, if any, did not have enough. One
// that failed is left to the nightly review.
func (k *Keeper) Begin(ctx context.Context, b *board.Board, now sales.Instant) error {
	m, _, err := k.Standing(ctx, b.Workspace(), now)
	if err != nil || m != nil && win.Enough(m.Won, m.Deals-m.Won) {
		return err
	}
	if won, lost := win.Closed(b.Snapshot().At(now, 0), now); !win.Enough(won, lost) {
		return nil
	}
	last, found, err := k.Newest(ctx, b.Workspace())
	if err != nil || found && last.State == failed {
		return err
	}
	_, err = k.Ask(ctx, b.Workspace(), Wish{chronicle.First, "", now})
	return err
}

// Boards finds the board of a workspace.
type Boards func(context.Context, sales.WorkspaceID) (*board.Board, error)

// House is what learning needs besides the database.
type House struct {
	Boards Boards
	Record Recorder
	Clock  func() time.Time
}

// HandleJobs lets this node take orders for models, and learn what was asked for.
func HandleJobs(jobs *job.Jobs, k *Keeper, h House) {
	k.jobs, k.record = jobs, h.Record
	job.Handle(jobs, longest, func(ctx context.Context, run job.Run, e errand) error {
		version, err := k.carryOut(ctx, h, e)
		state, reason := done, ""
		switch {
		case err != nil && !run.Last:
			return err
		case err != nil:
			state, reason = failed, "something went wrong inside; the model that stood stands"
		}
		if noted := k.exec(ctx, endTraining, state, int64(sales.InstantOf(h.Clock())), version, reason, string(e.Workspace), e.Number); noted != nil {
			return noted
		}
		return err
	})
}

// carryOut learns a model, and writes into the ledger that it stands.
func (k *Keeper) carryOut(ctx context.Context, h House, e errand) (version int64, err error) {
	b, err := h.Boards(ctx, e.Workspace)
	if err != nil {
		return 0, err
	}
	tell := func(steps int) error { return k.exec(ctx, stepTraining, steps, string(e.Workspace), e.Number) }
	if _, err := k.learn(ctx, b, sales.InstantOf(h.Clock()), tell); err != nil {
		return 0, err
	}
	if version, _, err = store.One(ctx, k.db.Read(), func(n *int64) []any { return []any{n} }, lastVersion, string(e.Workspace)); err != nil {
		return 0, err
	}
	c, err := k.Entry(ctx, e.Workspace, version, Wish{Why: cmp.Or(e.Why, chronicle.Asked), By: e.By})
	if err != nil {
		return 0, err
	}
	return version, k.record(ctx, e.Workspace, c)
}

func (k *Keeper) exec(ctx context.Context, query string, args ...any) error {
	return k.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}
