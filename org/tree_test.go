package org_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"arus/board"
	"arus/ledger"
	"arus/org"
	"arus/sales"

	"pgregory.net/rapid"
)

// company is a ledger of teams and users, written by the test.
type company struct {
	events   []ledger.Event
	versions map[sales.ID]int64
}

func (c *company) note(id sales.ID, at sales.Instant, e sales.Event) {
	if c.versions == nil {
		c.versions = map[sales.ID]int64{}
	}
	c.versions[id]++
	n := int64(len(c.events) + 1)
	c.events = append(c.events, ledger.Event{Position: n, Fact: sales.Fact{Object: id, At: at, Event: e}, Version: c.versions[id], Recorded: sales.Instant(n)})
}

func (c *company) board(t interface{ Fatal(...any) }) *board.Snapshot {
	b := board.New("ws_1")
	if err := b.Apply(c.events); err != nil {
		t.Fatal(err)
	}
	return b.Snapshot()
}

func set(t interface{ Fatal(...any) }, field string, value any) json.RawMessage {
	doc, err := json.Marshal(map[string]any{field: value})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// draw makes up a company. Parents are any teams at all: a back-dated change can make a circle on a past day.
func draw(t *rapid.T) (*org.Tree, map[sales.TeamID]sales.TeamFacts, map[sales.UserID]sales.UserFacts, sales.UserID) {
	teamID := func(i int) sales.TeamID { return sales.TeamID(fmt.Sprintf("team_%d", i)) }
	userID := func(i int) sales.UserID { return sales.UserID(fmt.Sprintf("user_%d", i)) }
	const manyTeams, manyUsers = 7, 9
	teamOrNone := rapid.Custom(func(t *rapid.T) sales.TeamID {
		if i := rapid.IntRange(0, manyTeams).Draw(t, "team"); i > 0 {
			return teamID(i) // the last is never made
		}
		return ""
	})
	userOrNone := rapid.Custom(func(t *rapid.T) sales.UserID {
		if i := rapid.IntRange(0, manyUsers).Draw(t, "user"); i > 0 {
			return userID(i)
		}
		return ""
	})
	c, teams, users := &company{}, map[sales.TeamID]sales.TeamFacts{}, map[sales.UserID]sales.UserFacts{}
	leader := userOrNone.Draw(t, "leader")
	c.note("ws_1", 1, sales.Created[sales.WorkspaceFacts]{Facts: sales.WorkspaceFacts{Name: "W", Leader: leader}})
	for i := 1; i < manyTeams; i++ {
		f := sales.TeamFacts{Name: "T", Parent: teamOrNone.Draw(t, "parent"), Manager: userOrNone.Draw(t, "manager")}
		teams[teamID(i)] = f
		c.note(sales.ID(teamID(i)), 1, sales.Created[sales.TeamFacts]{Facts: f})
	}
	for i := 1; i <= manyUsers; i++ {
		f := sales.UserFacts{Name: "U", Team: teamOrNone.Draw(t, "home")}
		users[userID(i)] = f
		c.note(sales.ID(userID(i)), 1, sales.Created[sales.UserFacts]{Facts: f})
	}
	return org.Of(c.board(t).At(0, 0)), teams, users, leader
}

// below says by its definition whether a team is another one, or stands below it.
func below(teams map[sales.TeamID]sales.TeamFacts, low, high sales.TeamID) bool {
	for range len(teams) + 1 {
		if _, known := teams[low]; !known {
			return false
		}
		if low == high {
			return true
		}
		low = teams[low].Parent
	}
	return false
}

func TestTreesAgreeWithLookingAtEveryPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, teams, users, leader := draw(t)
		for high := range teams {
			under := tree.Under(high)
			people := tree.People(under...)
			for low := range teams {
				if got, want := slices.Contains(under, low), below(teams, low, high); got != want {
					t.Fatalf("%s under %s: %v, want %v (%v)", low, high, got, want, teams)
				}
			}
			for user, facts := range users {
				want := below(teams, facts.Team, high)
				for led, f := range teams {
					want = want || f.Manager == user && below(teams, led, high)
				}
				if people[user] != want {
					t.Fatalf("%s among the people under %s: %v, want %v", user, high, people[user], want)
				}
			}
			if len(under) != len(slices.Compact(slices.Sorted(slices.Values(under)))) {
				t.Fatalf("under %s some stand twice: %v", high, under)
			}
		}
		for user := range users {
			chain := tree.Chain(user)
			for boss := range users {
				want := boss != user && (boss == leader || tree.People(tree.Under(tree.Led(boss)...)...)[user])
				if got := slices.Contains(chain, boss); got != want {
					t.Fatalf("%s in the chain of %s: %v, want %v", boss, user, got, want)
				}
			}
			if len(chain) != len(slices.Compact(slices.Sorted(slices.Values(chain)))) {
				t.Fatalf("somebody stands twice above %s: %v", user, chain)
			}
		}
	})
}

func TestWhoReportedToWhomOnAPastDay(t *testing.T) {
	c := &company{}
	c.note("ws_1", 1, sales.Created[sales.WorkspaceFacts]{Facts: sales.WorkspaceFacts{Name: "W", Leader: "user_dewi"}})
	for _, id := range []sales.ID{"user_ani", "user_budi", "user_cici", "user_dewi"} {
		c.note(id, 1, sales.Created[sales.UserFacts]{Facts: sales.UserFacts{Name: string(id)}})
	}
	c.note("team_java", 1, sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "Java", Manager: "user_cici"}})
	c.note("team_west", 1, sales.Created[sales.TeamFacts]{Facts: sales.TeamFacts{Name: "West", Parent: "team_java", Manager: "user_budi"}})
	c.note("user_ani", 10, sales.Changed[sales.UserFacts]{Patch: set(t, "team", "team_west")})
	c.note("user_ani", 20, sales.Changed[sales.UserFacts]{Patch: set(t, "team", "team_java")})
	before := int64(len(c.events))
	c.note("user_ani", 15, sales.Changed[sales.UserFacts]{Patch: set(t, "team", nil)}) // told later
	snapshot := c.board(t)
	for _, day := range []struct {
		asOf, knownAt sales.Instant
		want          []sales.UserID
	}{
		{5, 0, []sales.UserID{"user_dewi"}},
		{12, 0, []sales.UserID{"user_budi", "user_cici", "user_dewi"}},
		{17, 0, []sales.UserID{"user_dewi"}},
		{17, sales.Instant(before), []sales.UserID{"user_budi", "user_cici", "user_dewi"}},
		{20, 0, []sales.UserID{"user_cici", "user_dewi"}},
	} {
		if got := org.Of(snapshot.At(day.asOf, day.knownAt)).Chain("user_ani"); !slices.Equal(got, day.want) {
			t.Errorf("as of %d, known at %d: %v, want %v", day.asOf, day.knownAt, got, day.want)
		}
	}
	tree := org.Of(snapshot.At(0, 0))
	people := slices.Sorted(maps.Keys(tree.People(tree.Under("team_java")...)))
	if want := []sales.UserID{"user_ani", "user_budi", "user_cici"}; !slices.Equal(people, want) {
		t.Errorf("the people of Java are %v, want %v", people, want)
	}
	if tree.Team("user_ani") != "team_java" || tree.Manager("team_west") != "user_budi" || tree.Parent("team_west") != "team_java" || tree.Leader() != "user_dewi" {
		t.Error("the tree says otherwise of single things")
	}
	if tree.Manager("team_none") != "" || tree.Parent("team_none") != "" || len(tree.Under("team_none")) != 0 || len(tree.Led("user_ani")) != 0 {
		t.Error("the tree knows what is not there")
	}
}
