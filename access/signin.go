package access

import (
	"context"
	"fmt"

	"arus/sales"
	"arus/store"
)

// Credentials are what a person signs in with.
type Credentials struct {
	Email     string
	Password  string
	Workspace sales.WorkspaceID // may be empty where the address belongs to one workspace
	Address   string            // network address the request comes from; failures are counted by it
	Agent     string            // what the browser calls itself, shown among one's sessions
}

type credential struct {
	workspace sales.WorkspaceID
	user      sales.UserID
	hash      string
}

// SignIn opens a session and returns its secret, for a cookie. Whatever does not fit is the same [Denial] after the same
// work. After five failures from one place for one address it is CodeLockedOut for half a minute, then ever longer.
// A person whose address and password open several workspaces is asked which: the [sales.Problem] "workspace_needed".
func (a *Access) SignIn(ctx context.Context, c Credentials) (secret string, caller Caller, err error) {
	email := normal(c.Email)
	if !addressable(email) || len(c.Password) > passwordMost || c.Workspace != "" && !sales.WorkspaceKind.Well(string(c.Workspace)) {
		return "", Caller{}, wrong()
	}
	if wait := a.guesses.begin(email, c.Address, a.clock()); wait > 0 {
		return "", Caller{}, lockedOut(wait)
	}
	opened, err := a.unlock(ctx, email, c)
	if err != nil {
		return "", Caller{}, err
	}
	switch len(opened) {
	case 0:
		return "", Caller{}, wrong()
	case 1:
	default:
		a.guesses.right(email, c.Address)
		return "", Caller{}, sales.Invalid("/workspace", "workspace_needed", "this address belongs to several workspaces: say which")
	}
	caller, err = a.present(ctx, Caller{Workspace: opened[0].workspace, User: opened[0].user, Name: email, Role: roleOfPerson()})
	if err != nil {
		return "", Caller{}, err
	}
	a.guesses.right(email, c.Address)
	secret, err = a.open(ctx, caller, sessionPrefix, c.Agent)
	return secret, caller, err
}

// unlock finds the credentials that the password fits. At least one password is hashed, whether there is a user or not.
func (a *Access) unlock(ctx context.Context, email string, c Credentials) ([]credential, error) {
	query, args := findCredentials, []any{email}
	if c.Workspace != "" {
		query, args = selectCredential, []any{string(c.Workspace), email}
	}
	known, err := store.All(ctx, a.db.Read(), func(k *credential) []any { return []any{&k.workspace, &k.user, &k.hash} }, query, args...)
	if err != nil {
		return nil, fmt.Errorf("access: sign in: %w", err)
	}
	if len(known) == 0 {
		_, err := a.verify(ctx, c.Password, nobodysHash)
		return nil, err
	}
	var opened []credential
	for _, k := range known {
		fits, err := a.verify(ctx, c.Password, k.hash)
		if err != nil {
			return nil, err
		}
		if fits {
			opened = append(opened, k)
		}
	}
	return opened, nil
}
