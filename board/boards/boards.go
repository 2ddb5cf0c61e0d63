// Package boards keeps a board for each workspace that is asked for, following the ledger.
//
// It exists so that whoever reads asks for a board by its workspace and gets one that is up to date, started from a
// checkpoint where there is a good one.
//
// It refuses to trust a checkpoint: one that is missing, damaged or of another version costs time, never truth.
package boards

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// Boards keeps a board for each workspace that is asked for, following the ledger.
type Boards struct {
	ledger *ledger.Ledger
	dir    string // of checkpoints; "" keeps none
	log    *slog.Logger
	ctx    context.Context
	end    context.CancelFunc

	mu   sync.Mutex
	open map[sales.WorkspaceID]*kept
	all  sync.WaitGroup
}

// kept is one board. board and err are set before ready is closed, and not changed after.
type kept struct {
	board *board.Board
	err   error
	ready chan struct{}

	saved  atomic.Int64 // position of the checkpoint
	saving atomic.Bool
}

const (
	// A board is saved after so many events, a large one after a quarter of its length, so that saving costs less than folding.
	saveEvery = 100_000
	saveShare = 4
	// pause before a board that lost the database looks for it again.
	pause = time.Second
)

// New keeps boards until Close. Checkpoints are written to dir, which is made when it is missing; "" keeps none.
func New(l *ledger.Ledger, dir string, log *slog.Logger) *Boards {
	ctx, end := context.WithCancel(context.Background())
	return &Boards{ledger: l, dir: dir, log: log, ctx: ctx, end: end, open: map[sales.WorkspaceID]*kept{}}
}

// Of is the board of a workspace. The first call loads it and waits until it has caught up with the ledger.
func (b *Boards) Of(ctx context.Context, ws sales.WorkspaceID) (*board.Board, error) {
	b.mu.Lock()
	k := b.open[ws]
	if k == nil {
		k = &kept{ready: make(chan struct{})}
		b.open[ws] = k
		b.all.Go(func() { b.keep(ws, k) })
	}
	b.mu.Unlock()
	select {
	case <-k.ready:
		return k.board, k.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// keep loads the board, lets it follow the ledger until Close, and saves it now and then and at the end.
func (b *Boards) keep(ws sales.WorkspaceID, k *kept) {
	head, _, err := b.ledger.Head(b.ctx, ws)
	if err != nil {
		b.mu.Lock()
		delete(b.open, ws) // the next call tries again
		b.mu.Unlock()
		k.err = err
		close(k.ready)
		return
	}
	k.board = b.load(ws)
	k.saved.Store(k.board.Position())
	ready := sync.OnceFunc(func() { close(k.ready) })
	if k.board.Position() >= head {
		ready()
	}
	for b.ctx.Err() == nil {
		err := b.ledger.Follow(b.ctx, ws, k.board.Position(), func(events []ledger.Event) error {
			if err := k.board.Apply(events); err != nil {
				return err
			}
			if k.board.Position() >= head {
				ready()
			}
			b.saveSometimes(ws, k)
			return nil
		})
		if b.ctx.Err() == nil {
			b.log.Error("board lost the ledger, and looks for it again", "workspace", ws, "error", err)
			select {
			case <-time.After(pause):
			case <-b.ctx.Done():
			}
		}
	}
	ready()
	b.save(ws, k)
}

func (b *Boards) file(ws sales.WorkspaceID) string { return filepath.Join(b.dir, string(ws)+".board") }

// load reads the checkpoint. One that is missing, damaged or of another version costs time, never truth: the ledger has
// everything.
func (b *Boards) load(ws sales.WorkspaceID) *board.Board {
	if b.dir == "" {
		return board.New(ws)
	}
	file, err := os.Open(b.file(ws))
	if err != nil {
		return board.New(ws)
	}
	defer file.Close()
	loaded, err := board.Load(file, ws)
	if err == nil {
		return loaded
	}
	b.log.Info("checkpoint left aside, the board is rebuilt from the ledger", "workspace", ws, "reason", err)
	return board.New(ws)
}

// saveSometimes saves beside the following, not in its way.
func (b *Boards) saveSometimes(ws sales.WorkspaceID, k *kept) {
	position, saved := k.board.Position(), k.saved.Load()
	if position-saved < max(saveEvery, position/saveShare) || !k.saving.CompareAndSwap(false, true) {
		return
	}
	b.all.Go(func() {
		defer k.saving.Store(false)
		b.save(ws, k)
	})
}

// save writes the checkpoint beside the old one and then puts it in its place, so that a crash leaves one of them whole.
func (b *Boards) save(ws sales.WorkspaceID, k *kept) {
	position := k.board.Position()
	if b.dir == "" || position == k.saved.Load() {
		return
	}
	if err := b.write(ws, k.board); err != nil {
		b.log.Warn("checkpoint not written", "workspace", ws, "error", err)
	} else {
		k.saved.Store(position)
	}
}

func (b *Boards) write(ws sales.WorkspaceID, kept *board.Board) (err error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(b.dir, string(ws)+".*")
	if err != nil {
		return err
	}
	err = errors.Join(kept.Save(fresh), fresh.Sync(), fresh.Close())
	if err == nil {
		err = os.Rename(fresh.Name(), b.file(ws))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("boards: %w", err), os.Remove(fresh.Name()))
	}
	return nil
}

// Close ends the following and saves every board.
func (b *Boards) Close() {
	b.end()
	b.all.Wait()
}
