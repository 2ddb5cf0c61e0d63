package sheet

import (
	"cmp"
	"slices"
	"strings"
)

// Ladder puts stages that rows name into an order where no map does: by how far along deals were when they came to them,
// where there is a history; else by what such names mean to everybody, and as first met.
type Ladder struct {
	rungs map[string]*step
	order []*step
}

// step is a stage on the ladder.
type step struct {
	name        string
	word, met   int
	sum, visits int // changes that deals had gone through before they came here
}

// Meet notes that a deal stands in a stage.
func (l *Ladder) Meet(name string) { l.step(name) }

// Pass notes that a deal came to a stage after so many changes.
func (l *Ladder) Pass(name string, after int) {
	s := l.step(name)
	s.sum, s.visits = s.sum+after, s.visits+1
}

func (l *Ladder) step(name string) *step {
	if l.rungs == nil {
		l.rungs = map[string]*step{}
	}
	key := Fold(name)
	if l.rungs[key] == nil {
		l.rungs[key] = &step{name: name, word: wordOf(name), met: len(l.order)}
		l.order = append(l.order, l.rungs[key])
	}
	return l.rungs[key]
}

// Stages are those met, first to last.
func (l *Ladder) Stages() []Stage {
	slices.SortStableFunc(l.order, func(a, b *step) int {
		if a.visits > 0 && b.visits > 0 {
			return cmp.Or(cmp.Compare(a.sum*b.visits, b.sum*a.visits), a.met-b.met)
		}
		return cmp.Or(a.word-b.word, a.met-b.met)
	})
	var stages []Stage
	for _, s := range l.order {
		stages = append(stages, Stage{Name: s.name})
	}
	return stages
}

// wordOf tells how far along the stages of the common CRMs are by the words in their names.
func wordOf(name string) int {
	words := [][]string{{"lead", "prospect", "appointment", "new"}, {"qualif", "contact"}, {"discover", "need", "analysis", "demo", "presentation", "engag"},
		{"value", "valid", "decision", "evaluat", "perception"}, {"propos", "quote", "offer", "penawaran"}, {"negot", "review", "contract"}, {"commit", "verbal", "clos"}}
	key, found := strings.ToLower(name), 3
	for i, some := range words {
		if slices.ContainsFunc(some, func(w string) bool { return strings.Contains(key, w) }) {
			found = i
		}
	}
	return found
}
