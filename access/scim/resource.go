package scim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"arus/sales"
)

// Resource is a user or a group as JSON.
type Resource = map[string]any

// Base is where resources are.
const Base = "/scim/v2"

// member gets what stands under a name, which is written in any case.
func member(r Resource, name string) any {
	if v, exact := r[name]; exact {
		return v
	}
	for key, v := range r {
		if strings.EqualFold(key, name) {
			return v
		}
	}
	return nil
}

// listOf is the values of an attribute that may have one or several.
func listOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

func textOf(r Resource, name string) string {
	text, _ := member(r, name).(string)
	return text
}

// Person is somebody as the directory sees them. One whom it has deleted it does not see.
func Person(u *sales.User, team *sales.Team) Resource {
	f := u.Facts
	given, family := names(f.Name)
	r := Resource{"schemas": []any{UserSchema}, "id": string(u.ID), "userName": cmp.Or(UserName(f), string(u.ID)), "displayName": f.Name, "active": !f.Inactive && !u.Archived,
		"name": filled("formatted", f.Name, "givenName", given, "familyName", family)}
	if f.DirectoryID != "" {
		r["externalId"] = f.DirectoryID
	}
	if f.Email != "" {
		r["emails"] = []any{Resource{"value": f.Email, "type": "work", "primary": true}}
	}
	if team != nil && !team.Archived {
		r["groups"] = []any{Resource{"value": string(team.ID), "$ref": Base + Groups.Endpoint + "/" + string(team.ID), "display": team.Facts.Name}}
	}
	var roles []any
	for i, role := range f.Roles() {
		roles = append(roles, Resource{"value": string(role), "primary": i == 0})
	}
	r["roles"] = roles
	return Users.placed(r, u.CreatedAt)
}

// UserName is what the directory calls somebody; empty for whom it has no name, and who is called by their id.
func UserName(f sales.UserFacts) string { return cmp.Or(f.UserName, f.Email) }

// names splits a name before its last word.
func names(whole string) (given, family string) {
	words := strings.Fields(whole)
	if len(words) < 2 {
		return whole, ""
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// filled is an object of the texts that are not empty.
func filled(pairs ...string) Resource {
	r := Resource{}
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			r[pair[0]] = pair[1]
		}
	}
	return r
}

// Team is a team as the directory sees it, with the people in it.
func Team(t *sales.Team, people []*sales.User) Resource {
	r := Resource{"schemas": []any{GroupSchema}, "id": string(t.ID), "displayName": t.Facts.Name}
	if t.Facts.DirectoryID != "" {
		r["externalId"] = t.Facts.DirectoryID
	}
	var members []any
	for _, u := range people {
		members = append(members, Resource{"value": string(u.ID), "$ref": Base + Users.Endpoint + "/" + string(u.ID), "display": u.Facts.Name, "type": "User"})
	}
	if members != nil {
		r["members"] = members
	}
	return Groups.placed(r, t.CreatedAt)
}

func (t Type) placed(r Resource, created sales.Instant) Resource {
	r["meta"] = Resource{"resourceType": t.Name, "created": created.String(), "location": Base + t.Endpoint + "/" + r["id"].(string)}
	return r
}

// Version is the ETag of a resource: a fingerprint of what is shown, so that it changes when what is shown does. The members
// of a group are facts of other objects.
func Version(r Resource) string {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // texts and truth values cannot fail
	}
	sum := sha256.Sum256(text)
	return `W/"` + hex.EncodeToString(sum[:8]) + `"`
}

// Shown is a resource with the attributes that were asked for, or without those that were not wanted. What names it is always shown.
func (t Type) Shown(r Resource, only, without string) Resource {
	if only == "" && without == "" {
		return r
	}
	shown := Resource{}
	for name, value := range r {
		part := value
		switch {
		case name == "id" || name == "schemas":
		case only != "":
			part = t.picked(name, value, only)
		case t.picked(name, value, without) != nil:
			part = t.left(name, value, without)
		}
		if part != nil {
			shown[name] = part
		}
	}
	return shown
}

// picked is what a list of names picks of an attribute, or nil.
func (t Type) picked(name string, value any, list string) any {
	part := Resource{}
	for wanted := range strings.SplitSeq(list, ",") {
		whole, sub, _ := strings.Cut(t.plain(strings.TrimSpace(wanted)), ".")
		if !strings.EqualFold(whole, name) {
			continue
		}
		complexes, isComplex := value.(Resource)
		if sub == "" || !isComplex {
			return value
		}
		if a, known := find(mustFind(t.Attributes, name).Sub, sub); known && complexes[a.Name] != nil {
			part[a.Name] = complexes[a.Name]
		}
	}
	if len(part) == 0 {
		return nil
	}
	return part
}

// left is what a list of unwanted names leaves of an attribute.
func (t Type) left(name string, value any, list string) any {
	gone, _ := t.picked(name, value, list).(Resource)
	whole, isComplex := value.(Resource)
	if !isComplex || len(gone) == len(whole) {
		return nil
	}
	rest := Resource{}
	for key, v := range whole {
		if _, out := gone[key]; !out {
			rest[key] = v
		}
	}
	return rest
}

func mustFind(among []Attribute, name string) Attribute { a, _ := find(among, name); return a }
