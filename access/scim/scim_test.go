package scim_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"arus/access/scim"
	"arus/sales"
)

func ani() scim.Resource {
	return scim.Person(&sales.User{ID: "user_1", CreatedAt: 1, Facts: sales.UserFacts{Name: "Ani Sri Wijaya", Email: "Ani@example.com", DirectoryID: "00u1",
		Role: sales.Admin, Extra: []sales.UserRole{sales.Leader}}}, &sales.Team{ID: "team_1", Facts: sales.TeamFacts{Name: "Java"}})
}

func TestFilters(t *testing.T) {
	for filter, want := range map[string]bool{
		"":                                  true,
		`userName eq "ani@EXAMPLE.com"`:     true,
		`USERNAME EQ "ani@example.com"`:     true,
		`userName ne "ani@example.com"`:     false,
		`externalId eq "00u1"`:              true,
		`externalId eq "00U1"`:              false, // exact
		`id eq "user_1" or nonsense`:        false, // none at all: see below
		`name.familyName sw "wij"`:          true,
		`name.givenName ew "sri"`:           true,
		`displayName co "sri"`:              true,
		`active eq true`:                    true,
		`active eq "True"`:                  true,
		`active eq False`:                   false,
		`not (active eq true)`:              false,
		`not(active eq false)`:              true,
		`title pr`:                          false, // known to SCIM, and of no interest here
		`title eq "CFO" or active eq true`:  true,
		`emails pr`:                         true,
		`emails.value eq "ani@example.com"`: true,
		`emails eq "ani@example.com"`:       true,
		`emails[type eq "work"]`:            true,
		`emails[type eq "home"]`:            false,
		`emails[type eq "work" and value co "@example"].value eq "ani@example.com"`: true,
		`emails[type eq "home"].value eq "ani@example.com"`:                         false,
		`roles[primary eq true].value eq "admin"`:                                   true,
		`roles[primary eq true].value eq "leader"`:                                  false,
		`groups.display eq "java"`:                                                  true,
		`meta.resourceType eq "User"`:                                               true,
		`meta.created gt "1969"`:                                                    true,
		`meta.created lt "1969"`:                                                    false,
		`userName pr and (active eq false or externalId eq "00u1")`:                 true,
		`userName pr and active eq false or externalId eq "00u1"`:                   true,
		`active eq false and userName pr or userName eq null`:                       false,
		`externalId ne null`:                                                        true,
		`userName eq "\u0061ni@example.com"`:                                        true,
		`urn:ietf:params:scim:schemas:core:2.0:User:userName pr`:                    true,
		`  userName   pr  `:                                                         true,
		`(((userName pr)))`:                                                         true,
	} {
		match, err := scim.Users.ParseFilter(filter)
		if filter == `id eq "user_1" or nonsense` {
			if err == nil {
				t.Errorf("%s was taken", filter)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filter, err)
		} else if got := match(ani()); got != want {
			t.Errorf("%s: %v", filter, got)
		}
	}
}

// nonsense is what is no filter.
var nonsense = []string{"x", " ", "userName", "userName eq", "userName eq ", `userName eq "`, `userName eq "\"`, `userName eq ani`, `userName is "x"`, `userName eq 1`, `userName eq "x" and`,
	`userName eq "x" xor active eq true`, `secret eq "x"`, `userName.secret eq "x"`, `name.secret eq "x"`, `emails[`, `emails[]`, `emails[type eq "work"`, `emails[userName eq "x"]`,
	`userName[type eq "x"]`, `(userName pr`, `userName pr)`, `()`, `not userName pr`, `not`, `active gt true`, `active co "x"`, `active eq "yes"`, `userName prx`, `userName eq "x"; drop`,
	"userName eq \"\xff\"", `userName eq "\q"`, `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "x"`, `$filter`, `..`, `userName..x pr`,
	strings.Repeat("(", 5000), strings.Repeat("not (", 500), strings.Repeat("(", 40) + "userName pr" + strings.Repeat(")", 40), strings.Repeat("emails[", 400), `userName eq "` + strings.Repeat("x", 5000) + `"`}

func TestFilterNonsenseIsRefusedAndNothingLearnt(t *testing.T) {
	for _, filter := range nonsense {
		for _, of := range []scim.Type{scim.Users, scim.Groups} {
			_, err := of.ParseFilter(filter)
			var problem *sales.Problem
			if !errors.As(err, &problem) || problem.Code != "invalid_filter" || problem.Error() != "the filter is none that can be answered" {
				t.Errorf("%q: %v", filter, err)
			}
		}
	}
}

func FuzzFilter(f *testing.F) {
	for _, filter := range append(nonsense, `emails[type eq "work"].value eq "x" and not (active eq true)`) {
		f.Add(filter)
	}
	f.Fuzz(func(t *testing.T, filter string) {
		if match, err := scim.Users.ParseFilter(filter); err == nil {
			match(ani())
			match(scim.Resource{})
		}
	})
}

// A filter of comparisons joined by and, or, not and parentheses holds where its tree, walked by hand, holds.
func TestFiltersAgreeWithTheirTrees(t *testing.T) {
	leaves := map[string]bool{`active eq true`: true, `userName eq "x"`: false, `emails[type eq "work"]`: true, `name.familyName pr`: true, `externalId sw "1"`: false}
	names := []string{`active eq true`, `userName eq "x"`, `emails[type eq "work"]`, `name.familyName pr`, `externalId sw "1"`}
	rapid.Check(t, func(t *rapid.T) {
		var grow func(depth int) (string, bool)
		grow = func(depth int) (string, bool) {
			kind := rapid.IntRange(0, 3).Draw(t, "kind")
			if depth == 0 || kind == 0 {
				leaf := rapid.SampledFrom(names).Draw(t, "leaf")
				return leaf, leaves[leaf]
			}
			left, l := grow(depth - 1)
			if kind == 1 {
				return "not (" + left + ")", !l
			}
			right, r := grow(depth - 1)
			if kind == 2 {
				return "(" + left + ") and (" + right + ")", l && r
			}
			return "(" + left + ") or (" + right + ")", l || r
		}
		text, want := grow(5)
		match, err := scim.Users.ParseFilter(text)
		if len(text) > 4096 {
			return
		}
		if err != nil || match(ani()) != want {
			t.Fatalf("%s: %v, want %v", text, err, want)
		}
	})
}

// body reads JSON as a directory sends it.
func body(t *testing.T, text string) (r scim.Resource) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// What the documentation of Entra and Okta says that they send, and what it means here.
func TestPatchesOfEntraAndOkta(t *testing.T) {
	before := sales.UserFacts{Name: "Ani Sri Wijaya", Email: "Ani@example.com", DirectoryID: "00u1", Role: sales.Admin, Extra: []sales.UserRole{sales.Leader}}
	for _, c := range []struct {
		say, patch string
		want       func(*sales.UserFacts)
	}{
		{"Entra disables", `{"Operations":[{"op":"Replace","path":"active","value":"False"}]}`, func(f *sales.UserFacts) { f.Inactive = true }},
		{"Entra disables in the new way", `{"Operations":[{"op":"replace","path":"active","value":false}]}`, func(f *sales.UserFacts) { f.Inactive = true }},
		{"Okta deactivates", `{"schemas":["x"],"Operations":[{"op":"replace","value":{"active":false}}]}`, func(f *sales.UserFacts) { f.Inactive = true }},
		{"Entra updates several", `{"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ani@new.example"},{"op":"Replace","path":"name.familyName","value":"Santoso"}]}`,
			func(f *sales.UserFacts) {
				f.Email, f.UserName, f.Name = "ani@new.example", "Ani@example.com", "Ani Sri Santoso"
			}},
		{"Entra adds without a path", `{"Operations":[{"op":"Add","value":{"displayName":"Ani W.","name.givenName":"Anisa","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"Sales","emails[type eq \"work\"].value":"a@b.example"}}]}`,
			func(f *sales.UserFacts) { f.Name, f.Email, f.UserName = "Ani W.", "a@b.example", "Ani@example.com" }},
		{"Entra has a manager", `{"Operations":[{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"user_9"},{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"1"}]}`, func(*sales.UserFacts) {}},
		{"the address goes with the name that it is", `{"Operations":[{"op":"Replace","path":"userName","value":"anisa@example.com"}]}`, func(f *sales.UserFacts) { f.Email = "anisa@example.com" }},
		{"a name that is no address", `{"Operations":[{"op":"Replace","path":"userName","value":"anisa"}]}`, func(f *sales.UserFacts) { f.UserName = "anisa" }},
		{"another id at the directory", `{"Operations":[{"op":"Add","path":"externalId","value":"00u2"}]}`, func(f *sales.UserFacts) { f.DirectoryID = "00u2" }},
		{"no id any more", `{"Operations":[{"op":"remove","path":"externalId"}]}`, func(f *sales.UserFacts) { f.DirectoryID = "" }},
		{"a work address of two", `{"Operations":[{"op":"add","path":"emails","value":[{"type":"home","value":"ani@home.example"}]}]}`, func(*sales.UserFacts) {}},
		{"Okta sends the whole along", `{"Operations":[{"op":"replace","value":{"id":"user_1","schemas":[],"meta":{},"groups":[],"displayName":"Anisa"}}]}`, func(f *sales.UserFacts) { f.Name = "Anisa" }},
	} {
		after, err := scim.Users.Patched(ani(), body(t, c.patch))
		if err != nil {
			t.Errorf("%s: %v", c.say, err)
			continue
		}
		want := before
		c.want(&want)
		got, err := scim.UserFacts(ani(), after, before)
		if err != nil || got.Name != want.Name || got.Email != want.Email || got.UserName != want.UserName || got.DirectoryID != want.DirectoryID || got.Inactive != want.Inactive || !slices.Equal(got.Roles(), want.Roles()) {
			t.Errorf("%s: %v\n%+v\n%+v", c.say, err, got, want)
		}
	}
}

func TestMembersOfGroups(t *testing.T) {
	group := scim.Team(&sales.Team{ID: "team_1", Facts: sales.TeamFacts{Name: "Java"}}, []*sales.User{{ID: "user_1"}, {ID: "user_2"}})
	for patch, want := range map[string]string{
		`{"Operations":[{"op":"Add","path":"members","value":[{"value":"user_3"},{"value":"user_1"}]}]}`: "user_2 user_3 user_1",
		`{"Operations":[{"op":"Remove","path":"members","value":[{"value":"user_1"}]}]}`:                 "user_2",
		`{"Operations":[{"op":"remove","path":"members[value eq \"user_2\"]"}]}`:                         "user_1",
		`{"Operations":[{"op":"remove","path":"members"}]}`:                                              "",
		`{"Operations":[{"op":"replace","path":"members","value":[{"value":"user_9","display":"x"}]}]}`:  "user_9",
		`{"Operations":[{"op":"replace","value":{"id":"team_1","displayName":"Bali"}}]}`:                 "user_1 user_2",
		`{"Operations":[{"op":"add","value":{"members":[{"value":"user_3"}]}}]}`:                         "user_1 user_2 user_3",
		`{"Operations":[{"op":"add","path":"members","value":{"value":"user_3"}}]}`:                      "user_1 user_2 user_3",
	} {
		after, err := scim.Groups.Patched(group, body(t, patch))
		if err != nil {
			t.Errorf("%s: %v", patch, err)
			continue
		}
		members, err := scim.Members(after)
		var names []string
		for _, m := range members {
			names = append(names, string(m))
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%s: %v %q", patch, err, got)
		}
	}
}

func TestPatchesThatAreNone(t *testing.T) {
	for patch, code := range map[string]string{
		`{}`:                               "invalid_syntax",
		`{"Operations":[]}`:                "invalid_syntax",
		`{"Operations":[{"op":"move"}]}`:   "invalid_syntax",
		`{"Operations":["x"]}`:             "invalid_value",
		`{"Operations":[{"op":"remove"}]}`: "no_target",
		`{"Operations":[{"op":"add"}]}`:    "invalid_value",
		`{"Operations":[{"op":"replace","path":"id","value":"user_2"}]}`:                          "mutability",
		`{"Operations":[{"op":"replace","path":"roles[primary eq true].value","value":"admin"}]}`: "mutability",
		`{"Operations":[{"op":"remove","path":"userName"}]}`:                                      "mutability",
		`{"Operations":[{"op":"replace","path":"active","value":"perhaps"}]}`:                     "invalid_value",
		`{"Operations":[{"op":"replace","path":"active","value":{}}]}`:                            "invalid_value",
		`{"Operations":[{"op":"replace","path":"userName","value":7}]}`:                           "invalid_value",
		`{"Operations":[{"op":"replace","path":"name","value":"x"}]}`:                             "invalid_value",
		`{"Operations":[{"op":"replace","path":"emails","value":["x"]}]}`:                         "invalid_value",
		`{"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"x"}]}`:   "no_target",
		`{"Operations":[{"op":"replace","path":"emails[","value":"x"}]}`:                          "invalid_path",
		`{"Operations":[{"op":"replace","path":"name.secret","value":"x"}]}`:                      "invalid_path",
		`{"Operations":[{"op":"replace","path":"secret","value":"x"}]}`:                           "invalid_path",
	} {
		before := ani()
		_, err := scim.Users.Patched(before, body(t, patch))
		var problem *sales.Problem
		if !errors.As(err, &problem) || problem.Code != code {
			t.Errorf("%s: %v, want %s", patch, err, code)
		}
		if scim.Version(before) != scim.Version(ani()) {
			t.Errorf("%s changed what it was applied to", patch)
		}
	}
}

func FuzzPatch(f *testing.F) {
	f.Add(`{"Operations":[{"op":"Add","path":"emails[type eq \"work\"].value","value":"x"}]}`)
	f.Add(`{"Operations":[{"op":"replace","value":{"name":{"familyName":null},"emails":[{"value":{}}]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var r scim.Resource
		if json.Unmarshal([]byte(text), &r) != nil {
			return
		}
		for _, made := range []func() (scim.Resource, error){func() (scim.Resource, error) { return scim.Users.Patched(ani(), r) }, func() (scim.Resource, error) { return scim.Users.Whole(r) }} {
			if after, err := made(); err == nil {
				_, _ = scim.UserFacts(ani(), after, sales.UserFacts{})
				_, _ = scim.Members(after)
			}
		}
	})
}

func TestWhatIsShown(t *testing.T) {
	keys := func(r scim.Resource) string {
		var names []string
		for name := range r {
			names = append(names, name)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	for _, c := range [][3]string{
		{"", "", "active displayName emails externalId groups id meta name roles schemas userName"},
		{"userName", "", "id schemas userName"},
		{"USERNAME, urn:ietf:params:scim:schemas:core:2.0:User:active", "", "active id schemas userName"},
		{"nonsense", "", "id schemas"},
		{"", "id,emails,groups,meta,roles", "active displayName externalId id name schemas userName"},
	} {
		if got := keys(scim.Users.Shown(ani(), c[0], c[1])); got != c[2] {
			t.Errorf("%v: %s", c, got)
		}
	}
	if got := scim.Users.Shown(ani(), "name.familyName", "")["name"].(scim.Resource); keys(got) != "familyName" {
		t.Errorf("%v", got)
	}
	if got := scim.Users.Shown(ani(), "", "name.familyName")["name"].(scim.Resource); keys(got) != "formatted givenName" {
		t.Errorf("%v", got)
	}
}
