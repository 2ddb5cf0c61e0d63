package course

import (
	"slices"
	"testing"

	"arus/sales"

	"pgregory.net/rapid"
)

func someDeal(t *rapid.T) Deal {
	day := func(label string) sales.Day { return sales.Day(rapid.IntRange(1, 60).Draw(t, label)) }
	d := Deal{Created: day("created"), Closed: Open}
	for at := d.Created; at < 60; at += sales.Day(rapid.IntRange(1, 20).Draw(t, "step")) {
		d.States = append(d.States, State{Day: at, Stage: rapid.IntRange(0, 3).Draw(t, "stage"), Value: float64(at)})
		if at > d.Created && rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
			d.Closed, d.Won = at, rapid.Bool().Draw(t, "won")
			break
		}
	}
	if d.States == nil {
		d.States = []State{{Day: d.Created}}
	}
	for range rapid.IntRange(0, 6).Draw(t, "touches") {
		d.Touches = append(d.Touches, day("touch"))
	}
	slices.Sort(d.Touches)
	return d
}

func TestADayIsAnsweredFromBeforeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, day := someDeal(t), sales.Day(rapid.IntRange(1, 70).Draw(t, "day"))
		want, since, furthest := d.States[0], d.States[0].Day, d.States[0].Stage
		for _, s := range d.States[1:] {
			if s.Day >= day {
				break
			}
			if s.Stage != want.Stage {
				since = s.Day
			}
			want, furthest = s, max(furthest, s.Stage)
		}
		gotSince, gotFurthest := d.Standing(day)
		if *d.At(day) != want || gotSince != since || gotFurthest != furthest {
			t.Fatalf("at %d: %+v since %d, furthest %d; want %+v since %d, %d", day, *d.At(day), gotSince, gotFurthest, want, since, furthest)
		}
		touches, last := 0, sales.Day(0)
		for _, x := range d.Touches {
			if x < day {
				last = x
				if x >= day-7 {
					touches++
				}
			}
		}
		if at, ok := d.Touched(day); at != last || ok != (last != 0) || d.TouchesIn(day-7, day) != touches {
			t.Fatalf("touched %d, %t, %d times; want %d, %d times", at, ok, d.TouchesIn(day-7, day), last, touches)
		}
	})
}

func TestWhatCameLaterCannotBeSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, day := someDeal(t), sales.Day(rapid.IntRange(1, 70).Draw(t, "day"))
		seen, known := d.Until(day)
		if known != (d.Created < day) {
			t.Fatalf("known is %t for a deal of %d at %d", known, d.Created, day)
		}
		if !known {
			return
		}
		if *seen.At(1000) != *d.At(day) || seen.TouchesIn(0, 1000) != d.TouchesIn(0, day) || seen.OpenAt(day) != d.OpenAt(day) {
			t.Fatalf("%+v at %d is %+v", d, day, seen)
		}
		if seen.Closed >= day && (seen.Closed != Open || seen.Won) {
			t.Fatalf("it ends on %d, seen from %d", seen.Closed, day)
		}
	})
}
