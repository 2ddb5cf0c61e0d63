package chronicle

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"arus/sales"
)

// world holds models, and does what is decided.
type world map[sales.ID]sales.Object

func (w world) Workspace() sales.ID             { return "ws_1" }
func (w world) Object(id sales.ID) sales.Object { return w[id] }

func (w world) do(t *testing.T, at sales.Instant, c sales.Command) []sales.Fact {
	t.Helper()
	facts, err := c.Decide(w, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		o := w[f.Object]
		if o == nil {
			o = new(Model)
		}
		if err := o.Fold(f); err != nil {
			t.Fatal(err)
		}
		w[f.Object] = o
	}
	return facts
}

func learnt(version int64, at sales.Instant) sales.Create[ModelFacts] {
	return sales.Create[ModelFacts]{ID: IDOf(version), Facts: ModelFacts{Version: version, Learnt: at, Why: Due}}
}

func TestAFindingIsWrittenOnceForAsLongAsAModelStands(t *testing.T) {
	w := world{}
	w.do(t, 10, learnt(1, 10))
	note := NoteDrift{1, Misfit{Of: "level"}}
	if facts := w.do(t, 20, note); len(facts) != 1 {
		t.Errorf("the first finding: %+v", facts)
	}
	if facts := w.do(t, 21, note); facts != nil {
		t.Errorf("the same, a night later: %+v", facts)
	}
	w.do(t, 30, learnt(2, 30))
	if facts := w.do(t, 40, LetStand{2, StoodAgain{Before: 2}}); facts != nil {
		t.Errorf("what stands already: %+v", facts)
	}
	w.do(t, 50, LetStand{1, StoodAgain{Before: 2, By: "user_1"}})
	if facts := w.do(t, 60, note); len(facts) != 1 {
		t.Errorf("found anew, since it stands again: %+v", facts)
	}
	f := w[IDOf(1)].(*Model).Facts
	if f.Drift.At != 60 || !reflect.DeepEqual(f.Again, []Stood{{50, 2, "user_1"}}) || f.Stands() != 50 {
		t.Errorf("%+v", f)
	}
}

func TestSpansAreThoseSinceTheLastFinding(t *testing.T) {
	w := world{}
	models := func() []Span {
		return Spans(func(yield func(*Model) bool) {
			for _, id := range []sales.ID{IDOf(1), IDOf(2), IDOf(3)} {
				if m, there := w[id].(*Model); there && !yield(m) {
					return
				}
			}
		})
	}
	w.do(t, 10, learnt(1, 10))
	w.do(t, 20, learnt(2, 20))
	w.do(t, 30, LetStand{1, StoodAgain{Before: 2}})
	if got := models(); !slices.Equal(got, []Span{{1, 10, 20}, {2, 20, 30}, {1, 30, sales.Forever}}) {
		t.Errorf("%+v", got)
	}
	w.do(t, 40, NoteDrift{1, Misfit{Of: "order"}})
	if got := models(); !slices.Equal(got, []Span{{1, 40, sales.Forever}}) {
		t.Errorf("after a finding: %+v", got)
	}
	w.do(t, 50, learnt(3, 50))
	if got := models(); !slices.Equal(got, []Span{{1, 40, 50}, {3, 50, sales.Forever}}) {
		t.Errorf("after another was learnt: %+v", got)
	}
}

func TestUnsoundModelsAreRefused(t *testing.T) {
	w := world{}
	w.do(t, 10, learnt(1, 10))
	wrong := learnt(2, 20)
	wrong.ID = IDOf(3)
	lived, idle := learnt(2, 20), learnt(2, 20)
	lived.Facts.Drift, idle.Facts.Why = &Drift{}, "boredom"
	for code, c := range map[string]sales.Command{"bad_id": wrong, "read_only": lived, "not_a_choice": idle, "exists": learnt(1, 10), "not_found": NoteDrift{Version: 7}} {
		_, err := c.Decide(w, 20)
		if p := new(sales.Problem); !errors.As(err, &p) || p.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := (LetStand{Version: 7}).Decide(w, 20); err == nil {
		t.Error("a model that is not there stands")
	}
}
