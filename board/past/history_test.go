package past

import (
	"testing"

	"arus/sales"
)

func put(t *testing.T, h History[string], at, recorded sales.Instant, what string) History[string] {
	t.Helper()
	h, err := h.Insert(Version[string]{At: at, From: recorded, Until: sales.Forever, Cause: recorded, Is: what}, follow)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// follow keeps the last letter of each version, behind all of the version before.
func follow(before *string, v *Version[string]) error {
	v.Is = v.Is[len(v.Is)-1:]
	if before != nil {
		v.Is = *before + v.Is
	}
	return nil
}

func TestALateEventIsSeenOnlySinceItWasKnown(t *testing.T) {
	h := put(t, nil, 10, 100, "a")
	h = put(t, h, 30, 101, "c")
	h = put(t, h, 20, 102, "b")
	for _, c := range []struct {
		asOf, knownAt sales.Instant
		want          string
	}{{Latest, Latest, "abc"}, {25, Latest, "ab"}, {Latest, 101, "ac"}, {25, 101, "a"}, {Latest, 100, "a"}} {
		if i := h.Find(c.asOf, c.knownAt); i < 0 || h[i].Is != c.want {
			t.Errorf("as of %d known at %d: got %d of %v, want %s", c.asOf, c.knownAt, i, h, c.want)
		}
	}
	if i := h.Find(9, Latest); i >= 0 {
		t.Errorf("before the first: got %d", i)
	}
	h, err := h.Retract(102, 103, follow)
	if i := h.Find(Latest, Latest); err != nil || h[i].Is != "ac" {
		t.Errorf("after taking the late one back: got %v, %v", h, err)
	}
}

func TestDisorderWithinOneRequestLeavesNothingBehind(t *testing.T) {
	var h History[string]
	for at, what := range map[sales.Instant]string{10: "a", 20: "b", 30: "c", 40: "d"} { // in any order
		h = put(t, h, at, 100, what)
	}
	if len(h) != 4 || h[3].Is != "abcd" {
		t.Errorf("got %v", h)
	}
}
