package report

import (
	"slices"
	"testing"

	"arus/board"
	"arus/sales"

	"pgregory.net/rapid"
)

func ids(deals []board.Deal) (all []sales.DealID) {
	for _, d := range deals {
		all = append(all, d.ID())
	}
	return all
}

// What is out of sight must not show in any answer: each is compared with the same question about a hand-picked list.
func TestWhatIsOutOfSightIsInNoAnswer(t *testing.T) {
	check(t, func(t *rapid.T) {
		s := tell(t, 60)
		whole := s.reader()
		sight := Sight{All: rapid.IntRange(0, 5).Draw(t, "all") == 0, Owners: map[sales.UserID]bool{"user_9": true}}
		for _, user := range []sales.UserID{"", "user_1", "user_2", "user_3"} {
			sight.Owners[user] = rapid.Bool().Draw(t, "sees")
		}
		r := whole.Within(sight)
		var seen, all []sales.DealID
		for _, d := range s.lives(whole) {
			visible := sight.All || sight.Owners[d.Owner]
			if _, found := r.Deal(d.ID); found != visible {
				t.Fatalf("%s of %q: found %t, want %t", d.ID, d.Owner, found, visible)
			}
			if all = append(all, d.ID); visible {
				seen = append(seen, d.ID)
			}
		}
		for what, selection := range map[string]Selection{"scan": {}, "ids": {IDs: append(all, "deal_none")}, "filter": {Filter: "deal.value >= 0"}} {
			page, _, err := r.List(Listing{Selection: selection, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			same(t, what, ids(page), seen)
		}
		same(t, "deals", slices.Sorted(slices.Values(ids(slices.Collect(r.Deals())))), seen)
		if r.Odds != whole.Odds || r.Limits != whole.Limits {
			t.Fatal("chances and limits are those of the whole workspace")
		}
	})
}

func TestACursorOutOfSightIsOfAnotherList(t *testing.T) {
	r := NewReader(stayed(t, 0, 1).Snapshot().At(0, 0), opening+hour)
	if _, _, err := r.Within(Sight{}).List(Listing{After: "deal_0", Limit: 1}); err == nil {
		t.Error("the place of a deal out of sight is told by its cursor")
	}
}
