package scim

import (
	"slices"
	"strings"
)

// The schemas of what is kept, and of the messages about it.
const (
	UserSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	GroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

	ListSchema  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	PatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// Attribute is what RFC 7643, section 7, says of one.
type Attribute struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Multi       bool        `json:"multiValued"`
	Description string      `json:"description"`
	Required    bool        `json:"required"`
	CaseExact   bool        `json:"caseExact"`
	Mutability  string      `json:"mutability"`
	Returned    string      `json:"returned"`
	Uniqueness  string      `json:"uniqueness"`
	Sub         []Attribute `json:"subAttributes,omitempty"`
}

// Type is a kind of resource.
type Type struct {
	Name, Endpoint, Schema string
	Attributes             []Attribute
}

// The kinds of resources.
var (
	Users  = Type{"User", "/Users", UserSchema, append(slices.Clone(common), userAttributes...)}
	Groups = Type{"Group", "/Groups", GroupSchema, append(slices.Clone(common), groupAttributes...)}
)

// common are the attributes that every resource has.
var common = []Attribute{
	fixed(text("id", "Given by this server")), exactly(text("externalId", "Given by the directory")),
	fixed(complexOf("meta", "About the resource", text("resourceType", "User or Group"), text("created", "An instant"), text("location", "Its address"), text("version", "Its ETag"))),
}

var userAttributes = []Attribute{
	unique(text("userName", "How they sign in at the directory, mostly an e-mail address")),
	complexOf("name", "Of the person", text("formatted", "Whole"), text("givenName", "All but the last word"), text("familyName", "The last word")),
	text("displayName", "How others see them"),
	{Name: "active", Type: "boolean", Description: "Whether they belong to the workspace; sessions and tokens end when they do not", Mutability: "readWrite", Returned: "default", Uniqueness: "none"},
	many(complexOf("emails", "One is kept: the primary one, that for work, or the first", text("value", "An e-mail address"), text("type", "work"), truth("primary", "Always"))),
	fixed(many(complexOf("groups", "The team", text("value", "Its id"), text("$ref", "Its address"), text("display", "Its name")))),
	fixed(many(complexOf("roles", "What they may; an admin of the workspace says so, and not the directory", text("value", "rep, manager, …"), truth("primary", "The main one")))),
}

var groupAttributes = []Attribute{
	unique(text("displayName", "The team's name")),
	many(complexOf("members", "People; somebody is in one team, the last that was said", exactly(text("value", "Id of a user")), text("$ref", "Their address"), text("display", "Their name"), text("type", "User"))),
}

func text(name, description string) Attribute {
	return Attribute{Name: name, Type: "string", Description: description, Mutability: "readWrite", Returned: "default", Uniqueness: "none"}
}

func truth(name, description string) Attribute {
	a := text(name, description)
	a.Type = "boolean"
	return a
}

func complexOf(name, description string, sub ...Attribute) Attribute {
	a := text(name, description)
	a.Type, a.Sub = "complex", sub
	return a
}

func exactly(a Attribute) Attribute { a.CaseExact = true; return a }

func many(a Attribute) Attribute { a.Multi = true; return a }

func unique(a Attribute) Attribute {
	a.Required, a.Uniqueness = true, "server"
	return a
}

// fixed attributes are for this server to say.
func fixed(a Attribute) Attribute {
	a.Mutability = "readOnly"
	a.CaseExact = a.Name == "id"
	return a
}

func (a Attribute) readOnly() bool { return a.Mutability == "readOnly" }

// find gets an attribute by its name, which is written in any case.
func find(among []Attribute, name string) (Attribute, bool) {
	at := slices.IndexFunc(among, func(a Attribute) bool { return strings.EqualFold(a.Name, name) })
	if at < 0 {
		return Attribute{}, false
	}
	return among[at], true
}

// unkept are attributes of RFC 7643 that directories send and Arus has no use for: they are taken and forgotten, or a
// directory with its usual mapping could keep nobody here. A password is among them: there is a better way in.
var unkept = []string{"schemas", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone", "password", "phoneNumbers", "ims",
	"photos", "addresses", "entitlements", "x509Certificates"}

func isUnkept(name string) bool {
	return slices.ContainsFunc(unkept, func(known string) bool { return strings.EqualFold(known, name) })
}

// extension reports whether a name belongs to another schema than the resource's own.
func (t Type) extension(name string) bool {
	const urn = "urn:"
	return len(name) > len(urn) && strings.EqualFold(name[:len(urn)], urn) && !t.ours(name)
}

func (t Type) ours(name string) bool {
	return len(name) > len(t.Schema) && strings.EqualFold(name[:len(t.Schema)], t.Schema) && name[len(t.Schema)] == ':'
}

// plain is a name without the resource's own schema before it.
func (t Type) plain(name string) string {
	if t.ours(name) {
		return name[len(t.Schema)+1:]
	}
	return name
}
