package people

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/audit"
	"arus/api/document"
	"arus/api/door"
	"arus/sales"
)

// room is where they are served.
type room struct {
	*door.Door
}

// Add registers the operations.
func Add(d *door.Door) {
	a := room{d}
	a.addTokens()
	a.addSessions()
	a.addAudit()
}

// by is who asks, for the audit.
func (a room) by(ctx context.Context) audit.By {
	return audit.By{Actor: a.Who(ctx).Actor, Address: door.VisitOf(ctx).Address}
}

// meant is the user whose secrets are asked for: oneself, or for an admin anybody. Of others nobody learns whether they
// have any, or are there.
func meant(c access.Caller, user string) (sales.UserID, error) {
	switch {
	case user == "" || user == string(c.User):
		return c.User, nil
	case !administers(c) || sales.ID(user).Kind() != sales.UserKind:
		return "", sales.Missing(sales.ID(user))
	}
	return sales.UserID(user), nil
}

// administers reports whether the secrets of others are the caller's business.
func administers(c access.Caller) bool { return c.May(access.Administer) == nil }

// ofID asks for one thing by its name.
type ofID struct {
	ID string `path:"id"`
}

// done is the answer when there is nothing to say.
type done struct{}

// Secret is an answer that nobody may keep.
type secretReply[T any] struct {
	Status       int
	CacheControl string `header:"Cache-Control"`
	Location     string `header:"Location"`
	Body         T
}

// own is an operation on what its caller has: everybody may, and a token needs a scope.
func own(id, method, path, summary string) huma.Operation {
	op := document.Operation(id, method, path, summary)
	if method == http.MethodGet {
		return document.Allowed(op, access.Read)
	}
	return document.Allowed(op, access.Write)
}

// pageOf cuts a page out of a list that is short enough to be read whole. id names a row.
func pageOf[T any](p door.Page, question string, all []T, id func(T) string) (door.Listed[T], error) {
	from, err := p.From(question)
	if err != nil {
		return door.Listed[T]{}, err
	}
	if from.After != "" {
		for i := range all {
			if id(all[i]) == from.After {
				all = all[i+1:]
				break
			}
		}
	}
	if len(all) <= p.Limit {
		return door.ListOf(all, nil), nil
	}
	all = all[:p.Limit]
	return door.ListOf(all, &door.Cursor{After: id(all[len(all)-1]), Question: question}), nil
}
