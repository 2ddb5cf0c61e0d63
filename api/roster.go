package api

import (
	"context"

	"arus/access"
	"arus/ledger"
	"arus/sales"
)

// Roster tells package access who a user is, and whether they still belong to the workspace: by the ledger, so that rights
// are facts with a history like all others.
func Roster(l *ledger.Ledger) access.Roster {
	return func(ctx context.Context, ws sales.WorkspaceID, id sales.UserID) (access.Person, error) {
		current, err := l.Load(ctx, ws, sales.ID(id))
		if err != nil {
			return access.Person{}, err
		}
		user := current.Object.(*sales.User)
		return access.Person{Name: user.Facts.Name, Active: !user.Facts.Inactive && !user.Archived, Roles: user.Facts.Roles()}, nil
	}
}
