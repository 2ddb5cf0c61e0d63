package directory

import (
	"context"
	"strings"

	"arus/access/scim"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/sales"
)

// picture is the people and teams of now, for one request.
type picture struct {
	*board.Picture
	members map[sales.TeamID][]*sales.User
}

// picture is at least at a position, and at all that is committed by now: another node may have written it.
func (a room) picture(ctx context.Context, position int64) (*picture, error) {
	head, _, err := a.Ledger.Head(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil, err
	}
	reader, err := a.Reader(ctx, door.When{}, door.AtLeast{Position: max(head, position)})
	if err != nil {
		return nil, err
	}
	p := &picture{reader.Picture, map[sales.TeamID][]*sales.User{}}
	for u := range p.Users() {
		if listed(u) && u.Facts.Team != "" {
			p.members[u.Facts.Team] = append(p.members[u.Facts.Team], u)
		}
	}
	return p, nil
}

// listed: whom the directory has deleted it does not see any more, until it makes them anew.
func listed(u *sales.User) bool { return !u.Archived && !u.Facts.Unlisted }

func (p *picture) person(u *sales.User) scim.Resource {
	team, _ := p.Team(u.Facts.Team)
	return scim.Person(u, team)
}

func (p *picture) user(id string) (*sales.User, error) {
	u, known := p.User(sales.UserID(id))
	if !known || !listed(u) {
		return nil, sales.Missing(sales.ID(id))
	}
	return u, nil
}

func (p *picture) team(id string) (*sales.Team, error) {
	t, known := p.Team(sales.TeamID(id))
	if !known || t.Archived {
		return nil, sales.Missing(sales.ID(id))
	}
	return t, nil
}

// changing is an order that gives somebody other facts, if they are other ones.
func (p *picture) changing(u *sales.User, after sales.UserFacts) []ledger.Order {
	patch, differ := difference(u.Facts, after)
	if !differ {
		return nil
	}
	return []ledger.Order{{Command: sales.Change[sales.UserFacts]{ID: u.ID, Patch: patch}, IfVersion: p.Version(u.ID)}}
}

// origin is where something new came from: the directory, under the id that it has there, unless something that has been
// taken away came from there before.
func (a room) origin(ctx context.Context, kind sales.Kind, id string) (sales.Origin, error) {
	from := sales.Origin{Source: "scim", SourceID: id}
	if id == "" {
		return sales.Origin{}, nil
	}
	_, taken, err := a.Ledger.ByOrigin(ctx, door.CallerOf(ctx).Workspace, kind, from)
	if taken {
		from = sales.Origin{}
	}
	return from, err
}

func taken(attribute string) error {
	return &sales.Problem{Kind: sales.KindRefused, Code: "uniqueness", Pointer: "/" + attribute, Format: "another one has this %s", Args: []any{attribute}}
}

// same reports whether two texts that are there are the same, whatever their case.
func same(a, b string) bool { return a != "" && strings.EqualFold(a, b) }
