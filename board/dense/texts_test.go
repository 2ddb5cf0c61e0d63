package dense

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTextsAreReadAsTheyWereKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat("é", rapid.SampledFrom([]int{63, 64, 8191, 8192, 40_000}).Draw(t, "long"))
		}))
		x, was, wants := Onto(NoTexts), []Text{0}, []string{""}
		for range rapid.IntRange(0, 20).Draw(t, "texts") {
			if rapid.Bool().Draw(t, "sealed") { // what was kept stays where it was
				x = Onto(x.Fitted())
			}
			like := rapid.IntRange(0, len(was)-1).Draw(t, "like")
			want := one.Draw(t, "text")
			if rapid.Bool().Draw(t, "the same") {
				want = wants[like]
			}
			before := len(x.All())
			was, wants = append(was, x.Keep(want, was[like])), append(wants, want)
			if want == wants[like] && len(x.All()) != before {
				t.Fatalf("%.20q takes room twice", want)
			}
		}
		for i, at := range was {
			if got := at.Of(x.All()); got != wants[i] {
				t.Fatalf("text %d is %.20q, want %.20q", i, got, wants[i])
			}
		}
	})
}
