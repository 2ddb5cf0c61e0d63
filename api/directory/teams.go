package directory

import (
	"context"
	"slices"

	"arus/access/scim"
	"arus/ledger"
	"arus/sales"
)

// teams is the desk of groups.
type teams struct {
	room
	*picture
}

func (a room) teams(p *picture) desk { return teams{a, p} }

func (d teams) each(yield func(scim.Resource) bool) {
	for t := range d.Teams() {
		if !t.Archived && !yield(d.group(t)) {
			return
		}
	}
}

func (d teams) group(t *sales.Team) scim.Resource {
	return scim.Team(t, d.members[sales.TeamID(t.ID)])
}

func (d teams) one(id string) (scim.Resource, error) {
	t, err := d.team(id)
	if err != nil {
		return nil, err
	}
	return d.group(t), nil
}

func (d teams) made(ctx context.Context, r scim.Resource) (sales.ID, []ledger.Order, error) {
	facts, err := scim.TeamFacts(r, sales.TeamFacts{})
	if err != nil {
		return "", nil, err
	}
	if err := d.unique("", facts); err != nil {
		return "", nil, err
	}
	id := d.Mint(sales.TeamKind)
	from, err := d.origin(ctx, sales.TeamKind, facts.DirectoryID)
	if err != nil {
		return "", nil, err
	}
	moves, err := d.moves(sales.TeamID(id), r)
	return id, append([]ledger.Order{{Command: sales.Create[sales.TeamFacts]{ID: id, Facts: facts, Origin: from}}}, moves...), err
}

func (d teams) changed(_ context.Context, before, after scim.Resource) (orders []ledger.Order, err error) {
	t, err := d.team(before["id"].(string))
	if err != nil {
		return nil, err
	}
	facts, err := scim.TeamFacts(after, t.Facts)
	if err != nil {
		return nil, err
	}
	if err := d.unique(t.ID, facts); err != nil {
		return nil, err
	}
	if patch, differ := difference(t.Facts, facts); differ {
		orders = append(orders, ledger.Order{Command: sales.Change[sales.TeamFacts]{ID: t.ID, Patch: patch}, IfVersion: d.Version(t.ID)})
	}
	moves, err := d.moves(sales.TeamID(t.ID), after)
	return append(orders, moves...), err
}

// gone archives a team. Its people are in none then; its history stays.
func (d teams) gone(before scim.Resource) ([]ledger.Order, error) {
	t, err := d.team(before["id"].(string))
	if err != nil {
		return nil, err
	}
	orders, err := d.moves(sales.TeamID(t.ID), nil)
	return append(orders, ledger.Order{Command: sales.Archive[sales.TeamFacts]{ID: t.ID}, IfVersion: d.Version(t.ID)}), err
}

// moves bring the people whom a group names into its team, and take all others out. Somebody is in one team: the group that
// named them last has them, since directories add to the new group and remove from the old one in either order.
func (d teams) moves(id sales.TeamID, r scim.Resource) (orders []ledger.Order, err error) {
	wanted, err := scim.Members(r)
	if err != nil {
		return nil, err
	}
	move := func(u *sales.User, to sales.TeamID) {
		facts := u.Facts
		facts.Team = to
		orders = append(orders, d.changing(u, facts)...)
	}
	for _, u := range d.members[id] {
		if !slices.Contains(wanted, sales.UserID(u.ID)) {
			move(u, "")
		}
	}
	for _, user := range wanted {
		u, err := d.user(string(user))
		if err != nil {
			return nil, sales.Invalid("/members", "invalid_value", "there is no %s %q", "user", string(user))
		}
		move(u, id)
	}
	return orders, nil
}

func (d teams) unique(self sales.ID, f sales.TeamFacts) error {
	for t := range d.Teams() {
		switch {
		case t.ID == self || t.Archived:
		case f.DirectoryID != "" && t.Facts.DirectoryID == f.DirectoryID:
			return taken("externalId")
		case same(t.Facts.Name, f.Name):
			return taken("displayName")
		}
	}
	return nil
}
