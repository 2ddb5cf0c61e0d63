package sight_test

import (
	"testing"

	"arus/access"
	"arus/access/sight"
	"arus/sales"
	"arus/score/chronicle"
)

// A model weighs what everybody sees: whoever has chances told hears what becomes of it, and so does who may let another one
// stand, though they see no deal. Only these may let one stand.
func TestWhoHasChancesToldHearsOfModelsAndFewMayLetOneStand(t *testing.T) {
	f, guard := newFirm(t)
	tell(f, chronicle.IDOf(1), &chronicle.Model{}, sales.Created[chronicle.ModelFacts]{Facts: chronicle.ModelFacts{Version: 1, Why: chronicle.First}})
	b := boardOf(t, f)
	for role, want := range map[access.Role]struct{ hears, may bool }{
		access.Rep: {true, false}, access.Manager: {true, false}, access.Leader: {true, false}, access.Finance: {true, false},
		access.Executive: {true, true}, access.Admin: {true, true}, access.Integration: {true, true},
	} {
		c := access.Caller{User: "user_nobody", Role: role}
		if hears := sight.Of(c, b, b).Sees(f.world[chronicle.IDOf(1)]); hears != want.hears {
			t.Errorf("%s hears of a model: %t", role, hears)
		}
		if err := guard(c, chronicle.LetStand{Version: 1}); (err == nil) != want.may {
			t.Errorf("%s lets one stand: %v", role, err)
		}
	}
	reading := access.Caller{User: "user_nobody", Role: access.Admin, Token: "tok_1", Scopes: access.Scopes{access.Read}}
	if sight.Of(reading, b, b).Sees(f.world[chronicle.IDOf(1)]) {
		t.Error("an admin's token that only reads has no chances told")
	}
	if guard(reading, chronicle.LetStand{Version: 1}) == nil {
		t.Error("a token that only reads lets a model stand")
	}
}
