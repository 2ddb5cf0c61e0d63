package process_test

import (
	"testing"

	"arus/ledger/codec"
	"arus/process"
	"arus/sales"
)

// world is a picture made by hand.
type world map[sales.ID]sales.Object

func (w world) Object(id sales.ID) sales.Object { return w[id] }
func (w world) Workspace() sales.ID             { return "ws_1" }

// try decides a command and folds its facts.
func (w world) try(at sales.Instant, c sales.Command) ([]sales.Fact, error) {
	facts, err := c.Decide(w, at)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		if w[f.Object] == nil {
			w[f.Object] = codec.NewObject(f.Object.Kind())
		}
		if err := w[f.Object].Fold(f); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

func (w world) do(t testing.TB, at sales.Instant, c sales.Command) []sales.Fact {
	t.Helper()
	facts, err := w.try(at, c)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	return facts
}

const day sales.Instant = 86_400_000_000

// newWorld is a workspace with a team of three (ani, budi and their manager citra, below dewi, below the leader eka), finance
// (fitri), one who has left, a pipeline of two stages, and a deal of ani's.
func newWorld(t testing.TB) world {
	t.Helper()
	w := world{}
	settings := sales.NewWorkspace("W")
	w.do(t, 1, sales.Create[sales.WorkspaceFacts]{ID: "ws_1", Facts: settings})
	w.do(t, 1, sales.Create[sales.TeamFacts]{ID: "team_top", Facts: sales.TeamFacts{Name: "Top"}})
	w.do(t, 1, sales.Create[sales.TeamFacts]{ID: "team_1", Facts: sales.TeamFacts{Name: "Java", Parent: "team_top"}})
	for name, u := range map[sales.ID]sales.UserFacts{"user_ani": {Team: "team_1"}, "user_budi": {Team: "team_1"}, "user_citra": {Team: "team_1", Role: sales.Manager},
		"user_dewi": {Role: sales.Manager}, "user_eka": {Role: sales.Leader}, "user_fitri": {Role: sales.Finance}, "user_gone": {Inactive: true}} {
		u.Name = string(name)
		w.do(t, 1, sales.Create[sales.UserFacts]{ID: name, Facts: u})
	}
	w.do(t, 1, sales.Change[sales.TeamFacts]{ID: "team_1", Patch: []byte(`{"manager":"user_citra"}`)})
	w.do(t, 1, sales.Change[sales.TeamFacts]{ID: "team_top", Patch: []byte(`{"manager":"user_dewi"}`)})
	w.do(t, 1, sales.Change[sales.WorkspaceFacts]{ID: "ws_1", Patch: []byte(`{"leader":"user_eka"}`)})
	stages := []sales.Stage{{ID: "stage_0000000000000000000000000a", Name: "A", Canonical: "qualify"}, {ID: "stage_0000000000000000000000000b", Name: "B", Canonical: "commit"}}
	w.do(t, 1, sales.Create[sales.PipelineFacts]{ID: "pipe_1", Facts: sales.PipelineFacts{Name: "P", ValueKind: sales.TCV, Stages: stages, LostReasons: []string{"price"}}})
	w.do(t, 1, sales.Create[sales.AccountFacts]{ID: "acct_1", Facts: sales.AccountFacts{Name: "Toko"}})
	w.do(t, 1, sales.CreateDeal{ID: "deal_1", Pipeline: "pipe_1", Facts: sales.DealFacts{Name: "Roof", Owner: "user_ani", Account: "acct_1", Value: sales.Money{Minor: 100, Currency: "USD"}}})
	return w
}

func (w world) approval() process.ApprovalFacts {
	return w[process.ApprovalID("deal_1", "discount")].(*process.Approval).Facts
}
