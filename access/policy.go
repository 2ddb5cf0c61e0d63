package access

import (
	"cmp"
	_ "embed" // for the table of who may do what
	"maps"
	"slices"
	"strings"
	"sync"

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

// Action is what an operation does to a workspace. Every operation has exactly one.
type Action string

// The actions.
const (
	Read       Action = "read"       // look at the business
	Write      Action = "write"      // change the business
	Administer Action = "administer" // change who may come in and what the words mean
	Provision  Action = "scim"       // keep people and teams as the company's directory has them; a token needs it named
)

var actions = []Action{Read, Write, Administer, Provision}

// Rows say which objects of a kind a role reaches, by who owns them. A later one holds all before it.
type Rows int

// The rows.
const (
	None  Rows = iota
	Own        // the caller's own
	Team       // and those of people in the teams that the caller manages
	Below      // and those of people in every team below these
	All        // every one in the workspace
)

var rowWords = []string{"-", "own", "team", "below", "all"}

// String is the word of the table.
func (r Rows) String() string { return rowWords[r] }

// Permit is what an operation needs its caller to be allowed: an action on a kind of object, as the table names it.
type Permit struct {
	Object string // the noun of the API, or a part of one: deal-facts
	Action Action
}

// Grant is what one role of a caller gives them: which objects, and which facts of theirs may be set; none named is all.
type Grant struct {
	Role   Role
	Rows   Rows
	Fields []string
}

//go:embed policy.txt
var policyText string

// policy is the table, by permit and role.
var policy = sync.OnceValue(func() map[Permit]map[Role]Grant { return readPolicy(policyText) })

// readPolicy reads the table. It is part of the program, so what is wrong in it is a panic, and a test reads it.
func readPolicy(text string) map[Permit]map[Role]Grant {
	table := map[Permit]map[Role]Grant{}
	roles := sales.UserRoles()
	var above Permit
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case len(words) > 3 && words[1] == "fields":
			role := Role(strings.TrimSuffix(words[2], ":"))
			grant, known := table[above][role]
			if !known || above.Object != words[0] {
				panic("access: fields of nobody: " + line)
			}
			grant.Fields = words[3:]
			table[above][role] = grant
		case len(words) != 2+len(roles) || !Action(words[1]).known():
			panic("access: a line of the policy is none: " + line)
		default:
			grants := map[Role]Grant{}
			for i, role := range roles {
				rows := slices.Index(rowWords, words[2+i])
				if rows < 0 {
					panic("access: no such rows: " + line)
				}
				if rows > 0 {
					grants[role] = Grant{Role: role, Rows: Rows(rows)}
				}
			}
			above = Permit{words[0], Action(words[1])}
			table[above] = grants
		}
	}
	return table
}

func (a Action) known() bool { return slices.Contains(actions, a) }

// Known reports whether the table has a row for the permit. What it does not know, nobody may.
func (p Permit) Known() bool { return policy()[p] != nil }

// Grants are those of all roles, from the narrowest role.
func (p Permit) Grants() []Grant {
	return slices.SortedFunc(maps.Values(policy()[p]), func(a, b Grant) int {
		return cmp.Compare(slices.Index(sales.UserRoles(), a.Role), slices.Index(sales.UserRoles(), b.Role))
	})
}

// Scopes hold a token to some of the actions. Empty means all that its role may, but for [Provision].
type Scopes []Action

// May is the policy in front of every operation: nil, or the [sales.Problem] "forbidden". Which of the objects is then
// decided by the rows of the caller's grants.
func (c Caller) May(p Permit) error {
	if len(c.Grants(p)) == 0 {
		return sales.Refused("forbidden", "the role %q may not %s", strings.Join(words(c.Acting()), ", "), string(p.Action))
	}
	if (len(c.Scopes) > 0 || p.Action == Provision) && !slices.Contains(c.Scopes, p.Action) {
		return sales.Refused("forbidden", "this token may not %s: its scopes are %s", string(p.Action), cmp.Or(c.Scopes.String(), "-"))
	}
	return nil
}

// Grants are what the caller's roles give them, whatever the scopes of a token.
func (c Caller) Grants(p Permit) []Grant {
	var grants []Grant
	for _, role := range c.Acting() {
		if grant, given := policy()[p][role]; given {
			grants = append(grants, grant)
		}
	}
	return grants
}

// Rows are the widest of the caller's grants.
func (c Caller) Rows(p Permit) Rows {
	widest := None
	for _, grant := range c.Grants(p) {
		widest = max(widest, grant.Rows)
	}
	return widest
}

// Acting are the roles that count. A token of nobody acts for the workspace: one of an admin also moves data in and out,
// since that is what such tokens are made for. A person who administers has no deals by that.
func (c Caller) Acting() []Role {
	switch {
	case c.Roles != nil:
		return c.Roles
	case c.User == "" && c.Role == Admin:
		return []Role{Admin, Integration}
	}
	return []Role{c.Role}
}

// ladder are the roles of which each may all that those before it may.
var ladder = []Role{Rep, Manager, Leader}

// held are the roles in which a token of somebody acts: never more than they have themselves. A token of an admin acts in
// all of its user's roles, another in its own one where the user has that or, on the ladder, stands above it.
func held(token Role, person []Role) []Role {
	if token == Admin {
		return person
	}
	roles := []Role{}
	for _, has := range person {
		step, mine := slices.Index(ladder, token), slices.Index(ladder, has)
		switch {
		case has == token:
			roles = append(roles, token)
		case step >= 0 && mine >= 0:
			roles = append(roles, ladder[min(step, mine)])
		}
	}
	return roles
}

// roleList is for people.
func roleList() string { return strings.Join(words(sales.UserRoles()), ", ") }

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
		if !action.known() {
			return sales.Invalid("/scopes", "not_a_choice", "%q is not one of %s", string(action), strings.Join(words(actions), ", "))
		}
	}
	return nil
}

// rights are what a session's secret was made for; another secret is made when they change.
func (c Caller) rights() string { return strings.Join(words(c.Acting()), " ") }
