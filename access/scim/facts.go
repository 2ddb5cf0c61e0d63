package scim

import (
	"strings"

	"arus/sales"
)

// UserFacts are what is said of somebody by a resource that was before another one (which is empty for somebody new); facts
// are the ones until now.
func UserFacts(before, r Resource, facts sales.UserFacts) (sales.UserFacts, error) {
	name := textOf(r, "userName")
	if strings.TrimSpace(name) == "" {
		return facts, sales.Invalid("/userName", "required", "%s needs a name", "a user")
	}
	facts.DirectoryID = textOf(r, "externalId")
	was := facts.Email
	facts.Email = email(r)
	follows := facts.Email == was && strings.EqualFold(was, textOf(before, "userName")) // an address that is the name changes with it
	if strings.Contains(name, "@") && (facts.Email == "" || follows) {
		facts.Email = name
	}
	facts.UserName = name
	if strings.EqualFold(name, facts.Email) || name == textOf(before, "id") {
		facts.UserName = ""
	}
	facts.Name = fullName(before, r, facts.Name)
	if active, said := r["active"].(bool); said {
		facts.Inactive = !active
	}
	return facts, nil
}

// email is the one address that is kept of several.
func email(r Resource) string {
	best, rank := "", -1
	for _, one := range listOf(r["emails"]) {
		e := one.(Resource)
		value, mine := textOf(e, "value"), 0
		switch {
		case e["primary"] == true:
			mine = 2
		case strings.EqualFold(textOf(e, "type"), "work"):
			mine = 1
		}
		if value != "" && mine > rank {
			best, rank = value, mine
		}
	}
	return best
}

// fullName: a name stands in three places, and a directory may change any of them. The first that differs is what it means.
func fullName(before, r Resource, now string) string {
	was, is := part(before, "name"), part(r, "name")
	joined := func(n Resource) string {
		return strings.TrimSpace(textOf(n, "givenName") + " " + textOf(n, "familyName"))
	}
	for _, said := range [][2]string{{textOf(before, "displayName"), textOf(r, "displayName")}, {textOf(was, "formatted"), textOf(is, "formatted")}, {joined(was), joined(is)}} {
		if said[1] != "" && said[1] != said[0] {
			return said[1]
		}
	}
	if now == "" {
		return textOf(r, "userName")
	}
	return now
}

func part(r Resource, name string) Resource {
	p, _ := r[name].(Resource)
	return p
}

// TeamFacts are what is said of a team by a resource; facts are the ones until now.
func TeamFacts(r Resource, facts sales.TeamFacts) (sales.TeamFacts, error) {
	facts.Name = strings.TrimSpace(textOf(r, "displayName"))
	if facts.Name == "" {
		return facts, sales.Invalid("/displayName", "required", "%s needs a name", "a team")
	}
	facts.DirectoryID = textOf(r, "externalId")
	return facts, nil
}

// Members are the ids of the people whom a group names, each once. Groups in groups there are none: the tree of teams is the
// workspace's own.
func Members(r Resource) ([]sales.UserID, error) {
	var ids []sales.UserID
	seen := map[string]bool{}
	for _, one := range listOf(r["members"]) {
		id := textOf(one.(Resource), "value")
		if kind := textOf(one.(Resource), "type"); sales.ID(id).Kind() != sales.UserKind || kind != "" && !strings.EqualFold(kind, "User") {
			return nil, badValue("members")
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, sales.UserID(id))
		}
	}
	return ids, nil
}
