package sim

import (
	"math"
	"slices"
	"testing"
)

func lived(size Size, seed uint64, weeks int) (c *Company, told []Event, booked []float64) {
	c = Found(size, seed, func(e Event) {
		d := *e.Deal
		e.Deal = &d
		told = append(told, e)
	})
	for range weeks {
		booked = append(booked, c.Step())
	}
	return c, told, booked
}

func TestTheSameSeedIsTheSameCompany(t *testing.T) {
	_, a, x := lived(Sizes()["S"], 7, 60)
	_, b, y := lived(Sizes()["S"], 7, 60)
	_, other, _ := lived(Sizes()["S"], 8, 60)
	same := slices.EqualFunc(a, b, func(e, f Event) bool { return *e.Deal == *f.Deal && e.Kind == f.Kind && e.Week == f.Week })
	if !same || !slices.Equal(x, y) {
		t.Error("two lives of one company differ")
	}
	if len(a) == len(other) {
		t.Error("another seed is another company")
	}
}

func TestWhatIsToldAddsUp(t *testing.T) {
	c, told, booked := lived(Sizes()["M"], 3, 104)
	open, won := map[int]Deal{}, map[int]float64{}
	for _, e := range told {
		d, known := open[e.Deal.ID]
		if known == (e.Kind == Created) {
			t.Fatalf("deal %d: %d while known is %t", e.Deal.ID, e.Kind, known)
		}
		if e.Kind == Advanced && e.Deal.Stage != d.Stage+1 || e.Kind == PutOff && e.Deal.Close <= d.Close {
			t.Fatalf("%+v became %+v", d, *e.Deal)
		}
		open[e.Deal.ID] = *e.Deal
		if e.Kind == Won || e.Kind == Lost {
			delete(open, e.Deal.ID)
		}
		if e.Kind == Won {
			won[e.Week] += e.Deal.Value
		}
	}
	for week, sum := range booked {
		if math.Abs(sum-won[week]) > 1e-6*sum {
			t.Errorf("week %d booked %f, told %f", week, sum, won[week])
		}
	}
	if len(open) != len(c.Open) {
		t.Errorf("%d deals are open, %d were told of", len(c.Open), len(open))
	}
	for _, d := range c.Open {
		if o := open[d.ID]; o.Stage != d.Stage || o.Value != d.Value || o.Close != d.Close || o.Pushes != d.Pushes || o.Called != d.Called {
			t.Errorf("%+v was told as %+v", d, o)
		}
	}
}

func TestCompaniesWinAboutWhatTheirSizeSays(t *testing.T) {
	for name, want := range map[string]int{"S": 87, "M": 401} {
		wins, size := 0, Sizes()[name]
		_, told, _ := lived(size, 1, size.Weeks)
		for _, e := range told {
			if e.Kind == Won && e.Week >= 6*Quarter {
				wins++
			}
		}
		if n := wins / 10; n < want*7/10 || n > want*13/10 {
			t.Errorf("%s wins %d deals in a quarter, not about %d", name, n, want)
		}
	}
}

func TestTheOracleDoesNotDisturbTheCompany(t *testing.T) {
	a, _, _ := lived(Sizes()["S"], 5, 80)
	b, _, _ := lived(Sizes()["S"], 5, 80)
	futures := a.Oracle(Quarter, 50, 1, nil)
	if !slices.Equal(futures, b.Oracle(Quarter, 50, 1, nil)) {
		t.Error("two oracles of one company differ")
	}
	for range Quarter {
		if x, y := a.Step(), b.Step(); x != y {
			t.Fatal("asking the oracle changed the future")
		}
	}
}
