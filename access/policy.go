package access

import (
	"slices"
	"strings"

	"arus/sales"
)

// Role is what somebody is to a workspace.
type Role = sales.UserRole

// The roles.
const (
	Rep         = sales.Rep
	Manager     = sales.Manager
	Leader      = sales.Leader
	Executive   = sales.Executive
	Finance     = sales.Finance
	Admin       = sales.Admin
	Integration = sales.Integration
)

// known reports whether a text is a role.
func known(r Role) bool { return slices.Contains(sales.UserRoles(), r) }

// roleList is for people.
func roleList() string {
	return strings.Join(words(sales.UserRoles()), ", ")
}

// Action is what an operation does to a workspace. Every operation has exactly one, and names it to [Caller.May].
type Action string

// The actions.
const (
	Read       Action = "read"       // look at the business
	Write      Action = "write"      // change the business
	Administer Action = "administer" // change who may come in and what the words mean
)

// Scopes hold a token to some of the actions. Empty means all that its role may.
type Scopes []Action

// May is the policy in front of every operation: nil, or the [sales.Problem] "forbidden". For now admins administer, and
// everybody reads and writes within the scopes of their token.
func (c Caller) May(action Action) error {
	if !known(c.Role) || action == Administer && c.Role != Admin {
		return sales.Refused("forbidden", "the role %q may not %s", string(c.Role), string(action))
	}
	if len(c.Scopes) > 0 && !slices.Contains(c.Scopes, action) {
		return sales.Refused("forbidden", "this token may not %s: its scopes are %s", string(action), c.Scopes.String())
	}
	return nil
}

// String is the form the database keeps: words with spaces between.
func (s Scopes) String() string { return strings.Join(words(s), " ") }

func words[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = string(one)
	}
	return texts
}

func scopesOf(text string) Scopes {
	var s Scopes
	for _, word := range strings.Fields(text) {
		s = append(s, Action(word))
	}
	return s
}

func (s Scopes) check() error {
	for _, action := range s {
		if action != Read && action != Write && action != Administer {
			return sales.Invalid("/scopes", "not_a_choice", "%q is not one of %s", string(action), "read, write, administer")
		}
	}
	return nil
}

// roleOfPerson: until people have roles of their own, whoever has a password runs the workspace.
func roleOfPerson() Role { return Admin }

// rights are what a session's secret was made for; another secret is made when they change.
func (c Caller) rights() string { return string(c.Role) }
