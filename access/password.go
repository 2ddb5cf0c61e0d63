package access

import (
	"context"
	"database/sql"
	_ "embed" // for the list of passwords that everybody knows
	"fmt"
	"strings"
	"unicode/utf8"

	"arus/access/audit"
	"arus/sales"
	"arus/store"

	"github.com/alexedwards/argon2id"
)

const (
	passwordLeast = 10   // characters
	passwordMost  = 1000 // bytes: longer ones are no better, and hashing them is work for strangers to give us
	distinctLeast = 4    // different characters
)

// breached holds passwords of the least length or longer that head every list of leaked ones, one per line, lower case.
//
//go:embed breached.txt
var breached string

// strength is what OWASP recommends for Argon2id: 19 MiB, 2 passes, 1 lane. Some 25 ms here.
func strength() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// NewPassword is the request to give a user a password.
type NewPassword struct {
	Workspace sales.WorkspaceID
	User      sales.UserID
	Email     string // with which they sign in; case does not matter
	Password  string
	By        audit.By // who gives it
}

// CheckPassword refuses passwords that are too short, too long, or known to everybody. It is a [sales.Problem].
func CheckPassword(password string) error {
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	switch {
	case utf8.RuneCountInString(password) < passwordLeast:
		return sales.Invalid("/password", "password_short", "a password has at least %d characters", passwordLeast)
	case len(password) > passwordMost:
		return sales.Invalid("/password", "password_long", "a password has at most %d bytes", passwordMost)
	case len(distinct) < distinctLeast, strings.Contains("\n"+breached, "\n"+strings.ToLower(password)+"\n"):
		return sales.Invalid("/password", "password_known", "this password is among those that are tried first: choose another")
	}
	return nil
}

// SetPassword gives a user a password, or another one, and ends their sessions. A bad password, an address that is none or
// that another user of the workspace signs in with is a [sales.Problem].
func (a *Access) SetPassword(ctx context.Context, n NewPassword) error {
	hash, err := a.checked(ctx, n)
	if err != nil {
		return err
	}
	err = a.db.Write(ctx, func(tx *sql.Tx) error { return a.putPassword(ctx, tx, n, hash) })
	if err := passwordKept(n, err); err != nil {
		return err
	}
	a.cache.clear()
	return nil
}

// ChangePassword gives the caller another password, ends their sessions, and opens a new one in place of theirs. The old
// password is asked for, and counted like an attempt to sign in when it is wrong: a session left open is not enough.
func (a *Access) ChangePassword(ctx context.Context, c Caller, old, fresh string, from Arrival) (secret string, err error) {
	k, found, err := store.One(ctx, a.db.Read(), (*credential).places, selectCredentialOf, string(c.Workspace), string(c.User))
	if err != nil {
		return "", fmt.Errorf("access: change password: %w", err)
	}
	if !found {
		return "", sales.Refused("no_password", "this user has no password to change: ask for a link to set one")
	}
	if err := a.mayGuess(ctx, k.email, from.Address); err != nil {
		return "", err
	}
	if fits, err := a.verify(ctx, old, k.hash); err != nil || !fits {
		return "", orElse(err, sales.Invalid("/old", "wrong_password", "this is not the password until now"))
	}
	if err := a.guesses.right(ctx, k.email, from.Address); err != nil {
		return "", err
	}
	n := NewPassword{Workspace: c.Workspace, User: c.User, Email: k.email, Password: fresh, By: audit.By{Actor: string(c.User), Address: from.Address}}
	if err := a.SetPassword(ctx, n); err != nil {
		return "", err
	}
	from.Means = ByPassword
	secret, _, err = a.Enter(ctx, c.Workspace, c.User, from)
	return secret, err
}

// checked hashes a new password that is good.
func (a *Access) checked(ctx context.Context, n NewPassword) (hash string, err error) {
	email := normal(n.Email)
	if !addressable(email) {
		return "", sales.Invalid("/email", "bad_email", "%q is not an e-mail address", n.Email)
	}
	if err := CheckPassword(n.Password); err != nil {
		return "", err
	}
	if strings.EqualFold(n.Password, email) {
		return "", sales.Invalid("/password", "password_known", "this password is among those that are tried first: choose another")
	}
	return a.hash(ctx, n.Password)
}

// putPassword keeps the hash of a new password and ends the user's sessions.
func (a *Access) putPassword(ctx context.Context, tx *sql.Tx, n NewPassword, hash string) error {
	now, ws, user := int64(a.now()), string(n.Workspace), string(n.User)
	if _, err := tx.ExecContext(ctx, putCredential, ws, user, normal(n.Email), hash, now); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, leaveSessions, now, ws, user); err != nil {
		return err
	}
	return a.told(ctx, tx, audit.Entry{Workspace: n.Workspace, By: n.By, Action: audit.PasswordSet, Object: user})
}

// passwordKept makes what putPassword failed with into what is said of it.
func passwordKept(n NewPassword, err error) error {
	switch {
	case store.Duplicate(err):
		return sales.Invalid("/email", "email_taken", "another user signs in with %q", normal(n.Email))
	case err != nil && !isDenial(err):
		return fmt.Errorf("access: set password: %w", err)
	}
	return err
}

// hash makes what is kept of a password.
func (a *Access) hash(ctx context.Context, password string) (string, error) {
	if err := a.queue(ctx); err != nil {
		return "", err
	}
	defer a.leave()
	return argon2id.CreateHash(password, strength())
}

// verify compares a password with what is kept of it, in a time that does not depend on where they differ.
func (a *Access) verify(ctx context.Context, password, hash string) (bool, error) {
	if err := a.queue(ctx); err != nil {
		return false, err
	}
	defer a.leave()
	return a.matches(password, hash), nil
}

// queue waits for a place among those who hash.
func (a *Access) queue(ctx context.Context) error {
	select {
	case a.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *Access) leave() { <-a.hashing }

func matches(password, hash string) bool {
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	return same && err == nil // a damaged hash lets nobody in
}

// nobodysHash is of a password that nobody has. It is compared with when there is no such user, so that their absence
// takes as long as their wrong password.
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$YXJ1cyBub2JvZHkgaGVyZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// addressable reports whether a text may be an e-mail address, and can be kept by both databases.
func addressable(email string) bool {
	return strings.Contains(email, "@") && len(email) <= 320 && utf8.ValidString(email) && !strings.ContainsRune(email, 0)
}

// normal is the form in which addresses are compared.
func normal(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
