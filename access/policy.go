package access

import (
	"slices"
	"strings"

	"arus/sales"
)

// Role is what somebody is to a workspace.
type Role string

// The roles. What each sees of the deals of others comes with the org tree.
const (
	Rep         Role = "rep"
	Manager     Role = "manager"
	Leader      Role = "leader"
	Executive   Role = "executive"
	Finance     Role = "finance"
	Admin       Role = "admin"
	Integration Role = "integration"
	roleList         = "rep, manager, leader, executive, finance, admin, integration"
)

// Known reports whether r is a role.
func (r Role) Known() bool {
	return r != "" && slices.Contains(strings.Split(roleList, ", "), string(r))
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
	if !c.Role.Known() || action == Administer && c.Role != Admin {
		return sales.Refused("forbidden", "the role %q may not %s", string(c.Role), string(action))
	}
	if len(c.Scopes) > 0 && !slices.Contains(c.Scopes, action) {
		return sales.Refused("forbidden", "this token may not %s: its scopes are %s", string(action), c.Scopes.String())
	}
	return nil
}

// String is the form the database keeps: words with spaces between.
func (s Scopes) String() string {
	words := make([]string, len(s))
	for i := range s {
		words[i] = string(s[i])
	}
	return strings.Join(words, " ")
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
