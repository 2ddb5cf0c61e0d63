package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/sales"
	"arus/store/storetest"
)

// directory is a company's directory that keeps people in a workspace.
type directory struct {
	*house
	head []string
}

func (h *house) directory() directory {
	h.t.Helper()
	secret := h.newToken(access.NewToken{Workspace: h.ws, Name: "directory", Role: access.Integration, Scopes: access.Scopes{access.Provision}, Life: time.Hour})
	return directory{h, []string{"Authorization", "Bearer " + secret, "Content-Type", "application/scim+json"}}
}

func (d directory) say(method, path string, body any, head ...string) answer {
	d.t.Helper()
	got := d.ask(method, "/scim/v2"+path, body, append(d.head, head...)...)
	if len(got.text) > 0 && got.header.Get("Content-Type") != "application/scim+json" {
		d.t.Errorf("%s %s is answered in %s", method, path, got.header.Get("Content-Type"))
	}
	return got
}

// patch is a PATCH as RFC 7644 has it.
func patch(operations ...obj) obj {
	return obj{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": operations}
}

// refuses checks an error of SCIM.
func (a answer) refuses(status int, scimType string) {
	a.t.Helper()
	var e struct {
		Schemas                  []string
		Status, ScimType, Detail string
	}
	if err := json.Unmarshal(a.text, &e); err != nil || a.status != status || e.Status != fmt.Sprint(status) || e.ScimType != scimType || e.Detail == "" ||
		len(e.Schemas) != 1 || e.Schemas[0] != "urn:ietf:params:scim:api:messages:2.0:Error" {
		a.t.Errorf("%d, want %d %s: %s", a.status, status, scimType, a.text)
	}
}

func (a answer) found() (names []string) {
	a.t.Helper()
	for _, r := range a.ok(200).object()["Resources"].([]any) {
		name, _ := r.(obj)["userName"].(string)
		if name == "" {
			name = r.(obj)["displayName"].(string)
		}
		names = append(names, name)
	}
	return names
}

// A working life, as a directory tells it: somebody is hired, joins a team, marries, moves, leaves, comes back, and is deleted.
func TestADirectoryTellsAWorkingLife(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := h.directory()
		hired := obj{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "externalId": "00u-7", "userName": "Budi@example.com", "name": obj{"givenName": "Budi", "familyName": "Santoso"},
			"emails": []obj{{"primary": true, "value": "Budi@example.com", "type": "work"}}, "active": true, "password": "must not be kept", "title": "CFO"}
		budi := d.say("POST", "/Users", hired).ok(201)
		id := budi.id()
		if budi.header.Get("Location") != "/scim/v2/Users/"+id || budi.object()["displayName"] != "Budi Santoso" || strings.Contains(string(budi.text), "must not") {
			t.Errorf("%s", budi.text)
		}
		d.say("POST", "/Users", hired).refuses(409, "uniqueness")
		if user := h.ask("GET", "/v1/users/by-source/scim/00u-7", nil).ok(200); user.id() != id || user.object()["email"] != "Budi@example.com" {
			t.Errorf("%s", user.text)
		}

		java := d.say("POST", "/Groups", obj{"displayName": "Java", "externalId": "g-1", "members": []obj{{"value": id}}}).ok(201).id()
		bali := d.say("POST", "/Groups", obj{"displayName": "Bali"}).ok(201).id()
		if team := h.ask("GET", "/v1/users/"+id, nil).ok(200).object()["team"]; team != java {
			t.Errorf("he is in %v, want %s", team, java)
		}
		// A move comes as two changes, in either order.
		d.say("PATCH", "/Groups/"+bali, patch(obj{"op": "add", "path": "members", "value": []obj{{"value": id}}})).ok(200)
		d.say("PATCH", "/Groups/"+java, patch(obj{"op": "remove", "path": `members[value eq "` + id + `"]`})).ok(200)
		if team := h.ask("GET", "/v1/users/"+id, nil).ok(200).object()["team"]; team != bali {
			t.Errorf("he is in %v, want %s", team, bali)
		}

		d.say("PATCH", "/Users/"+id, patch(obj{"op": "replace", "value": obj{"name.familyName": "Wijaya", "userName": "budi.wijaya@example.com"}})).ok(200)
		if user := h.ask("GET", "/v1/users/"+id, nil).ok(200).object(); user["name"] != "Budi Wijaya" || user["email"] != "budi.wijaya@example.com" {
			t.Errorf("%v", user)
		}

		secret := h.newToken(access.NewToken{Workspace: h.ws, Name: "his", Role: access.Rep, User: sales.UserID(id), Life: time.Hour})
		his := []string{"Authorization", "Bearer " + secret}
		h.ask("GET", "/v1/session", nil, his...).ok(200)
		d.say("PATCH", "/Users/"+id, patch(obj{"op": "Replace", "path": "active", "value": "False"})).ok(200)
		h.ask("GET", "/v1/session", nil, his...).fails(401, "unauthenticated")
		if now := d.say("GET", "/Users/"+id, nil).ok(200).object(); now["active"] != false {
			t.Errorf("%v", now)
		}
		if _, err := h.access.Leave(t.Context(), audit.By{Actor: "system"}, h.ws, sales.UserID(id)); err != nil { // as package leaving does when it hears of it
			t.Fatal(err)
		}
		d.say("PATCH", "/Users/"+id, patch(obj{"op": "Replace", "path": "active", "value": true})).ok(200)
		h.ask("GET", "/v1/session", nil, his...).fails(401, "unauthenticated")

		d.say("DELETE", "/Users/"+id, nil).ok(204)
		d.say("GET", "/Users/"+id, nil).refuses(404, "")
		d.say("DELETE", "/Users/"+id, nil).refuses(404, "")
		if found := d.say("GET", "/Users?filter="+`userName%20eq%20%22budi.wijaya@example.com%22`, nil).found(); len(found) != 0 {
			t.Errorf("%v", found)
		}
		if user := h.ask("GET", "/v1/users/"+id, nil).ok(200).object(); user["inactive"] != true || user["name"] != "Budi Wijaya" {
			t.Errorf("his history is gone: %v", user)
		}
		hired["userName"], hired["emails"] = "budi.wijaya@example.com", nil
		if again := d.say("POST", "/Users", hired).ok(201); again.id() != id {
			t.Errorf("he is somebody else now: %s", again.text)
		}
		d.say("DELETE", "/Groups/"+bali, nil).ok(204)
		d.say("GET", "/Groups/"+bali, nil).refuses(404, "")
		if user := h.ask("GET", "/v1/users/"+id, nil).ok(200).object(); user["team"] != nil {
			t.Errorf("%v", user)
		}
	})
}

func TestADirectoryReadsPages(t *testing.T) {
	h := opened(t)
	d := h.directory()
	for i := range 5 {
		d.say("POST", "/Users", obj{"userName": fmt.Sprintf("u%d@example.com", i), "active": i != 3}).ok(201)
	}
	first, second := d.say("GET", "/Users?startIndex=1&count=4", nil), d.say("GET", "/Users?startIndex=5&count=4", nil)
	if got := append(first.found(), second.found()...); len(got) != 6 || first.object()["totalResults"] != 6.0 || second.object()["itemsPerPage"] != 2.0 || second.object()["startIndex"] != 5.0 {
		t.Errorf("%v: %s", got, second.text)
	}
	if none := d.say("GET", "/Users?count=0", nil); len(none.found()) != 0 || none.object()["totalResults"] != 6.0 {
		t.Errorf("%s", none.text)
	}
	if got := d.say("GET", "/Users?filter=active+eq+%22False%22+and+userName+sw+%22U%22&startIndex=-3&count=-1", nil); got.object()["totalResults"] != 1.0 {
		t.Errorf("%s", got.text)
	}
	if got := d.say("GET", "/Users?attributes=userName,name.givenName&count=1", nil).object()["Resources"].([]any)[0].(obj); len(got) != 4 || got["id"] == nil || got["schemas"] == nil {
		t.Errorf("%v", got)
	}
	if got := d.say("GET", "/Users?excludedAttributes=emails,meta&count=1", nil).object()["Resources"].([]any)[0].(obj); got["emails"] != nil || got["meta"] != nil || got["userName"] == nil {
		t.Errorf("%v", got)
	}
	d.say("GET", "/Users?startIndex=first", nil).refuses(400, "invalidValue")
	for _, filter := range []string{"userName", "userName eq", "secret eq \"x\"", strings.Repeat("(", 3000)} {
		r := d.say("GET", "/Users?filter="+strings.NewReplacer(" ", "+", `"`, "%22").Replace(filter), nil)
		r.refuses(400, "invalidFilter")
		if strings.Contains(string(r.text), "secret") {
			t.Errorf("it says back what was sent: %s", r.text)
		}
	}
}

func TestWhatADirectoryMayNot(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	h, theirs := on(t, db), on(t, db)
	d := h.directory()
	ani := "/Users/" + string(h.user) // an admin, and the last one
	d.say("PATCH", ani, patch(obj{"op": "replace", "path": "active", "value": false})).refuses(409, "")
	d.say("DELETE", ani, nil).refuses(409, "")
	d.say("PATCH", ani, patch(obj{"op": "replace", "path": "userName", "value": "thief@example.com"})).refuses(409, "mutability")
	d.say("PATCH", ani, patch(obj{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "thief@example.com"})).refuses(409, "mutability")
	d.say("PATCH", ani, patch(obj{"op": "add", "path": "roles", "value": []obj{{"value": "admin"}}})).refuses(400, "mutability")
	d.say("PATCH", ani, patch(obj{"op": "replace", "path": "name.familyName", "value": "Wijaya"})).ok(200)
	made := d.say("POST", "/Users", obj{"userName": "eve@example.com", "roles": []obj{{"value": "admin"}}, "role": "admin"}).ok(201).id()
	if user := h.ask("GET", "/v1/users/"+made, nil).ok(200).object(); user["role"] != nil && user["role"] != "rep" {
		t.Errorf("a directory made an admin: %v", user)
	}
	group := d.say("POST", "/Groups", obj{"displayName": "Java"}).ok(201)
	for _, stranger := range []string{string(theirs.user), "user_01k00000000000000000000000", "x", ""} {
		d.say("PATCH", "/Groups/"+group.id(), patch(obj{"op": "add", "path": "members", "value": []obj{{"value": stranger}}})).refuses(400, "invalidValue")
	}
	d.say("GET", "/Users/"+string(theirs.user), nil).refuses(404, "")
	d.say("POST", "/Groups", obj{"displayName": "JAVA"}).refuses(409, "uniqueness")
	d.say("POST", "/Users", obj{"userName": "ANI@example.com"}).refuses(409, "uniqueness")
	d.say("POST", "/Users", obj{}).refuses(400, "invalidValue")
	d.say("POST", "/Users", "[]").refuses(400, "invalidValue")
	d.say("POST", "/Users", "{").refuses(400, "invalidValue")
	d.say("PATCH", "/Users/"+made, patch()).refuses(400, "invalidSyntax")
	d.say("PATCH", "/Users/"+made, patch(obj{"op": "replace", "path": "nonsense", "value": 1})).refuses(400, "invalidPath")
	d.say("PATCH", "/Users/"+made, patch(obj{"op": "replace", "path": `emails[type eq "home"].value`, "value": "x@example.com"})).refuses(400, "noTarget")
	d.say("GET", "/Nothing", nil).refuses(404, "")
	d.say("PUT", "/Users", obj{}).refuses(405, "")

	version := d.say("GET", "/Groups/"+group.id(), nil).ok(200).header.Get("ETag")
	d.say("PATCH", "/Groups/"+group.id(), patch(obj{"op": "add", "path": "members", "value": []obj{{"value": made}}}), "If-Match", version).ok(200)
	d.say("PATCH", "/Groups/"+group.id(), patch(obj{"op": "remove", "path": "members"}), "If-Match", version).refuses(412, "")

	// The scope is one of its own: no other token has it, and it gives nothing else.
	for _, n := range []access.NewToken{{Role: access.Integration}, {Role: access.Admin}, {Role: access.Admin, User: h.user}, {Role: access.Admin, User: h.user, Scopes: access.Scopes{access.Provision}},
		{Role: access.Integration, Scopes: access.Scopes{access.Read, access.Write, access.Administer}}} {
		n.Workspace, n.Name, n.Life = h.ws, "other", time.Hour
		h.ask("GET", "/scim/v2/Users", nil, "Authorization", "Bearer "+h.newToken(n)).refuses(403, "")
	}
	h.ask("GET", "/v1/users", nil, d.head...).fails(403, "forbidden")
	h.ask("POST", "/v1/users", obj{"name": "Eve"}, d.head[:2]...).fails(403, "forbidden")
	h.ask("GET", "/scim/v2/Users", nil, "Authorization", "").refuses(401, "")
	rep := h.newToken(access.NewToken{Workspace: h.ws, Name: "r", Role: access.Rep, User: sales.UserID(made), Life: time.Hour})
	h.ask("POST", "/v1/tokens", obj{"name": "mine", "role": "integration", "scopes": []string{"scim"}}, "Authorization", "Bearer "+rep).fails(403, "forbidden")
	h.ask("POST", "/v1/tokens", obj{"name": "directory", "role": "integration", "scopes": []string{"scim"}}).ok(201)
}

func TestADirectoryIsToldWhatThereIs(t *testing.T) {
	d := opened(t).directory()
	if c := d.say("GET", "/ServiceProviderConfig", nil).ok(200).object(); c["patch"].(obj)["supported"] != true || c["authenticationSchemes"] == nil {
		t.Errorf("%v", c)
	}
	for _, endpoint := range []string{"/ResourceTypes", "/Schemas"} {
		all := d.say("GET", endpoint, nil).ok(200).object()["Resources"].([]any)
		if len(all) != 2 {
			t.Fatalf("%v", all)
		}
		for _, one := range all {
			if got := d.say("GET", endpoint+"/"+one.(obj)["id"].(string), nil).ok(200); got.object()["id"] != one.(obj)["id"] {
				t.Errorf("%s", got.text)
			}
		}
		d.say("GET", endpoint+"/Cars", nil).refuses(404, "")
	}
}
