package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"arus/access"
	"arus/api"
	"arus/board/boards"
	"arus/founding"
	"arus/gate"
	"arus/ledger"
	"arus/sales"
	"arus/score/keep"
	"arus/store"
)

// place is where an installation lives. It means the same on every command.
type place struct {
	Data     string `help:"Directory of the embedded database and of checkpoints." env:"ARUS_DATA" default:"arus-data" type:"path" placeholder:"DIR"`
	Database string `help:"PostgreSQL instead of the embedded database." env:"ARUS_DATABASE" placeholder:"postgres://…"`
}

// where names the database to open.
func (p place) where() string {
	if p.Database != "" {
		return p.Database
	}
	return p.Data
}

// shown is the place without its password.
func (p place) shown() string {
	if p.Database == "" {
		return p.Data
	}
	return redacted(p.Database)
}

// redacted is a URL without its password.
func redacted(text string) string {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return ""
	case err != nil || u.Host == "" && u.Scheme == "":
		return "(not a URL)" // which may hold a password all the same
	}
	return u.Redacted()
}

// house is an open installation: the rooms below the door.
type house struct {
	db     *store.DB
	ledger *ledger.Ledger
	boards *boards.Boards
	access *access.Access
	gate   *gate.Keeper
	scores *keep.Keeper
	log    *slog.Logger
	lock   *os.File
}

// openHouse opens an installation and moves its schema forwards. Those who write the ledger of an embedded database are
// alone with it: the board of a running server would not hear of another process.
func openHouse(ctx context.Context, p place, log *slog.Logger, alone bool) (*house, error) {
	h := &house{log: log}
	var err error
	if p.Database != "" && !strings.HasPrefix(p.Database, "postgres://") && !strings.HasPrefix(p.Database, "postgresql://") {
		return nil, misuse{errors.New("--database is a URL such as postgres://arus@localhost/arus")}
	}
	if alone && p.Database == "" {
		if h.lock, err = lockDirectory(p.Data); err != nil {
			return nil, err
		}
	}
	if h.db, err = store.Open(ctx, p.where()); err != nil {
		return nil, errors.Join(err, h.unlock())
	}
	if err := h.db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, h.db.Close(), h.unlock())
	}
	h.gate, h.scores = gate.New(), keep.New(h.db)
	h.ledger = ledger.Open(h.db, ledger.Config{Clock: time.Now, Gate: h.gate.Guard})
	h.boards = boards.New(h.ledger, filepath.Join(p.Data, "boards"), log)
	h.access = access.New(h.db, time.Now, rand.Reader).WithRoster(api.Roster(h.ledger))
	return h, nil
}

// lockDirectory takes the directory for this process.
func lockDirectory(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "arus.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(misuse{fmt.Errorf("another arus is running on %s: stop it, or use its API with --server", dir)}, f.Close())
	}
	return f, nil
}

func (h *house) unlock() error {
	if h.lock == nil {
		return nil
	}
	return h.lock.Close() // which lets go of the lock
}

// close shuts the rooms in the order in which they depend on each other.
func (h *house) close() error {
	h.boards.Close()
	h.ledger.Close()
	h.access.Settle()
	return errors.Join(h.db.Close(), h.unlock())
}

// founding is where a workspace is made.
func (h *house) founding() founding.House {
	return founding.House{Ledger: h.ledger, Access: h.access, Mint: mint}
}

// workspace finds the one meant: by id or name, or the only one there is.
func (h *house) workspace(ctx context.Context, name string) (sales.WorkspaceID, error) {
	all, err := h.ledger.Workspaces(ctx)
	if err != nil {
		return "", err
	}
	var names []string
	for _, ws := range all {
		current, err := h.ledger.Load(ctx, ws, sales.ID(ws))
		if err != nil {
			return "", err
		}
		called := current.Object.(*sales.Workspace).Facts.Name
		if name == string(ws) || name == called || name == "" && len(all) == 1 {
			return ws, nil
		}
		names = append(names, called)
	}
	switch {
	case len(all) == 0:
		return "", misuse{errors.New("there is no workspace yet: make one with arus init")}
	case name == "":
		return "", misuse{fmt.Errorf("there are several workspaces: say which with --workspace (%s)", strings.Join(names, ", "))}
	}
	return "", misuse{fmt.Errorf("there is no workspace %q (there is %s)", name, strings.Join(names, ", "))}
}

// mint makes an id of a kind.
func mint(kind sales.Kind) sales.ID {
	var entropy [10]byte
	_, _ = rand.Read(entropy[:]) // never fails
	return sales.MintID(kind, sales.InstantOf(time.Now()), entropy)
}

// newLog writes what an operator needs to know, as text on a terminal.
func newLog(level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, misuse{fmt.Errorf("--log is debug, info, warn or error, not %q", level)}
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})), nil
}
