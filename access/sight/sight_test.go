package sight_test

import (
	"fmt"
	"slices"
	"testing"

	"arus/access"
	"arus/access/sight"
	"arus/board"
	"arus/ledger"
	"arus/org"
	"arus/sales"

	"pgregory.net/rapid"
)

// company is a ledger of people, teams, accounts, contacts and deals that the test makes up.
type company struct {
	t      *rapid.T
	events []ledger.Event
}

func (c *company) note(id sales.ID, e sales.Event) {
	n := int64(len(c.events) + 1)
	c.events = append(c.events, ledger.Event{Position: n, Fact: sales.Fact{Object: id, At: 1, Event: e}, Version: 1, Recorded: sales.Instant(n)})
}

// some is one of "kind_1" to "kind_many", or none.
func some[T ~string](c *company, kind string, many int) T {
	if i := rapid.IntRange(0, many).Draw(c.t, kind); i > 0 {
		return T(fmt.Sprintf("%s_%d", kind, i))
	}
	return ""
}

func made(t *rapid.T) *company {
	c := &company{t: t}
	c.note("ws_1", sales.Created[sales.WorkspaceFacts]{Facts: sales.WorkspaceFacts{Name: "W", Leader: some[sales.UserID](c, "user", 4)}})
	for i := 1; i <= 4; i++ {
		c.note(sales.ID(fmt.Sprintf("team_%d", i)), sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{
			Name: "T", Manager: some[sales.UserID](c, "user", 4), Parent: some[sales.TeamID](c, "team", i-1)}})
	}
	for i := 1; i <= 4; i++ {
		c.note(sales.ID(fmt.Sprintf("user_%d", i)), sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "U", Team: some[sales.TeamID](c, "team", 4)}})
		c.note(sales.ID(fmt.Sprintf("acct_%d", i)), sales.Created[sales.AccountFacts]{Facts: sales.AccountFacts{Name: "A", Owner: some[sales.UserID](c, "user", 4)}})
	}
	for i := 1; i <= 4; i++ {
		c.note(sales.ID(fmt.Sprintf("cont_%d", i)), sales.Created[sales.ContactFacts]{Facts: sales.ContactFacts{Name: "C", Account: some[sales.AccountID](c, "acct", 4)}})
		f := sales.DealFacts{Name: "D", Owner: some[sales.UserID](c, "user", 4), Account: some[sales.AccountID](c, "acct", 4)}
		if who := some[sales.ContactID](c, "cont", 4); who != "" {
			f.Contacts = []sales.Stakeholder{{Contact: who, Role: "user"}}
		}
		c.note(sales.ID(fmt.Sprintf("deal_%d", i)), sales.DealCreated{Pipeline: "pipe_1", Stage: "stage_1", DealFacts: f})
	}
	return c
}

// reach says by its definition whether somebody with one role sees what a user owns.
func reach(p *board.Picture, role access.Role, me, owner sales.UserID) bool {
	switch role {
	case access.Executive, access.Integration:
		return true
	case access.Leader:
		if p.Workspace().Leader == me {
			return true
		}
	}
	if owner == "" || owner == me {
		return owner == me
	}
	tree := org.Of(p)
	for team := range p.Teams() {
		id := sales.TeamID(team.ID)
		belongs := tree.Team(owner) == id || team.Facts.Manager == owner
		if role == access.Manager && team.Facts.Manager == me && belongs {
			return true
		}
		for up := id; role == access.Leader && up != "" && belongs; up = tree.Parent(up) {
			if tree.Manager(up) == me {
				return true
			}
		}
	}
	return false
}

func TestSightAgreesWithItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := made(t)
		b := board.New("ws_1")
		if err := b.Apply(c.events); err != nil {
			t.Fatal(err)
		}
		p, me := b.Snapshot().At(0, 0), sales.UserID("user_1")
		for _, role := range []access.Role{access.Rep, access.Manager, access.Leader, access.Executive, access.Integration} {
			s := sight.Of(access.Caller{Workspace: "ws_1", User: me, Role: role}, p, p)
			accounts, contacts := map[sales.AccountID]bool{}, map[sales.ContactID]bool{}
			for d := range p.Deals() {
				state, want := d.State(), reach(p, role, me, d.Owner())
				if got := s.Sees(&state); got != want {
					t.Fatalf("a %s sees %s of %q: %v, want %v", role, d.ID(), d.Owner(), got, want)
				}
				if place := s.Deals(); (place.All || place.Owners[d.Owner()]) != want {
					t.Fatalf("a %s reads the deals of %q: not %v", role, d.Owner(), want)
				}
				accounts[d.Account()] = accounts[d.Account()] || want
				for _, x := range d.Contacts() {
					contacts[x.Contact] = contacts[x.Contact] || want
				}
			}
			for a := range p.Accounts() {
				id := sales.AccountID(a.ID)
				accounts[id] = accounts[id] || reach(p, role, me, a.Facts.Owner)
				if got := s.Sees(a); got != accounts[id] {
					t.Fatalf("a %s sees %s: %v", role, id, got)
				}
			}
			for x := range p.Contacts() {
				all := role == access.Executive || role == access.Integration || role == access.Leader && p.Workspace().Leader == me
				want := all || contacts[sales.ContactID(x.ID)] || x.Facts.Account != "" && accounts[x.Facts.Account]
				if got := s.Sees(x); got != want {
					t.Fatalf("a %s sees %s: %v, want %v", role, x.ID, got, want)
				}
			}
		}
		admin := sight.Of(access.Caller{User: me, Role: access.Admin}, p, p)
		for d := range p.Deals() {
			if state := d.State(); admin.Sees(&state) && d.Owner() != "" {
				t.Fatal("an admin sees a deal")
			}
		}
		for u := range p.Users() {
			if !admin.Sees(u) {
				t.Fatal("an admin does not see a user")
			}
		}
	})
}

// What somebody leads is a matter of today; who belonged to it then, of the picture.
func TestANewManagerReadsThePastOfTheirTeam(t *testing.T) {
	b := board.New("ws_1")
	var events []ledger.Event
	note := func(id sales.ID, at sales.Instant, e sales.Event) {
		n := int64(len(events) + 1)
		events = append(events, ledger.Event{Position: n, Fact: sales.Fact{Object: id, At: at, Event: e}, Version: n, Recorded: sales.Instant(n)})
	}
	for _, id := range []sales.ID{"user_old", "user_new", "user_rep"} {
		note(id, 1, sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: "U"}})
	}
	note("team_1", 1, sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "T", Manager: "user_old"}})
	note("user_rep", 2, sales.Changed[sales.UserFacts]{Patch: []byte(`{"team":"team_1"}`)})
	note("team_1", 10, sales.Changed[sales.TeamFacts]{Patch: []byte(`{"manager":"user_new"}`)})
	note("user_rep", 11, sales.Changed[sales.UserFacts]{Patch: []byte(`{"team":null}`)})
	if err := b.Apply(events); err != nil {
		t.Fatal(err)
	}
	now, then := b.Snapshot().At(0, 0), b.Snapshot().At(5, 0)
	sees := func(user sales.UserID, p *board.Picture) bool {
		return sight.Of(access.Caller{User: user, Role: access.Manager}, now, p).Deals().Owners["user_rep"]
	}
	if !sees("user_new", then) || sees("user_new", now) || sees("user_old", then) || sees("user_old", now) {
		t.Errorf("new: %v then, %v now; old: %v then, %v now", sees("user_new", then), sees("user_new", now), sees("user_old", then), sees("user_old", now))
	}
	if owners := sight.Of(access.Caller{Role: access.Manager}, now, now).Deals(); owners.All || len(owners.Owners) > 0 || slices.Contains([]bool{owners.Owners[""]}, true) {
		t.Errorf("a token of nobody sees %v", owners)
	}
}
