package sales

import (
	"testing"

	"pgregory.net/rapid"
)

func TestIDsSortByTheMomentTheyWereMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := rapid.Int64Range(0, 1<<48-1)
		x, y := moment.Draw(t, "x"), moment.Draw(t, "y")
		entropy := func(name string) (e [10]byte) {
			copy(e[:], rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, name))
			return e
		}
		a, b := MintID(DealKind, Instant(x*1000), entropy("a")), MintID(DealKind, Instant(y*1000+999), entropy("b"))
		if x != y && (a < b) != (x < y) {
			t.Errorf("%s of %d and %s of %d", a, x, b, y)
		}
		if !DealKind.Well(string(a)) || a.Kind() != DealKind || AccountKind.Well(string(a)) {
			t.Errorf("%s is no id of a deal", a)
		}
		if from, to := DealKind.Range(); string(a) <= from || string(a) >= to {
			t.Errorf("%s is not between %s and %s", a, from, to)
		}
	})
	if id := MintID(UserKind, 0, [10]byte{}); id != "user_00000000000000000000000000" {
		t.Errorf("the first id is %s", id)
	}
	if id := MintID(UserKind, 1000*(1<<48-1), [10]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255}); id != "user_7zzzzzzzzzzzzzzzzzzzzzzzzz" {
		t.Errorf("the last id is %s", id)
	}
}

func TestIDsOfNoForm(t *testing.T) {
	for _, id := range []string{"", "deal", "deal_", "deal_1", "deal_0000000000000000000000000i", "deal_0000000000000000000000000A", "deal_000000000000000000000000000", "acct_00000000000000000000000000"} {
		if DealKind.Well(id) {
			t.Errorf("%q has the form of an id", id)
		}
	}
	if k := ID("nothing").Kind(); k != "" {
		t.Errorf("the kind of nothing is %q", k)
	}
}
