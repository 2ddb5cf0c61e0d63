package people

import (
	"arus/access"
	"arus/access/audit"
	"arus/api/door"
	"arus/relay"
	"arus/sales"
	"context"
)

// room is where they are served.
type room struct {
	*door.Door
	post relay.Post
}

// Add registers the operations. post sends invitations.
func Add(d *door.Door, post relay.Post) {
	a := room{d, post}
	a.addTokens()
	a.addSessions()
	a.addInvitations()
	a.addAudit()
	a.addTransfer()
}

// by is who asks, for the audit.
func (a room) by(ctx context.Context) audit.By {
	return audit.By{Actor: a.Who(ctx).Actor, Address: door.VisitOf(ctx).Address}
}

// meant is the user whose sessions are asked for: oneself, or for an admin anybody. Of others nobody learns whether they
// have any, or are there.
func meant(c access.Caller, user string) (sales.UserID, error) {
	switch {
	case user == "" || user == string(c.User):
		return c.User, nil
	case !everybodys(c, "sessions") || sales.ID(user).Kind() != sales.UserKind:
		return "", sales.Missing(sales.ID(user))
	}
	return sales.UserID(user), nil
}

// everybodys reports whether what others have of a kind is the caller's business as well.
func everybodys(c access.Caller, noun string) bool {
	return c.Rows(access.Permit{Object: noun, Action: access.Write}) == access.All
}

// ofID asks for one thing by its name.
type ofID struct {
	ID string `path:"id"`
}

// done is the answer when there is nothing to say.
type done struct{}

// secretReply is an answer that nobody may keep.
type secretReply[T any] struct {
	Status       int
	CacheControl string `header:"Cache-Control"`
	Location     string `header:"Location"`
	Body         T
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
