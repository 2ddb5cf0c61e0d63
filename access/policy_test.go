package access_test

import (
	"errors"
	"slices"
	"testing"

	"arus/access"
	"arus/sales"
)

func TestPolicy(t *testing.T) {
	deals, users := "deals", "users"
	for _, c := range []struct {
		say    string
		caller access.Caller
		may    string
	}{
		{"a token of an admin that belongs to nobody moves data, too", access.Caller{Role: access.Admin}, "read write administer"},
		{"a person who administers has no deals by that", access.Caller{User: ani, Role: access.Admin}, "administer"},
		{"a person may have two roles", access.Caller{User: ani, Role: access.Admin, Roles: []access.Role{access.Admin, access.Rep}}, "read write administer"},
		{"a rep sells", access.Caller{User: ani, Role: access.Rep}, "read write"},
		{"an executive looks on", access.Caller{User: ani, Role: access.Executive}, "read"},
		{"scopes hold a token", access.Caller{Role: access.Admin, Scopes: access.Scopes{access.Read}}, "read"},
		{"scopes give nothing", access.Caller{Role: access.Integration, Scopes: access.Scopes{access.Read, access.Administer}}, "read"},
		{"no role is nobody", access.Caller{}, ""},
		{"nobody is nobody", access.Caller{Role: "root"}, ""},
		{"a token that acts in no role", access.Caller{User: ani, Role: access.Admin, Roles: []access.Role{}}, ""},
	} {
		var may access.Scopes
		for _, p := range []access.Permit{{Object: deals, Action: access.Read}, {Object: deals, Action: access.Write}, {Object: users, Action: access.Administer}} {
			err := c.caller.May(p)
			var problem *sales.Problem
			if err == nil {
				may = append(may, p.Action)
			} else if !errors.As(err, &problem) || problem.Code != "forbidden" {
				t.Errorf("%s: %v", c.say, err)
			}
		}
		if may.String() != c.may {
			t.Errorf("%s: they may %q, want %q", c.say, may, c.may)
		}
	}
	directory := access.Permit{Object: "directory", Action: access.Provision}
	for _, c := range []access.Caller{{Role: access.Integration}, {Role: access.Admin}, {Role: access.Integration, Scopes: access.Scopes{access.Read, access.Write, access.Administer}}} {
		if c.May(directory) == nil {
			t.Errorf("%+v keeps people without a token that says so", c)
		}
	}
	if err := (access.Caller{Role: access.Integration, Scopes: access.Scopes{access.Provision}}).May(directory); err != nil {
		t.Error(err)
	}
	anybody := access.Caller{Role: access.Admin}
	if anybody.May(access.Permit{}) == nil || anybody.May(access.Permit{Object: "secrets", Action: access.Read}) == nil {
		t.Error("what the table does not know is allowed")
	}
}

func TestTheTableIsSound(t *testing.T) {
	table := access.Table()
	rows := func(p access.Permit, r access.Role) access.Rows { return table[p][r].Rows }
	for p := range table {
		if rows(p, access.Rep) > rows(p, access.Manager) || rows(p, access.Manager) > rows(p, access.Leader) {
			t.Errorf("%v: somebody higher on the ladder may less", p)
		}
		if p.Action == access.Administer && (rows(p, access.Admin) != access.All || rows(p, access.Leader) != access.None || rows(p, access.Integration) != access.None) {
			t.Errorf("%v is not the admin's", p)
		}
		for role, grant := range table[p] {
			if wide := rows(access.Permit{Object: p.Object, Action: access.Read}, role); p.Action != access.Read && p.Object != "deal-facts" && p.Object != "transfers" && grant.Rows > wide && wide > access.None {
				t.Errorf("%v: the role %s may change what it may not see", p, role)
			}
		}
	}
	deals := access.Permit{Object: "deals", Action: access.Read}
	for _, figures := range []string{"reports", "forecasts", "scores", "activities"} {
		for _, role := range sales.UserRoles() {
			if p := (access.Permit{Object: figures, Action: access.Read}); rows(p, role) != rows(deals, role) {
				t.Errorf("%v are of other deals than those the role %s sees", p, role)
			}
		}
	}
	if grants := (access.Permit{Object: "deal-facts", Action: access.Write}).Grants(); !slices.ContainsFunc(grants, func(g access.Grant) bool {
		return g.Role == access.Finance && slices.Equal(g.Fields, []string{"value", "value_kind", "line_items"})
	}) {
		t.Errorf("finance may set %v", grants)
	}
}

func TestABrokenTableStopsTheProgram(t *testing.T) {
	for _, line := range []string{"deals read own", "deals look own own own own own own own", "deals read own own own own own own most", "deals fields rep: value"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken", line)
				}
			}()
			access.ReadPolicy(line)
		}()
	}
}

func TestATokenNeverHasMoreThanItsUser(t *testing.T) {
	for _, c := range []struct {
		token        access.Role
		person, want []access.Role
	}{
		{access.Admin, []access.Role{access.Rep}, []access.Role{access.Rep}},
		{access.Admin, []access.Role{access.Admin, access.Leader}, []access.Role{access.Admin, access.Leader}},
		{access.Rep, []access.Role{access.Admin, access.Leader}, []access.Role{access.Rep}},
		{access.Leader, []access.Role{access.Manager}, []access.Role{access.Manager}},
		{access.Finance, []access.Role{access.Rep}, []access.Role{}},
		{access.Integration, []access.Role{access.Admin}, []access.Role{}},
		{access.Executive, []access.Role{access.Executive}, []access.Role{access.Executive}},
	} {
		if got := access.Held(c.token, c.person); !slices.Equal(got, c.want) {
			t.Errorf("a token of %s for %v acts as %v, want %v", c.token, c.person, got, c.want)
		}
	}
}
