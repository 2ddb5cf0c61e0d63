package org

import (
	"iter"
	"slices"

	"arus/board"
	"arus/sales"
)

// Tree is the teams of a picture and the people in them. It never changes and may be used by any number of goroutines.
type Tree struct {
	leader sales.UserID
	home   map[sales.UserID]sales.TeamID
	led    map[sales.UserID][]sales.TeamID
	teams  map[sales.TeamID]*team
}

type team struct {
	parent  sales.TeamID
	manager sales.UserID
	below   []sales.TeamID
	members []sales.UserID
}

// Of is the tree of a picture. Teams and people who were archived or have left are in it: what was theirs still has a place.
func Of(p *board.Picture) *Tree {
	t := &Tree{leader: p.Workspace().Leader, home: map[sales.UserID]sales.TeamID{}, led: map[sales.UserID][]sales.TeamID{},
		teams: map[sales.TeamID]*team{}}
	for r := range p.Teams() {
		id := sales.TeamID(r.ID)
		t.teams[id] = &team{parent: r.Facts.Parent, manager: r.Facts.Manager}
		if r.Facts.Manager != "" {
			t.led[r.Facts.Manager] = append(t.led[r.Facts.Manager], id)
		}
	}
	for r := range p.Teams() {
		if parent := t.teams[r.Facts.Parent]; parent != nil {
			parent.below = append(parent.below, sales.TeamID(r.ID))
		}
	}
	for u := range p.Users() {
		if home := t.teams[u.Facts.Team]; home != nil {
			t.home[sales.UserID(u.ID)] = u.Facts.Team
			home.members = append(home.members, sales.UserID(u.ID))
		}
	}
	return t
}

// Leader stands above every team and above those who have none; empty where nobody does.
func (t *Tree) Leader() sales.UserID { return t.leader }

// Team is the one that a user belongs to; empty for none.
func (t *Tree) Team(user sales.UserID) sales.TeamID { return t.home[user] }

// Led are the teams that a user manages, in the order in which the ledger learned of them.
func (t *Tree) Led(user sales.UserID) []sales.TeamID { return t.led[user] }

// Manager of a team; empty for none.
func (t *Tree) Manager(id sales.TeamID) sales.UserID {
	if team := t.teams[id]; team != nil {
		return team.manager
	}
	return ""
}

// Parent of a team; empty at the top.
func (t *Tree) Parent(id sales.TeamID) sales.TeamID {
	if team := t.teams[id]; team != nil {
		return team.parent
	}
	return ""
}

// Under are the given teams and all below them, each once, parents before children. A circle, which a back-dated change can
// make on a past day, is walked once.
func (t *Tree) Under(teams ...sales.TeamID) []sales.TeamID {
	seen := map[sales.TeamID]bool{}
	var all []sales.TeamID
	for next := slices.Clone(teams); len(next) > 0; next = next[1:] {
		team := t.teams[next[0]]
		if team == nil || seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		all = append(all, next[0])
		next = append(next, team.below...)
	}
	return all
}

// People are the members of the given teams, and their managers.
func (t *Tree) People(teams ...sales.TeamID) map[sales.UserID]bool {
	people := map[sales.UserID]bool{}
	for _, id := range teams {
		team := t.teams[id]
		if team == nil {
			continue
		}
		for _, user := range team.members {
			people[user] = true
		}
		if team.manager != "" {
			people[team.manager] = true
		}
	}
	return people
}

// Chain are those above a user, nearest first: the managers of their team and of those above it, then of the teams above
// those that they manage, and at last the leader of the workspace. A user does not stand above themselves.
func (t *Tree) Chain(user sales.UserID) []sales.UserID {
	var above []sales.UserID
	add := func(one sales.UserID) {
		if one != "" && one != user && !slices.Contains(above, one) {
			above = append(above, one)
		}
	}
	for _, from := range append([]sales.TeamID{t.home[user]}, t.led[user]...) {
		for team := range t.upwards(from) {
			add(team.manager)
		}
	}
	add(t.leader)
	return above
}

// upwards walks from a team to the top, and round a circle once.
func (t *Tree) upwards(from sales.TeamID) iter.Seq[*team] {
	return func(yield func(*team) bool) {
		seen := map[sales.TeamID]bool{}
		for id := from; t.teams[id] != nil && !seen[id]; id = t.teams[id].parent {
			seen[id] = true
			if !yield(t.teams[id]) {
				return
			}
		}
	}
}
