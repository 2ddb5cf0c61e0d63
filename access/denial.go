package access

import (
	"errors"
	"time"

	"arus/sales"
)

// The codes of denials, which are part of the API.
const (
	CodeUnauthenticated = "unauthenticated" // nobody we know
	CodeTokenExpired    = "token_expired"   // a token of ours, too late
	CodeLockedOut       = "locked_out"      // too many wrong passwords: wait
	CodeLinkEnded       = "link_ended"      // a link that lets nobody in
)

// Denial is the error when somebody is not let in. It unwraps to its [sales.Problem], which has the words.
type Denial struct {
	Problem    *sales.Problem
	RetryAfter time.Duration // of CodeLockedOut: when to try again; else 0
}

// Error is the English sentence.
func (d *Denial) Error() string { return d.Problem.Error() }

// Unwrap gives the problem.
func (d *Denial) Unwrap() error { return d.Problem }

func denied(format string) *Denial {
	return &Denial{Problem: sales.Refused(CodeUnauthenticated, format)}
}

// stranger is the one answer to every secret that is not, or no longer, one of ours.
func stranger() *Denial { return denied("sign in, or send a valid token") }

// wrong is the one answer to a sign-in that fails, whatever the reason.
func wrong() *Denial { return denied("the e-mail address or the password is wrong") }

func lockedOut(wait time.Duration) *Denial {
	seconds := int64((wait + time.Second - 1) / time.Second)
	return &Denial{RetryAfter: wait, Problem: &sales.Problem{Kind: sales.KindBusy, Code: CodeLockedOut,
		Format: "too many failed attempts to sign in: try again in %d seconds", Args: []any{seconds}}}
}

func isDenial(err error) bool {
	var d *Denial
	return errors.As(err, &d)
}

// Several is the error when a password opens more than one workspace. It unwraps to its [sales.Problem].
type Several struct {
	Problem    *sales.Problem
	Workspaces []sales.WorkspaceID
}

// Error is the English sentence.
func (s *Several) Error() string { return s.Problem.Error() }

// Unwrap gives the problem.
func (s *Several) Unwrap() error { return s.Problem }
