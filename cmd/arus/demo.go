package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"arus/api/entry"
	"arus/demo"
	"arus/demo/pledge"
	"arus/ledger"
	"arus/sales"
)

// demoCommand starts a company that does not exist.
type demoCommand struct {
	Listen  string `help:"Address on this machine to listen on." default:"127.0.0.1:8080"`
	Seed    uint64 `help:"Another seed is another company." default:"1"`
	Company string `help:"How large: S wins some 90 deals a quarter, M 400, L 2,100; drift finds it harder from month to month." enum:"demo,S,M,L,drift" default:"demo"`
	Data    string `help:"Directory to fill instead of a temporary one." type:"path" placeholder:"DIR"`
	Log     string `help:"debug, info, warn or error." default:"warn"`
}

// Run fills a store with the demo company and serves it on loopback, where everybody is signed in.
func (c *demoCommand) Run(ctx context.Context) (err error) {
	if err := onLoopback(c.Listen); err != nil {
		return err
	}
	log, err := newLog(c.Log)
	if err != nil {
		return err
	}
	dir := c.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "arus-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	h, err := openHouse(ctx, place{Data: dir}, log, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	began := time.Now()
	shown, err := c.fill(ctx, h)
	if err != nil {
		return err
	}
	s := server{house: h, listen: c.Listen, demo: &entry.Demo{Workspace: shown.workspace, User: shown.visitor}}
	return s.run(ctx, func(address string) {
		fmt.Printf("The demo company is ready: %d events of two years in %.1f s.\n\n    http://%s\n\n"+
			"You are signed in by itself, on this machine only. Everything is gone when you stop it (Ctrl+C).\n", shown.events, time.Since(began).Seconds(), address)
	})
}

// onLoopback refuses an address that other machines could reach: a demo lets everybody in.
func onLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return misuse{fmt.Errorf("--listen is an address such as 127.0.0.1:8080, not %q", listen)}
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return misuse{fmt.Errorf("a demo signs everybody in, so it listens on this machine only, not on %q", host)}
}

// company is what the demo shows, and whom it signs everybody in as.
type company struct {
	workspace sales.WorkspaceID
	visitor   sales.UserID
	events    int64
}

// fill writes the company's whole history in one transaction, by the same orders that people give.
func (c *demoCommand) fill(ctx context.Context, h *house) (company, error) {
	sizes := map[string]func() demo.Size{"": demo.Demo, "demo": demo.Demo, "S": demo.Small, "M": demo.Medium, "L": demo.Large, "drift": demo.Drifting}
	script := demo.Company(c.Seed, sales.InstantOf(time.Now()), sizes[c.Company]())
	ws := sales.WorkspaceID(mint(sales.WorkspaceKind))
	who := ledger.Who{Workspace: ws, Actor: "demo", Cause: "demo"}
	if err := h.ledger.CreateWorkspace(ctx, who, script.Workspace); err != nil {
		return company{}, err
	}
	receipt, err := h.ledger.RecordAll(ctx, ledger.Request{Who: who, Plan: func(b *ledger.Book) error {
		owners := owners{}
		for order := range script.Orders {
			order.By = owners.doer(order.Command)
			if _, err := b.Do(order); err != nil {
				return err
			}
			if order.Command.Subject() == sales.ID(script.Leader) {
				lead := sales.Change[sales.WorkspaceFacts]{ID: sales.ID(ws), Patch: fmt.Appendf(nil, `{"leader":%q}`, script.Leader)}
				if _, err := b.Do(ledger.Order{Command: lead}); err != nil {
					return err
				}
			}
		}
		return nil
	}})
	if err != nil {
		return company{}, err
	}
	head, err := pledged(ctx, h, who, receipt.Position)
	return company{ws, script.Leader, head}, err
}

// pledged lets the company's people say what they will book, and returns the ledger's head after it.
func pledged(ctx context.Context, h *house, who ledger.Who, head int64) (int64, error) {
	b, err := h.boards.Of(ctx, who.Workspace)
	if err != nil {
		return 0, err
	}
	for round := range pledge.Rounds {
		if err := b.WaitFor(ctx, head); err != nil {
			return 0, err
		}
		orders, err := pledge.Orders(b.Snapshot(), sales.InstantOf(time.Now()), round, mint)
		if err != nil {
			return 0, err
		}
		receipt, err := h.ledger.RecordAll(ctx, ledger.Request{Who: who, Orders: orders})
		if err != nil {
			return 0, err
		}
		head = receipt.Position
	}
	return head, nil
}

// owners knows who owns which deal while the history is played, so that each line of it names who did it.
type owners map[sales.DealID]sales.UserID

// doer is whose doing a command is: the owner's of the deal; the demo's own where there is none.
func (o owners) doer(c sales.Command) string {
	deal := sales.DealID(c.Subject())
	switch c := c.(type) {
	case sales.CreateDeal:
		o[deal] = c.Facts.Owner
	case sales.TransferDeal:
		defer func() { o[deal] = c.To }()
	}
	return string(o[deal])
}
