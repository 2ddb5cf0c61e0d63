package keep

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"sync"

	"arus/board"
	"arus/job"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/factor"
	"arus/score/win"
	"arus/store"
)

// Version is a model as a list shows it.
type Version struct {
	Version  int64
	At       sales.Instant // learnt at
	Position int64         // of the ledger
	Champion win.Method
	Stands   bool
}

// Keeper keeps models in a database. Safe for use by many goroutines.
type Keeper struct {
	db   *store.DB
	jobs *job.Jobs // nil: this process takes no orders

	record Recorder

	mu      sync.Mutex
	read    map[sales.WorkspaceID]map[int64]*win.Model // by version
	changed func(sales.WorkspaceID)
}

// Recorder hands an order of ours to the ledger.
type Recorder func(context.Context, sales.WorkspaceID, sales.Command) error

// New keeps models in a migrated database.
func New(db *store.DB) *Keeper {
	return &Keeper{db: db, read: map[sales.WorkspaceID]map[int64]*win.Model{}, changed: func(sales.WorkspaceID) {}}
}

// Tell calls fn whenever another model stands.
func (k *Keeper) Tell(fn func(sales.WorkspaceID)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changed = fn
}

const (
	lastVersion  = `SELECT coalesce(max(version), 0) FROM model WHERE workspace = $1`
	insertModel  = `INSERT INTO model (workspace, version, learnt_at, position, champion, stands, content) VALUES ($1, $2, $3, $4, $5, 1, $6)`
	standDown    = `UPDATE model SET stands = 0 WHERE workspace = $1 AND stands = 1`
	standUp      = `UPDATE model SET stands = 1 WHERE workspace = $1 AND version = $2`
	dropModels   = `DELETE FROM model WHERE workspace = $1 AND version <= $2 AND stands = 0`
	listModels   = `SELECT version, learnt_at, position, champion, stands FROM model WHERE workspace = $1 ORDER BY version DESC`
	whoStands    = `SELECT version FROM model WHERE workspace = $1 AND stands = 1`
	selectModel  = `SELECT content FROM model WHERE workspace = $1 AND version = $2`
	versionsKept = 10
)

// Queries are all that this package says to the database.
func Queries() []string {
	return []string{lastVersion, insertModel, standDown, standUp, dropModels, listModels, whoStands, selectModel,
		newestTraining, insertTraining, stepTraining, endTraining, dropTrainings}
}

// Train learns from the newest picture of a board what happened until now, and lets the result stand. The ten newest
// versions are kept.
func (k *Keeper) Train(ctx context.Context, b *board.Board, now sales.Instant) (*win.Model, error) {
	return k.learn(ctx, b, now, func(int) error { return nil })
}

// learn tells after each step how many are done.
func (k *Keeper) learn(ctx context.Context, b *board.Board, now sales.Instant, progress func(steps int) error) (*win.Model, error) {
	m, err := win.Train(ctx, b.Snapshot().At(now, 0), now, progress)
	if err != nil {
		return nil, err
	}
	if err := progress(win.Steps); err != nil {
		return nil, err
	}
	text, err := m.Bytes()
	if err != nil {
		return nil, err
	}
	ws := string(b.Workspace())
	err = k.db.Write(ctx, func(tx *sql.Tx) error {
		last, _, err := store.One(ctx, tx, func(n *int64) []any { return []any{n} }, lastVersion, ws)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, standDown, ws); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, insertModel, ws, last+1, int64(m.At), m.Position, string(m.Champion), string(text)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, dropModels, ws, last+1-versionsKept)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	k.Changed(b.Workspace())
	return m, nil
}

// Changed tells whom Tell named that another model stands.
func (k *Keeper) Changed(ws sales.WorkspaceID) {
	k.mu.Lock()
	changed := k.changed
	k.mu.Unlock()
	changed(ws)
}

// Versions are those that are kept, newest first.
func (k *Keeper) Versions(ctx context.Context, ws sales.WorkspaceID) ([]Version, error) {
	type line struct {
		Version
		at     int64
		stands int64
	}
	lines, err := store.All(ctx, k.db.Read(), func(l *line) []any { return []any{&l.Version.Version, &l.at, &l.Position, &l.Champion, &l.stands} }, listModels, string(ws))
	all := make([]Version, len(lines))
	for i, l := range lines {
		all[i] = l.Version
		all[i].At, all[i].Stands = sales.Instant(l.at), l.stands == 1
	}
	return all, err
}

// Rollback lets an earlier version stand again, until the next training: within the transaction that writes it into the
// ledger. Whoever does so calls Changed once that is committed.
func (k *Keeper) Rollback(ctx context.Context, tx *sql.Tx, ws sales.WorkspaceID, version int64) error {
	if _, err := tx.ExecContext(ctx, standDown, string(ws)); err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, standUp, string(ws), version)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return missing(err, version)
	}
	return nil
}

func missing(err error, version int64) error {
	if err != nil {
		return err
	}
	return &sales.Problem{Kind: sales.KindMissing, Code: "not_found", Format: "there is no model of version %d", Args: []any{version}}
}

// Standing is the model that stands and its version; nil where none was learnt, or where it was learnt after a moment.
func (k *Keeper) Standing(ctx context.Context, ws sales.WorkspaceID, now sales.Instant) (m *win.Model, version int64, err error) {
	version, found, err := store.One(ctx, k.db.Read(), func(n *int64) []any { return []any{n} }, whoStands, string(ws))
	if err != nil || !found {
		return nil, 0, err
	}
	m, err = k.modelOf(ctx, ws, version)
	if err != nil || m == nil || m.At > now {
		return nil, 0, err
	}
	return m, version, nil
}

// modelOf is the model of a version, read once; nil where it is not kept.
func (k *Keeper) modelOf(ctx context.Context, ws sales.WorkspaceID, version int64) (*win.Model, error) {
	k.mu.Lock()
	m := k.read[ws][version]
	k.mu.Unlock()
	if m != nil {
		return m, nil
	}
	text, found, err := store.One(ctx, k.db.Read(), func(s *string) []any { return []any{s} }, selectModel, string(ws), version)
	if err != nil || !found {
		return nil, err
	}
	if m, err = win.Parse([]byte(text)); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.read[ws] == nil {
		k.read[ws] = map[int64]*win.Model{}
	}
	maps.DeleteFunc(k.read[ws], func(old int64, _ *win.Model) bool { return old <= version-versionsKept })
	k.read[ws][version] = m
	return m, nil
}

// Weigh is a [report.Weigher]: chances by the model that stands; where none does, by the one factor that has proved itself;
// or nil where stage odds are the best there is.
func (k *Keeper) Weigh(r *report.Reader) report.Chances {
	m, _, err := k.Standing(context.Background(), r.Picture.Snapshot().Workspace(), r.Now)
	if known := r.Picture.KnownAt(); err != nil || m == nil || known != 0 && m.At > known {
		return factor.Weigh(r) // a model that cannot be read is no reason to have no figures: their source says what they are
	}
	if s := m.Scorer(r.Now); s != nil {
		return chances{s}
	}
	return factor.Weigh(r)
}

type chances struct{ *win.Scorer }

// By names a model.
func (chances) By() string { return string(score.FromScore) }

// Fill writes the chances of a chunk's open deals.
func (c chances) Fill(columns board.Columns, into []report.Chance) {
	c.Each(columns, func(i int, p float64) { into[i] = report.ChanceOf(p) })
}
