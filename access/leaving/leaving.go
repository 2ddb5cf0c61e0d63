// Package leaving ends every secret of a user who leaves the workspace.
//
// The roster keeps somebody who has left out at once, on every node, because it is asked on each request. This makes it
// last: whoever comes back comes in by a new way, and not by a cookie or token of before. It follows the ledger, so it does not
// matter whether an admin, SCIM or an import has let them go. It refuses to let anybody go itself.
package leaving

import (
	"context"
	"errors"

	"arus/access"
	"arus/access/audit"
	"arus/ledger"
	"arus/sales"
)

// Watch follows the ledger of a workspace until ctx ends, after it has gone through those who left while nobody watched.
func Watch(ctx context.Context, l *ledger.Ledger, a *access.Access, ws sales.WorkspaceID) error {
	head, _, err := l.Head(ctx, ws)
	if err != nil {
		return err
	}
	const atOnce = 500
	for after, more := sales.ID(""), true; more; {
		users, err := l.List(ctx, ws, sales.UserKind, after, atOnce)
		if err != nil {
			return err
		}
		for _, u := range users {
			after = u.Object.(*sales.User).ID
			if err := part(ctx, a, ws, u.Object.(*sales.User)); err != nil {
				return err
			}
		}
		more = len(users) == atOnce
	}
	return l.FollowPeople(ctx, ws, head, func(events []ledger.Event) error {
		var failed error
		for _, e := range events {
			if e.Object.Kind() != sales.UserKind {
				continue
			}
			current, err := l.Load(ctx, ws, e.Object)
			if err == nil {
				err = part(ctx, a, ws, current.Object.(*sales.User))
			}
			failed = errors.Join(failed, err)
		}
		return failed
	})
}

// part ends the secrets of a user who has left.
func part(ctx context.Context, a *access.Access, ws sales.WorkspaceID, u *sales.User) error {
	if !u.Archived && !u.Facts.Inactive {
		return nil
	}
	_, err := a.Leave(ctx, audit.By{Actor: "system"}, ws, sales.UserID(u.ID))
	return err
}
