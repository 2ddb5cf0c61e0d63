package spelling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWhatWasMeant(t *testing.T) {
	known := []string{"open", "won", "lost", "measures", "group_by", "filter"}
	for name, want := range map[string]string{"opne": "open", "Open": "open", "wno": "won", "mesures": "measures", "groupby": "group_by", "fliter": "filter",
		"x": "", "colour": "", "": ""} {
		if got := Meant(name, known); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// slow says the same by trying every edit of the last letters.
func slow(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	i, j := len(a)-1, len(b)-1
	change := slow(a[:i], b[:j])
	if a[i] != b[j] {
		change++
	}
	least := min(change, slow(a[:i], b)+1, slow(a, b[:j])+1)
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		least = min(least, slow(a[:i-1], b[:j-1])+1)
	}
	return least
}

func TestDistanceIsThatOfTryingEveryEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[abc]{0,6}`)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := distance(a, b), slow(a, b); got != want {
			t.Fatalf("%q to %q: %d, want %d", a, b, got, want)
		}
	})
}
