package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// doctorCommand compares what is kept with what the ledger says.
type doctorCommand struct {
	place
	JSON bool `help:"Print JSON."`
}

// finding is what the doctor says of one workspace.
type finding struct {
	Workspace sales.WorkspaceID `json:"workspace"`
	Position  int64             `json:"position"`
	Board     string            `json:"board"`  // hash of the board that is kept
	Replay    string            `json:"replay"` // hash of a board made anew from the ledger
	Objects   int               `json:"objects"`
	Differing []sales.ID        `json:"differing,omitempty"` // objects whose state is not the fold of their events
	Sound     bool              `json:"sound"`
}

// Run fails when anything differs.
func (c *doctorCommand) Run(ctx context.Context) error {
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return err
	}
	findings, err := c.examine(ctx, h)
	if err := errors.Join(err, h.close()); err != nil {
		return err
	}
	return c.report(findings)
}

func (c *doctorCommand) report(findings []finding) error {
	sick := 0
	for _, f := range findings {
		if !f.Sound {
			sick++
		}
		if !c.JSON {
			fmt.Printf("%s: position %d, board %.12s, replay %.12s, %d objects, %d differ\n", f.Workspace, f.Position, f.Board, f.Replay, f.Objects, len(f.Differing))
		}
	}
	if c.JSON {
		if err := printJSON(findings); err != nil {
			return err
		}
	}
	if sick > 0 {
		return fmt.Errorf("%d of %d workspaces are not what their ledger says", sick, len(findings))
	}
	return nil
}

func (c *doctorCommand) examine(ctx context.Context, h *house) ([]finding, error) {
	all, err := h.ledger.Workspaces(ctx)
	if err != nil {
		return nil, err
	}
	var findings []finding
	for _, ws := range all {
		f, err := examineWorkspace(ctx, h, ws)
		if err != nil {
			return nil, err
		}
		findings = append(findings, f)
	}
	return findings, nil
}

func examineWorkspace(ctx context.Context, h *house, ws sales.WorkspaceID) (f finding, err error) {
	kept, err := h.boards.Of(ctx, ws)
	if err != nil {
		return f, err
	}
	position, _, err := h.ledger.Head(ctx, ws)
	if err != nil {
		return f, err
	}
	replay := board.New(ws)
	replaying, done := context.WithCancel(ctx)
	defer done()
	if position > 0 {
		err = h.ledger.Follow(replaying, ws, 0, func(events []ledger.Event) error {
			if events[len(events)-1].Position >= position {
				done()
			}
			return replay.Apply(events)
		})
		if err != nil && !errors.Is(err, context.Canceled) {
			return f, err
		}
	}
	f = finding{Workspace: ws, Position: position, Board: hash(kept), Replay: hash(replay)}
	if f.Objects, f.Differing, err = h.ledger.Verify(ctx, ws); err != nil {
		return f, err
	}
	f.Sound = f.Board == f.Replay && len(f.Differing) == 0
	return f, nil
}

func hash(b *board.Board) string { return fmt.Sprintf("%x", b.Snapshot().Hash()) }

// configCommand prints what the commands would use.
type configCommand struct {
	serveCommand
	JSON bool `help:"Print JSON."`
}

// Run prints it, without the database's password.
func (c *configCommand) Run() error {
	settings := []struct{ Name, Value string }{{"data", c.Data}, {"store", c.shown()}, {"listen", c.Listen},
		{"secure", fmt.Sprint(c.Secure)}, {"rate", fmt.Sprint(c.Rate)},
		{"address-rate", fmt.Sprint(c.AddressRate)}, {"proxy", strings.Join(c.Proxy, " ")}, {"public-url", c.PublicURL}, {"smtp", redacted(c.SMTP)}, {"mail-from", c.MailFrom}, {"log", c.serveCommand.Log}}
	if c.JSON {
		all := map[string]string{}
		for _, s := range settings {
			all[s.Name] = s.Value
		}
		return printJSON(all)
	}
	for _, s := range settings {
		fmt.Printf("%-12s %s\n", s.Name, s.Value)
	}
	return nil
}
