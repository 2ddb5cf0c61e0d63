package sheet

import (
	"slices"
	"strconv"
	"time"

	"arus/intake/rows"
)

// Change is one row of a history: a deal came to a stage.
type Change struct {
	Line           int
	Deal, From, To string
	At             time.Time
}

// CheckTrail holds the changes of one deal, given in the order of the file, to
// being one history, and returns them in order of time. Rows out of order are
// sorted with a warning; a repeated row is left out with one; a gap (a stage
// left that the deal was not in) is told and kept. A change before the deal's
// creation is an error and left out, since no picture of that day could show
// it; a zero created skips that test.
func CheckTrail(changes []Change, created time.Time) ([]Change, []Finding) {
	var found []Finding
	tell := func(line int, severity rows.Severity, code rows.Code, args ...string) {
		f := rows.Because(code, args...).Finding(severity)
		f.Line = line
		found = append(found, f)
	}
	byTime := func(a, b Change) int { return a.At.Compare(b.At) }
	sorted := slices.Clone(changes)
	if !slices.IsSortedFunc(sorted, byTime) {
		slices.SortStableFunc(sorted, byTime)
		tell(changes[0].Line, rows.Warning, rows.CodeOutOfOrder, changes[0].Deal)
	}
	kept := sorted[:0]
	for _, c := range sorted {
		if first := repeated(kept, c); first > 0 {
			tell(c.Line, rows.Warning, rows.CodeRepeated, c.Deal, strconv.Itoa(first))
			continue
		}
		if n := len(kept); n > 0 && c.From != "" && c.From != kept[n-1].To {
			tell(c.Line, rows.Warning, rows.CodeHistoryGap, c.Deal, c.From, kept[n-1].To)
		}
		if !created.IsZero() && c.At.Before(created) {
			tell(c.Line, rows.Error, rows.CodeBeforeCreated, c.Deal, c.At.Format(time.RFC3339), created.Format(time.RFC3339))
			continue
		}
		kept = append(kept, c)
	}
	return kept, found
}

// repeated gives the line of the same change among those of the same moment,
// which are the last ones.
func repeated(sorted []Change, c Change) int {
	for i := len(sorted) - 1; i >= 0 && sorted[i].At.Equal(c.At); i-- {
		if sorted[i].To == c.To {
			return sorted[i].Line
		}
	}
	return 0
}

// Seen finds ids that come twice.
type Seen map[string]int

// Line gives the line on which the id was first met, or notes this one and
// gives 0.
func (s Seen) Line(id string, line int) int {
	if first, ok := s[id]; ok {
		return first
	}
	s[id] = line
	return 0
}
