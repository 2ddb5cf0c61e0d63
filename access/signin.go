package access

import (
	"context"
	"fmt"

	"arus/access/audit"
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
	email     string
	hash      string
}

func (k *credential) places() []any { return []any{&k.workspace, &k.user, &k.email, &k.hash} }

// SignIn opens a session and returns its secret, for a cookie. Whatever does not fit is the same [Denial] after the same
// work. After five failures from one place for one address it is CodeLockedOut for half a minute, then ever longer.
// A person whose address and password open several workspaces is asked which: the [sales.Problem] "workspace_needed".
func (a *Access) SignIn(ctx context.Context, c Credentials) (secret string, caller Caller, err error) {
	email := normal(c.Email)
	if !addressable(email) || len(c.Password) > passwordMost || c.Workspace != "" && !sales.WorkspaceKind.Well(string(c.Workspace)) {
		return "", Caller{}, wrong()
	}
	if err := a.mayGuess(ctx, email, c.Address); err != nil {
		if isDenial(err) {
			a.noteLocked(email, c.Address)
		}
		return "", Caller{}, err
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
		if err := a.guesses.right(ctx, email, c.Address); err != nil {
			return "", Caller{}, err
		}
		several := &Several{Problem: sales.Invalid("/workspace", "workspace_needed", "this address belongs to several workspaces: say which")}
		for _, k := range opened {
			several.Workspaces = append(several.Workspaces, k.workspace)
		}
		return "", Caller{}, several
	}
	secret, caller, err = a.Enter(ctx, opened[0].workspace, opened[0].user, Arrival{Means: ByPassword, Agent: c.Agent, Address: c.Address})
	if err != nil {
		return "", Caller{}, err
	}
	if err := a.guesses.right(ctx, email, c.Address); err != nil {
		return "", Caller{}, err
	}
	return secret, caller, nil
}

// mayGuess counts an attempt to guess something of an address, or is the [Denial] that says how long to wait.
func (a *Access) mayGuess(ctx context.Context, email, from string) error {
	wait, err := a.guesses.begin(ctx, email, from, a.clock())
	if err == nil && wait > 0 {
		return lockedOut(wait)
	}
	return err
}

// unlock finds the credentials that the password fits. At least one password is hashed, whether there is a user or not.
func (a *Access) unlock(ctx context.Context, email string, c Credentials) ([]credential, error) {
	query, args := findCredentials, []any{email}
	if c.Workspace != "" {
		query, args = selectCredential, []any{string(c.Workspace), email}
	}
	known, err := store.All(ctx, a.db.Read(), (*credential).places, query, args...)
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
	if len(opened) == 0 {
		a.noteRefused(audit.SessionRefused, known, c.Address)
	}
	return opened, nil
}

// noteRefused tells the workspaces in which an address has a password that somebody has failed to sign in with it. What
// an address that nobody has was tried with is nobody's.
func (a *Access) noteRefused(action audit.Action, known []credential, from string) {
	for _, k := range known {
		a.audit.Note(audit.Entry{Workspace: k.workspace, By: audit.By{Address: from}, Action: action, Object: string(k.user), Detail: string(ByPassword)})
	}
}

// noteLocked looks in the background whose address was locked, so that the answer says nothing by the time it takes.
func (a *Access) noteLocked(email, from string) {
	key := pairKey(email, from)
	if _, pending := a.noting.LoadOrStore(key, struct{}{}); pending {
		return
	}
	a.notes.Go(func() {
		defer a.noting.Delete(key)
		ctx, cancel := context.WithTimeout(context.Background(), notePatience)
		defer cancel()
		if known, err := store.All(ctx, a.db.Read(), (*credential).places, findCredentials, email); err == nil {
			a.noteRefused(audit.SessionLocked, known, from)
		}
	})
}
