package sight_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"arus/access"
	"arus/access/sight"
	"arus/board"
	"arus/ledger"
	"arus/merging"
	"arus/process"
	"arus/sales"
)

// world is what the ledger holds when an order comes.
type world map[sales.ID]sales.Object

func (w world) Object(id sales.ID) sales.Object { return w[id] }
func (w world) Workspace() sales.ID             { return "ws_1" }

// firm is two teams side by side: Maya manages team_1 with Rani in it, and Badu works in team_2. Sari has left team_1. Lena
// leads all of it, Adi administers. Each has a deal, with an account and a contact of it.
type firm struct {
	company
	world world
}

func newFirm(t *testing.T) (f *firm, guard func(access.Caller, sales.Command) error) {
	f = &firm{world: world{}}
	tell(f, "ws_1", &sales.Workspace{}, sales.Created[sales.WorkspaceFacts]{Facts: sales.WorkspaceFacts{Name: "W", Leader: "user_lena"}})
	tell(f, "team_1", &sales.Team{}, sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "One", Manager: "user_maya"}})
	tell(f, "team_2", &sales.Team{}, sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "Two"}})
	for who, facts := range map[sales.UserID]sales.UserFacts{
		"user_maya": {Team: "team_1", Role: access.Manager}, "user_rani": {Team: "team_1"}, "user_badu": {Team: "team_2"}, "user_exec": {Role: access.Executive},
		"user_sari": {Team: "team_1", Inactive: true}, "user_adi": {Role: access.Admin, Email: "adi@example.com"}, "user_scim": {Role: access.Integration}, "user_lena": {Role: access.Leader}, "user_fina": {Role: access.Finance},
	} {
		name := string(who[len("user_"):])
		facts.Name = name
		tell(f, sales.ID(who), &sales.User{}, sales.Created[sales.UserFacts]{Facts: facts})
		tell(f, sales.ID("acct_"+name), &sales.Account{}, sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: name, Owner: who}})
		tell(f, sales.ID("cont_"+name), &sales.Contact{}, sales.Created[sales.ContactFacts]{Facts: sales.ContactFacts{Name: name, Account: sales.AccountID("acct_" + name)}})
		tell(f, sales.ID("deal_"+name), &sales.Deal{}, sales.DealCreated{Pipeline: "pipe_1", Stage: "stage_1", DealFacts: sales.DealFacts{Name: name, Owner: who}})
	}
	tell(f, "deal_lost", &sales.Deal{}, sales.DealCreated{Pipeline: "pipe_1", Stage: "stage_1", DealFacts: sales.DealFacts{Name: "lost", Owner: "user_rani"}})
	tell(f, "acct_gift", &sales.Account{}, sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: "gift", Owner: "user_badu"}})
	tell(f, "deal_gift", &sales.Deal{}, sales.DealCreated{Pipeline: "pipe_1", Stage: "stage_1", DealFacts: sales.DealFacts{Name: "gift", Owner: "user_rani", Account: "acct_gift"}})
	f.then("deal_lost", sales.Merged{Of: "deal", Merger: sales.Merger{Into: "deal_badu"}})
	picture := boardOf(t, f)
	return f, func(c access.Caller, command sales.Command) error {
		c.Workspace = "ws_1"
		return sight.Guard(c, func(context.Context) (*board.Picture, error) { return picture, nil })(t.Context(), ledger.Who{}, f.world, ledger.Order{Command: command})
	}
}

// boardOf is the newest picture of all that the firm was told.
func boardOf(t *testing.T, f *firm) *board.Picture {
	t.Helper()
	b := board.New("ws_1")
	if err := b.Apply(f.events); err != nil {
		t.Fatal(err)
	}
	return b.Snapshot().At(0, 0)
}

// then lets more happen to an object.
func (f *firm) then(id sales.ID, e sales.Event) {
	f.note(id, e)
	if err := f.world[id].Fold(f.events[len(f.events)-1].Fact); err != nil {
		panic(err)
	}
}

// tell puts one event into the ledger and the world.
func tell(f *firm, id sales.ID, o sales.Object, e sales.Event) {
	f.note(id, e)
	if err := o.Fold(f.events[len(f.events)-1].Fact); err != nil {
		panic(err)
	}
	f.world[id] = o
}

func patch(text string) json.RawMessage { return json.RawMessage(text) }

// What a request is refused before the ledger is asked has proofs of its own. This is the last door: it holds for whatever
// reaches it, and judges by what the ledger holds now.
func TestTheLastDoorHoldsByItself(t *testing.T) {
	f, guard := newFirm(t)
	rani, maya := access.Caller{User: "user_rani"}, access.Caller{User: "user_maya"}
	adi, exec := access.Caller{User: "user_adi"}, access.Caller{User: "user_exec"}
	reading := access.Caller{User: "user_rani", Token: "tok_1", Role: access.Rep, Scopes: access.Scopes{access.Read}}
	lena, small := access.Caller{User: "user_lena"}, access.Caller{User: "user_lena", Token: "tok_2", Role: access.Rep}
	both := access.Caller{Roles: []access.Role{access.Integration, access.Manager}}
	directory := access.Caller{User: "user_scim", Token: "tok_3", Role: access.Integration, Scopes: access.Scopes{access.Provision}}
	change := func(deal sales.DealID, text string) sales.Command {
		return sales.ChangeDeal{Deal: deal, Patch: patch(text)}
	}
	away := func(who sales.UserID) sales.Command {
		return sales.Create[process.AbsenceFacts]{ID: "away_1", Facts: process.AbsenceFacts{User: who}}
	}
	over := func(deal sales.DealID) sales.Command {
		return sales.Override{Step: sales.MoveDeal{Deal: deal, To: "stage_2"}, Reason: "x"}
	}
	for _, c := range []struct {
		what    string
		caller  access.Caller
		command sales.Command
		want    string // code of the problem; empty: it may
	}{
		{"one's own deal", rani, change("deal_rani", `{"name":"x"}`), ""},
		{"a colleague's deal", rani, change("deal_badu", `{"name":"x"}`), "not_found"},
		{"a deal that is not there", rani, change("deal_none", `{"name":"x"}`), "not_found"},
		{"somebody who has left", access.Caller{User: "user_sari"}, change("deal_sari", `{"name":"x"}`), "forbidden"},
		{"a token that may only read", reading, change("deal_rani", `{"name":"x"}`), "forbidden"},
		{"a token of a leader that acts as a rep", small, change("deal_badu", `{"name":"x"}`), "not_found"},
		{"the leader", lena, change("deal_badu", `{"name":"x"}`), ""},
		{"an admin, of what people sell", adi, change("deal_badu", `{"name":"x"}`), "forbidden"},
		{"whoever sees all and may set nothing", exec, change("deal_badu", `{"name":"x"}`), "forbidden"},
		{"finance, of a value", access.Caller{User: "user_fina"}, change("deal_badu", `{"value":{"amount":"5","currency":"IDR"}}`), ""},
		{"finance, of a name", access.Caller{User: "user_fina"}, change("deal_badu", `{"name":"x"}`), "forbidden"},
		{"a manager, of a deal below", maya, over("deal_rani"), ""},
		{"a rep, of the criteria", rani, over("deal_rani"), "forbidden"},
		{"a manager, of a deal beside, which another role shows", both, over("deal_badu"), "forbidden"},
		{"to one's team", rani, sales.TransferDeal{Deal: "deal_rani", To: "user_maya"}, ""},
		{"to strangers", rani, sales.TransferDeal{Deal: "deal_rani", To: "user_badu"}, "not_assignable"},
		{"to strangers, by a patch", rani, change("deal_rani", `{"owner":"user_badu"}`), "not_assignable"},
		{"an account out of sight", rani, change("deal_rani", `{"account":"acct_badu"}`), "unknown_reference"},
		{"a contact out of sight", rani, change("deal_rani", `{"contacts":[{"contact":"cont_badu","role":"user"}]}`), "unknown_reference"},
		{"an account in sight", rani, change("deal_rani", `{"account":"acct_rani"}`), ""},
		{"a new deal for a stranger", rani, sales.CreateDeal{ID: "deal_new", Facts: sales.DealFacts{Owner: "user_badu"}}, "not_assignable"},
		{"a new deal from elsewhere", rani, sales.CreateDeal{ID: "deal_new", Origin: sales.Origin{Source: "crm", SourceID: "1"}, Facts: sales.DealFacts{Owner: "user_rani"}}, "forbidden"},
		{"a contact of no account", rani, sales.Create[sales.ContactFacts]{ID: "cont_new", Facts: sales.ContactFacts{Name: "x"}}, "required"},
		{"an activity in a stranger's name", rani, sales.LogActivity{Deal: "deal_rani", Activity: sales.ActivityLogged{By: "user_badu"}}, "not_assignable"},
		{"evidence of a contact out of sight", rani, sales.AttachEvidence{Deal: "deal_rani", Evidence: sales.Evidence{Contact: "cont_badu"}}, "unknown_reference"},
		{"a deal of one's own into a stranger's", rani, merging.Merge{Loser: "deal_rani", Into: "deal_badu"}, "unknown_reference"},
		{"a stranger's deal into one's own", rani, merging.Merge{Loser: "deal_badu", Into: "deal_rani"}, "not_found"},
		{"an account into a stranger's", rani, merging.Merge{Loser: "acct_rani", Into: "acct_badu"}, "unknown_reference"},
		{"an account into one below, by who leads the team", maya, merging.Merge{Loser: "acct_maya", Into: "acct_rani"}, ""},
		{"a contact into one's own", rani, merging.Merge{Loser: "cont_rani", Into: "cont_rani"}, ""},
		{"a deal that went into a stranger's, taken back", rani, merging.Part{Loser: "deal_lost"}, "forbidden"},
		{"the same, by the leader", lena, merging.Part{Loser: "deal_lost"}, ""},
		{"an account for whom its giver could not give it", rani, merging.Merge{Loser: "acct_gift", Into: "acct_rani", Take: []string{"owner"}}, "not_assignable"},
		{"one's own absence", rani, away("user_rani"), ""},
		{"a colleague's absence", rani, away("user_badu"), "not_assignable"},
		{"a view of somebody else", rani, sales.Create[sales.ViewFacts]{ID: "view_1", Facts: sales.ViewFacts{Owner: "user_maya"}}, "not_assignable"},
		{"a view of one's own", rani, sales.Create[sales.ViewFacts]{ID: "view_1", Facts: sales.ViewFacts{Owner: "user_rani"}}, ""},
		{"a target of a stranger", maya, sales.Create[sales.TargetFacts]{ID: "target_1", Facts: sales.TargetFacts{User: "user_badu"}}, "not_assignable"},
		{"a target below", maya, sales.Create[sales.TargetFacts]{ID: "target_1", Facts: sales.TargetFacts{User: "user_rani"}}, ""},
		{"a call of a team beside", maya, sales.PublishCall{ID: "call_1", Facts: sales.CallFacts{Team: "team_2"}}, "not_leading"},
		{"a call of one's team", maya, sales.PublishCall{ID: "call_1", Facts: sales.CallFacts{Team: "team_1"}}, ""},
		{"a lead to a stranger", rani, sales.Create[process.LeadFacts]{ID: "lead_1", Facts: process.LeadFacts{LeadLife: process.LeadLife{Owner: "user_badu"}}}, "not_assignable"},
		{"a task about a deal out of sight", rani, sales.Create[process.TaskFacts]{ID: "task_1", Facts: process.TaskFacts{Deal: "deal_badu"}}, "unknown_reference"},
		{"a colleague's deal along a route", rani, process.RouteDeal{Deal: "deal_badu"}, "not_found"},
		{"an approval of a deal out of sight", rani, process.RequestApproval{Deal: "deal_badu"}, "unknown_reference"},
		{"a person, by a rep", rani, sales.Change[sales.UserFacts]{ID: "user_badu", Patch: patch(`{"name":"x"}`)}, "forbidden"},
		{"a role, by a directory", directory, sales.Change[sales.UserFacts]{ID: "user_rani", Patch: patch(`{"role":"admin"}`)}, "forbidden"},
		{"a name, by a directory", directory, sales.Change[sales.UserFacts]{ID: "user_rani", Patch: patch(`{"name":"x"}`)}, ""},
		{"an admin's address, by a directory", directory, sales.Change[sales.UserFacts]{ID: "user_adi", Patch: patch(`{"email":"evil@example.com"}`)}, "admin_address"},
		{"the last admin", adi, sales.Change[sales.UserFacts]{ID: "user_adi", Patch: patch(`{"inactive":true}`)}, "last_admin"},
	} {
		err := guard(c.caller, c.command)
		var p *sales.Problem
		switch errors.As(err, &p); {
		case c.want == "" && err != nil, c.want != "" && p == nil, p != nil && p.Code != c.want:
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
	}
	if f.world["deal_rani"].(*sales.Deal).Name != "rani" {
		t.Error("the door has changed something")
	}
}
