package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"arus/api/entry"
	"arus/ledger"
	"arus/process"
	"arus/routing"
	"arus/sales"
)

// What waits for its turn or its moment does not wait for ever, in a demo as little as elsewhere: a lead of nobody is given
// out, one that nobody touches goes on, and a planned definition takes effect.
func TestEveryServerSweeps(t *testing.T) {
	for name, demo := range map[string]*entry.Demo{"serve": nil, "demo": {}} {
		t.Run(name, func(t *testing.T) {
			h := startNode(t, "")
			setup := initCommand{Workspace: "Swept", Email: "ana@example.com", Name: "Ana", Currency: "IDR", TimeZone: "Asia/Jakarta", FiscalYear: 1}
			ws, user, err := setup.make(t.Context(), h, "a long and unusual phrase")
			if err != nil {
				t.Fatal(err)
			}
			if demo != nil {
				demo.Workspace, demo.User = ws, user
			}
			budi, pipe, lead, late := mint(sales.UserKind), mint(sales.PipelineKind), mint(process.LeadKind), mint(process.LeadKind)
			route, plan := mint(process.RouteKind), mint(process.PlanKind)
			open := process.LeadFacts{Name: "Dewi", LeadLife: process.LeadLife{State: process.LeadOpen}}
			now := time.Now()
			lastWeek := sales.InstantOf(now.AddDate(0, 0, -7))
			receipt, err := h.ledger.RecordAll(t.Context(), ledger.Request{Who: ledger.Who{Workspace: ws, Actor: "system"}, Orders: []ledger.Order{
				{Command: sales.Create[sales.UserFacts]{ID: budi, Facts: sales.UserFacts{Name: "Budi"}}},
				{At: lastWeek, Command: sales.Create[sales.PipelineFacts]{ID: pipe, Facts: sales.PipelineFacts{Name: "Sales", ValueKind: sales.TCV,
					Stages: []sales.Stage{{ID: sales.StageID(mint(sales.StageKind)), Name: "One", Canonical: "qualify"}}}}},
				{At: lastWeek, Command: sales.Create[process.RouteFacts]{ID: route, Facts: process.RouteFacts{Name: "All", Of: "leads", FirstTouch: 60,
					Members: []routing.Member{{User: user}, {User: sales.UserID(budi)}}}}},
				{At: lastWeek, Command: sales.Create[process.LeadFacts]{ID: late, Facts: open}},
				{At: lastWeek, Command: process.RouteLead{Lead: late, Route: route}},
				{Command: sales.Create[process.LeadFacts]{ID: lead, Facts: open}},
				{Command: sales.Create[process.PlanFacts]{ID: plan, Facts: process.PlanFacts{Pipeline: sales.PipelineID(pipe), Effective: sales.InstantOf(now),
					Definition: []byte(`{"name":"Next year"}`), PlanLife: process.PlanLife{State: process.Planned}}}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			serveDemo(t, h, demo)
			waits := map[sales.ID]bool{lead: true, late: true, plan: true, pipe: true}
			all := errors.New("all has happened")
			err = h.ledger.Follow(t.Context(), ws, receipt.Position, func(events []ledger.Event) error {
				for _, v := range events {
					if v.Cause == "sweep" {
						delete(waits, v.Object)
					}
				}
				if len(waits) == 0 {
					return all
				}
				return nil
			})
			if !errors.Is(err, all) {
				t.Fatal(err, waits)
			}
		})
	}
}

// serveDemo serves until the test is over.
func serveDemo(t *testing.T, h *house, demo *entry.Demo) {
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- server{house: h, listen: "127.0.0.1:0", demo: demo}.run(ctx, func(a string) { up <- a })
	}()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, h.close()); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-up:
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
}
