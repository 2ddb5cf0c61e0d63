package sheet

import (
	"strings"
	"testing"
)

func TestStagesAreOrderedByHistoryElseByWhatTheyAreCalled(t *testing.T) {
	names := func(l *Ladder) string {
		var all []string
		for _, s := range l.Stages() {
			all = append(all, s.Name)
		}
		return strings.Join(all, ", ")
	}
	var words, history Ladder
	for _, name := range []string{"Negotiation/Review", "Proposal/Price Quote", "Prospecting", "Needs Analysis", "prospecting", "Qualification"} {
		words.Meet(name)
	}
	if got := names(&words); got != "Prospecting, Qualification, Needs Analysis, Proposal/Price Quote, Negotiation/Review" {
		t.Error(got)
	}
	for i, name := range []string{"Zwei", "Eins", "Drei"} {
		history.Pass(name, []int{1, 0, 2}[i])
	}
	if got := names(&history); got != "Eins, Zwei, Drei" {
		t.Error(got)
	}
}
