package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

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

// kept is one board and how far it was saved.
type kept struct {
	board *Board
	saved int64
	ready chan struct{} // closed when the board has been loaded
	err   error         // of loading or following
}

// saveEvery is how many events a board takes in before it is saved again; as many are read again after a crash.
const saveEvery = 100_000

// NewBoards keeps boards until Close. Checkpoints are written to dir, which is made when it is missing; "" keeps none.
func NewBoards(l *ledger.Ledger, dir string, log *slog.Logger) *Boards {
	ctx, end := context.WithCancel(context.Background())
	return &Boards{ledger: l, dir: dir, log: log, ctx: ctx, end: end, open: map[sales.WorkspaceID]*kept{}}
}

// Of is the board of a workspace. The first call loads it and waits until it has caught up with the ledger.
func (b *Boards) Of(ctx context.Context, ws sales.WorkspaceID) (*Board, error) {
	b.mu.Lock()
	k := b.open[ws]
	if k == nil || k.failed() {
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

// failed reports a board that could not be loaded, which is tried again at the next call.
func (k *kept) failed() bool {
	select {
	case <-k.ready:
		return k.err != nil
	default:
		return false
	}
}

// keep loads the board, lets it follow the ledger, and saves it now and then and at the end.
func (b *Boards) keep(ws sales.WorkspaceID, k *kept) {
	head, _, err := b.ledger.Head(b.ctx, ws)
	if err != nil {
		k.err = err
		close(k.ready)
		return
	}
	k.board = b.load(ws)
	k.saved = k.board.Snapshot().Position()
	ready := sync.OnceFunc(func() { close(k.ready) })
	if k.saved >= head {
		ready()
	}
	err = b.ledger.Follow(b.ctx, ws, k.saved, func(events []ledger.Event) error {
		if err := k.board.Apply(events); err != nil {
			return err
		}
		last := events[len(events)-1].Position
		if last >= head {
			ready()
		}
		if last-k.saved >= saveEvery {
			b.save(ws, k)
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		b.log.Error("board stopped following the ledger", "workspace", ws, "error", err)
	}
	k.err = err
	ready()
	b.save(ws, k)
}

func (b *Boards) file(ws sales.WorkspaceID) string { return filepath.Join(b.dir, string(ws)+".board") }

// load reads the checkpoint. One that is missing, damaged or of another version costs time, never truth: the ledger has
// everything.
func (b *Boards) load(ws sales.WorkspaceID) *Board {
	if b.dir == "" {
		return New(ws)
	}
	file, err := os.Open(b.file(ws))
	if err != nil {
		return New(ws)
	}
	defer file.Close()
	board, err := Load(file, ws)
	if err != nil {
		b.log.Info("checkpoint left aside, the board is rebuilt from the ledger", "workspace", ws, "reason", err)
		return New(ws)
	}
	return board
}

// save writes the checkpoint beside the old one and then puts it in its place, so that a crash leaves one of them whole.
func (b *Boards) save(ws sales.WorkspaceID, k *kept) {
	position := k.board.Snapshot().Position()
	if b.dir == "" || position == k.saved {
		return
	}
	if err := b.write(ws, k.board); err != nil {
		b.log.Warn("checkpoint not written", "workspace", ws, "error", err)
		return
	}
	k.saved = position
}

func (b *Boards) write(ws sales.WorkspaceID, board *Board) (err error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(b.dir, string(ws)+".*")
	if err != nil {
		return err
	}
	err = errors.Join(board.Save(fresh), fresh.Sync(), fresh.Close())
	if err == nil {
		err = os.Rename(fresh.Name(), b.file(ws))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("board: %w", err), os.Remove(fresh.Name()))
	}
	return nil
}

// Close ends the following and saves every board.
func (b *Boards) Close() {
	b.end()
	b.all.Wait()
}
