package routing_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"arus/routing"
	"arus/sales"
)

// At every prefix each has had their weighted share, less than one more or less.
func TestTurnsAreFairAtEveryPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.IntRange(1, 40), 1, 12).Draw(t, "weights")
		pool, all := make([]routing.Seat, len(weights)), 0
		for i, w := range weights {
			pool[i] = routing.Seat{User: sales.UserID(fmt.Sprint(i)), Weight: w}
			all += w
		}
		for given := 1; given <= 3*all+7; given++ {
			next := routing.Turn(pool)
			if next < 0 {
				t.Fatalf("nobody's turn after %d of %v", given-1, pool)
			}
			pool[next].Had++
			for _, s := range pool {
				if off := s.Had*all - given*s.Weight; off >= all || -off >= all {
					t.Fatalf("after %d turns somebody of weight %d of %d has had %d", given, s.Weight, all, s.Had)
				}
			}
		}
	})
}

// Whatever pools come about as people come and go: what each was due sums up to what was given, and nobody is further from it
// than by one for each pool they were in.
func TestSharesTellWhatEachWasDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var members []routing.Member
		for i, w := range rapid.SliceOfN(rapid.IntRange(1, 9), 1, 6).Draw(t, "weights") {
			members = append(members, routing.Member{User: sales.UserID(fmt.Sprintf("user_%d", i)), Weight: w})
		}
		turns, had, pools, given := map[string]map[sales.UserID]int{}, map[sales.UserID]int{}, map[sales.UserID]int{}, 0
		for range rapid.IntRange(0, 60).Draw(t, "turns") {
			away := rapid.SampledFrom(members).Draw(t, "away").User
			now := office{away: map[sales.UserID]bool{away: true}}.now()
			c := routing.Rota{Members: members}.Choose(routing.Subject{}, now, func(pool string) map[sales.UserID]int { return turns[pool] })
			if c.Pool == "" {
				continue
			}
			if turns[c.Pool] == nil {
				turns[c.Pool] = map[sales.UserID]int{}
				for _, m := range members {
					if strings.Contains(c.Pool, string(m.User)+":") {
						pools[m.User]++
					}
				}
			}
			turns[c.Pool][c.To]++
			had[c.To]++
			given++
		}
		due := 0.0
		shares := routing.Shares(turns)
		for user, s := range shares {
			due += s.Due
			if s.Had != had[user] || math.Abs(s.Due-float64(s.Had)) > float64(pools[user])+1e-9 {
				t.Fatalf("%s: %+v after %d turns in %d pools", user, s, had[user], pools[user])
			}
		}
		if math.Abs(due-float64(given)) > 1e-6 {
			t.Fatalf("%d turns, and %v due: %v", given, due, shares)
		}
	})
}

func TestNobodysTurnInAnEmptyPool(t *testing.T) {
	if got := routing.Turn(nil); got != -1 {
		t.Error(got)
	}
}

type office struct {
	left, away, missed map[sales.UserID]bool
	load               map[sales.UserID]int
}

func (o office) now() routing.Now {
	has := func(m map[sales.UserID]bool) func(sales.UserID) bool {
		return func(u sales.UserID) bool { return m[u] }
	}
	return routing.Now{Left: has(o.left), Away: has(o.away), Missed: has(o.missed), Load: func(u sales.UserID) int { return o.load[u] }}
}

func TestWhoCannotIsPassedOverAndSaidWhy(t *testing.T) {
	members := []routing.Member{{User: "a", Regions: []string{"Jawa Barat"}}, {User: "b", Languages: []string{"id"}}, {User: "c", Most: 2},
		{User: "d", Segments: []string{"enterprise"}}, {User: "e", Products: []string{"prod_1"}}, {User: "f"}, {User: "g"}, {User: "h"}}
	o := office{left: map[sales.UserID]bool{"f": true}, away: map[sales.UserID]bool{"g": true}, load: map[sales.UserID]int{"c": 2}, missed: map[sales.UserID]bool{"h": true}}
	none := func(string) map[sales.UserID]int { return nil }
	c := (routing.Rota{Members: members, Fallback: "boss"}).Choose(routing.Subject{Region: "Bali", Segment: "smb", Product: "prod_2", Language: "en"}, o.now(), none)
	want := []routing.Out{{User: "a", Reason: routing.Territory}, {User: "b", Reason: routing.Language}, {User: "c", Reason: routing.Full}, {User: "d", Reason: routing.Segment},
		{User: "e", Reason: routing.Product}, {User: "f", Reason: routing.Left}, {User: "g", Reason: routing.Away}, {User: "h", Reason: routing.Missed}}
	if c.To != "boss" || c.Pool != "" || !slices.Equal(c.Out, want) {
		t.Errorf("%+v", c)
	}
	o.left["boss"] = true
	if c := (routing.Rota{Members: members, Fallback: "boss"}).Choose(routing.Subject{}, o.now(), none); c.To != "" {
		t.Errorf("%+v", c)
	}
	c = (routing.Rota{Members: members}).Choose(routing.Subject{Region: "Jawa Barat", Segment: "enterprise", Product: "prod_1", Language: "id"}, o.now(), none)
	if c.To != "a" || c.Turn != 1 || c.Weight != 4 || len(c.Out) != 4 {
		t.Errorf("%+v", c)
	}
}

// Whoever comes back from leave finds their turns where they left them: nothing has piled up for them.
func TestEachPoolCountsItsOwnTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := []routing.Member{{User: "a", Weight: 3}, {User: "b"}, {User: "c", Weight: 2}}
		turns := map[string]map[sales.UserID]int{}
		for range rapid.IntRange(1, 200).Draw(t, "turns") {
			o := office{away: map[sales.UserID]bool{"a": rapid.Bool().Draw(t, "a"), "b": rapid.Bool().Draw(t, "b"), "c": rapid.Bool().Draw(t, "c")}}
			c := (routing.Rota{Members: members}).Choose(routing.Subject{}, o.now(), func(pool string) map[sales.UserID]int { return turns[pool] })
			if c.Pool == "" {
				continue
			}
			if o.away[c.To] {
				t.Fatalf("%s is away", c.To)
			}
			if turns[c.Pool] == nil {
				turns[c.Pool] = map[sales.UserID]int{}
			}
			turns[c.Pool][c.To]++
			if share := c.Turn * c.Own; turns[c.Pool][c.To]*c.Weight-share >= c.Weight {
				t.Fatalf("%+v is more than one ahead", c)
			}
		}
	})
}

// Counted minute by minute.
func TestDueAgreesWithCountingMinutes(t *testing.T) {
	zones := []string{"Asia/Jakarta", "UTC", "Europe/Berlin"}
	rapid.Check(t, func(t *rapid.T) {
		c := sales.Calendar{TimeZone: rapid.SampledFrom(zones).Draw(t, "zone"), Holidays: []sales.Day{20756, 20757}}
		o := routing.Office{From: rapid.IntRange(0, 9).Draw(t, "from"), To: rapid.SampledFrom([]int{0, 10, 17, 24}).Draw(t, "to")}
		start := time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 8*24*60).Draw(t, "start")) * time.Minute)
		minutes := rapid.IntRange(1, 2000).Draw(t, "minutes")
		to := o.To
		if to == 0 {
			to = 24
		}
		zone, at := c.Location(), start
		for left := minutes; left > 0; at = at.Add(time.Minute) {
			local := at.In(zone)
			day := sales.DayOf(local)
			if c.BusinessDays(day, day+1) == 1 && local.Hour() >= o.From && local.Hour() < to {
				left--
			}
		}
		if got := routing.Due(c, o, sales.InstantOf(start), minutes).Time(); !got.Equal(at) {
			t.Fatalf("%d minutes of %+v after %s: %s, want %s", minutes, o, start, got, at)
		}
	})
}

func TestWhereEveryDayIsAHolidayTheDayIsFar(t *testing.T) {
	c := sales.Calendar{TimeZone: "UTC"}
	for d := range sales.Day(4000) {
		c.Holidays = append(c.Holidays, 20000+d)
	}
	if got, far := routing.Due(c, routing.Office{}, sales.Day(20000).Start(time.UTC), 60), sales.Day(23000).Start(time.UTC); got < far {
		t.Error(got)
	}
}
