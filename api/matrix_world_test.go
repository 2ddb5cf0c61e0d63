package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/api"
	"arus/intake"
	"arus/ledger"
	"arus/sales"
	"arus/store"
)

// The relations of an object to the owner's rep, in whose place the matrix stands.
const (
	own         = "own"
	team        = "team"       // a colleague's
	other       = "other team" // of a rep in a team beside
	foreign     = "other workspace"
	deleted     = "deleted"
	nonexistent = "nonexistent"
)

var relations = []string{own, team, other, foreign, deleted, nonexistent}

// asker is one of the callers.
type asker struct {
	name   string
	role   string // as x-authz names it
	user   sales.UserID
	bearer string // empty: no header
	scope  string // the only one of their token; empty: none is named
	leads  []string
	status int // that everything is answered with; 0: it depends
}

// world is two workspaces on one server, and everybody who asks in the first of them.
type world struct {
	*house
	theirs  *house
	askers  []asker
	people  map[string]sales.UserID // by relation: whose the objects are
	teams   map[string]sales.TeamID // by relation: in which these are
	pipes   map[string]string
	stages  map[string][]string
	objects map[string]map[sales.Kind]string // by relation
	second  map[string]string                // account, by relation: for what is about two
	many    int
}

// canary is in the name of everything that stands in a relation.
func canary(relation string) string {
	return "Canary-" + strings.ToUpper(strings.ReplaceAll(relation, " ", "-")) + "-"
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	desk := func(h *house, c *api.Config) {
		c.Imports = intake.NewDesk(intake.Config{Store: db, Ledger: h.ledger, Mint: h.mint, Clock: h.clock})
		c.Heartbeat = 50 * time.Millisecond
		learning(h, c)
		b, err := h.boards.Of(t.Context(), h.ws)
		if err == nil {
			_, err = c.Scores.Train(t.Context(), b, sales.InstantOf(h.clock()))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w := &world{house: on(t, db, desk), theirs: on(t, db, desk), people: map[string]sales.UserID{}, teams: map[string]sales.TeamID{}, pipes: map[string]string{},
		stages: map[string][]string{}, objects: map[string]map[sales.Kind]string{}, second: map[string]string{}}
	w.populate()
	for _, relation := range relations {
		w.objects[relation] = map[sales.Kind]string{}
		w.second[relation] = w.fresh(sales.AccountKind, relation)
		for _, kind := range kinds {
			w.objects[relation][kind] = w.fresh(kind, relation)
		}
	}
	return w
}

// in gives an order in a workspace as the house itself.
func (w *world) in(h *house, c sales.Command) {
	w.t.Helper()
	receipt, err := h.ledger.Record(w.t.Context(), ledger.Who{Workspace: h.ws, Actor: "system", Cause: "matrix"}, ledger.Order{Command: c})
	if err != nil {
		w.t.Fatalf("%T: %v", c, err)
	}
	b, err := h.boards.Of(w.t.Context(), h.ws)
	if err == nil {
		err = b.WaitFor(w.t.Context(), receipt.Position)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// person makes a user with a token of their own, in a team.
func (w *world) person(name, role, team string) asker {
	id := sales.UserID(w.mint(sales.UserKind))
	w.in(w.house, sales.Create[sales.UserFacts]{ID: sales.ID(id), Facts: sales.UserFacts{Name: name, Role: sales.UserRole(role), Team: sales.TeamID(team)}})
	return asker{name: name, role: role, user: id, bearer: w.newToken(access.NewToken{Workspace: w.ws, Name: name, Role: access.Role(role), User: id, Life: time.Hour})}
}

func (w *world) populate() {
	teams := map[string]string{}
	for _, name := range []string{"above", "own", "beside"} {
		teams[name] = string(w.mint(sales.TeamKind))
		parent := ""
		if name == "own" {
			parent = teams["above"]
		}
		w.in(w.house, sales.Create[sales.TeamFacts]{ID: sales.ID(teams[name]), Facts: sales.TeamFacts{Name: name, Parent: sales.TeamID(parent)}})
	}
	rep, colleague, stranger := w.person("owner rep", "rep", teams["own"]), w.person("colleague", "rep", teams["own"]), w.person("other rep", "rep", teams["beside"])
	above, beside := w.person("manager above", "manager", teams["own"]), w.person("manager beside", "manager", teams["beside"])
	leader := w.person("leader", "leader", "")
	above.leads, beside.leads, leader.leads = []string{own, team, deleted}, []string{other}, []string{own, team, deleted}
	for name, boss := range map[string]asker{"above": leader, "own": above, "beside": beside} {
		patch, _ := json.Marshal(obj{"manager": boss.user})
		w.in(w.house, sales.Change[sales.TeamFacts]{ID: sales.ID(teams[name]), Patch: patch})
	}
	w.people[own], w.people[team], w.people[other], w.people[deleted] = rep.user, colleague.user, stranger.user, rep.user
	w.people[foreign] = w.theirs.user
	for relation, name := range map[string]string{own: "own", team: "own", deleted: "own", other: "beside"} {
		w.teams[relation] = sales.TeamID(teams[name])
	}
	robot := asker{name: "integration token", role: "integration", bearer: w.newToken(access.NewToken{Workspace: w.ws, Name: "robot", Role: access.Integration, Life: time.Hour})}
	ended, id, err := w.access.CreateToken(w.t.Context(), access.NewToken{Workspace: w.ws, Name: "ended", Role: access.Admin, User: w.user, Life: time.Hour})
	if err == nil {
		err = w.end(id)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	directory := asker{name: "directory", role: "integration", scope: "scim", bearer: w.newToken(access.NewToken{Workspace: w.ws, Name: "directory",
		Role: access.Integration, Scopes: access.Scopes{access.Provision}, Life: time.Hour})}
	w.askers = []asker{rep, stranger, above, beside, leader, w.person("executive", "executive", ""), w.person("finance", "finance", ""),
		w.person("admin", "admin", ""), robot, directory, {name: "revoked token", bearer: ended, status: 401}, {name: "nobody", status: 401}}
	for _, relation := range []string{own, foreign} {
		h := w.home(relation)
		p := h.ask("POST", "/v1/pipelines", obj{"name": canary(relation) + "pipe", "currency": "IDR", "lost_reasons": []string{"Price"}, "stages": []obj{{"name": "One",
			"exit": []obj{{"key": "budget", "says": obj{"en": "a budget", "id": "anggaran"}, "evidence": "document"}}}, {"name": "Two"}}}).ok(201)
		w.pipes[relation] = p.id()
		for _, s := range p.object()["stages"].([]any) {
			w.stages[relation] = append(w.stages[relation], s.(obj)["id"].(string))
		}
	}
}

// home is the workspace that the objects of a relation are in.
func (w *world) home(relation string) *house {
	if relation == foreign {
		return w.theirs
	}
	return w.house
}

// lane is the relation whose pipeline serves another one.
func lane(relation string) string {
	if relation == foreign {
		return foreign
	}
	return own
}

// reaches says by its definition whether rows of an asker hold what stands in a relation.
func (a asker) reaches(w *world, rows, relation string) bool {
	switch rows {
	case "all":
		return true
	case "own":
		return a.user == w.people[relation]
	case "team", "below":
		if a.user == w.people[relation] {
			return true
		}
		for _, led := range a.leads {
			if led == relation {
				return true
			}
		}
	}
	return false
}

func (w *world) name(relation, kind string) string {
	w.many++
	return fmt.Sprintf("%s%s-%d", canary(relation), kind, w.many)
}
