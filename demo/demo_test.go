package demo_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"arus/demo"
	"arus/ledger"
	"arus/ledger/codec"
	"arus/sales"
)

// now is a Monday afternoon in Jakarta.
var now = sales.InstantOf(time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC))

const day = sales.Instant(24 * time.Hour / time.Microsecond)

// stage is a world in memory on which a script is played.
type stage struct {
	t       *testing.T
	objects map[sales.ID]sales.Object
	events  []sales.Fact
	orders  int
	last    sales.Instant
}

const workspace = sales.ID("ws_00000000000000000000000001")

func (s *stage) Workspace() sales.ID { return workspace }

// Object must not return a typed nil.
func (s *stage) Object(id sales.ID) sales.Object {
	if o, found := s.objects[id]; found {
		return o
	}
	return nil
}

func (s *stage) do(o ledger.Order) {
	s.t.Helper()
	facts, err := o.Command.Decide(s, o.At)
	if err != nil {
		s.t.Fatalf("order %d, %T %+v: %v", s.orders, o.Command, o.Command, err)
	}
	for _, f := range facts {
		object := s.Object(f.Object)
		if object == nil {
			object = codec.NewObject(f.Object.Kind())
			s.objects[f.Object] = object
		}
		if err := object.Fold(f); err != nil {
			s.t.Fatalf("order %d, %T: %v", s.orders, o.Command, err)
		}
		s.events = append(s.events, f)
	}
	s.orders++
}

// play decides and folds every order of a script.
func play(t *testing.T, script *demo.Script) *stage {
	t.Helper()
	return playAt(t, script, now)
}

func playAt(t *testing.T, script *demo.Script, now sales.Instant) *stage {
	t.Helper()
	s := &stage{t: t, objects: map[sales.ID]sales.Object{}}
	s.do(ledger.Order{At: now, Command: sales.Create[sales.WorkspaceFacts]{ID: workspace, Facts: script.Workspace}})
	for o := range script.Orders {
		if o.At < s.last || o.At > now || o.At == 0 {
			t.Fatalf("order %d, %T: at %s after %s", s.orders, o.Command, o.At, s.last)
		}
		s.last = o.At
		s.do(o)
	}
	return s
}

func (s *stage) deals() (list []*sales.Deal) {
	for _, o := range s.objects {
		if d, is := o.(*sales.Deal); is {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(x, y *sales.Deal) int { return int(x.CreatedAt - y.CreatedAt) })
	return list
}

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	t.Logf("%-46s %10.3f  (%g to %g)", what, got, low, high)
	if !(got >= low && got <= high) {
		t.Errorf("%s is %g, not between %g and %g", what, got, low, high)
	}
}

func TestTheDemoCompany(t *testing.T) {
	script := demo.Company(1, now, demo.Demo())
	s := play(t, script) // fails where an order is refused
	t.Run("is plausible", func(t *testing.T) { isPlausible(t, s) })
	t.Run("agrees with the truth", func(t *testing.T) { agrees(t, s, script.Truth) })
	t.Run("sets targets that are sometimes met", func(t *testing.T) { setsTargets(t, s) })
	t.Run("shows the newcomer", func(t *testing.T) { showsTheNewcomer(t, s) })
}

func isPlausible(t *testing.T, s *stage) {
	deals := s.deals()
	count := map[sales.Outcome]float64{}
	var cycles []float64
	var pushed, closed, transferred, dollars, itemised float64
	for _, d := range deals {
		count[d.Outcome]++
		if d.Outcome == sales.Won {
			cycles = append(cycles, d.CreatedAt.DaysUntil(d.ClosedAt))
		}
		if d.Outcome != sales.Open {
			closed++
			if d.Pushes > 0 {
				pushed++
			}
		}
		if d.Value.Currency == "USD" {
			dollars++
		}
		if len(d.LineItems) > 0 {
			itemised++
		}
	}
	boardLooksAlive(t, deals, count[sales.Open])
	n := float64(len(deals))
	names := map[string]float64{}
	for _, f := range s.events {
		names[f.Event.Name()]++
	}
	transferred = names["deal.transferred"]
	slices.Sort(cycles)
	t.Logf("%d orders, %d events, %v", s.orders, len(s.events), names)
	between(t, "deals", n, 4000, 5200)
	between(t, "open deals", count[sales.Open], 600, 900)
	between(t, "win rate", count[sales.Won]/closed, .20, .35)
	between(t, "median cycle in days", cycles[len(cycles)/2], 60, 150)
	between(t, "ninth decile of the cycle", cycles[len(cycles)*9/10], 150, 330)
	between(t, "share of closed deals pushed", pushed/closed, .3, .8)
	between(t, "transfers", transferred, 20, 200)
	between(t, "reopened share of closed deals", names["deal.reopened"]/closed, .005, .03)
	between(t, "share in dollars", dollars/n, .03, .3)
	between(t, "share with line items", itemised/n, .3, .55)
	between(t, "activities per deal", names["deal.activity_logged"]/n, 4, 20)
	between(t, "accounts", names["account.created"], 250, 350)
	between(t, "dated rates", names["rate.set"], 100, 220)
}

// boardLooksAlive checks what a person sees first: columns that are filled, next steps of all sorts, some stale dates.
func boardLooksAlive(t *testing.T, deals []*sales.Deal, open float64) {
	t.Helper()
	var overdue, due, planned, none, stale float64
	columns := map[sales.StageID]int{}
	today := sales.DayOf(now.Time())
	for _, d := range deals {
		if d.Outcome != sales.Open {
			continue
		}
		columns[d.Stage]++
		if d.CloseDate < today {
			stale++
		}
		switch step := d.NextStep.Day; {
		case step == 0:
			none++
		case step < today:
			overdue++
		case step == today:
			due++
		default:
			planned++
		}
	}
	if len(columns) != 15 {
		t.Errorf("%d of 15 columns have deals", len(columns))
	}
	for id, n := range columns {
		if n < 5 {
			t.Errorf("the column %s has %d deals", id, n)
		}
	}
	between(t, "next step overdue", overdue/open, .1, .35)
	between(t, "next step today", due/open, .04, .2)
	between(t, "next step planned", planned/open, .3, .6)
	between(t, "no next step", none/open, .1, .35)
	between(t, "close date passed", stale/open, .02, .2)
}

// setsTargets adds up what was booked in quarters that are over and holds it against what was aimed at.
func setsTargets(t *testing.T, s *stage) {
	calendar := sales.Calendar{TimeZone: "Asia/Jakarta", WeekStart: "monday", FiscalYearStart: 1}
	aims, bearers := map[string]float64{}, map[sales.TargetFacts]int{}
	for _, o := range s.objects {
		if target, ok := o.(*sales.Target); ok {
			bearers[target.Facts.Aim()]++
			if target.Facts.User == "" && target.Facts.Team == "" {
				aims[target.Facts.Period] = float64(target.Facts.Amount.Minor) / 100
			}
		}
	}
	for aim, n := range bearers {
		if n > 1 {
			t.Errorf("%d targets are %+v", n, aim)
		}
	}
	var booked, aimed, met float64
	quarters := []string{"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"}
	for _, name := range quarters {
		p, err := calendar.Period(name)
		if err != nil || aims[name] == 0 {
			t.Fatalf("%s: %v, aimed at %g", name, err, aims[name])
		}
		won := 0.0
		for _, d := range s.deals() {
			if day := sales.DayOf(d.ClosedAt.Time()); d.Outcome == sales.Won && day >= p.From && day < p.To {
				rate := map[sales.Currency]float64{"IDR": 1, "USD": 16_000}[d.Value.Currency]
				won += float64(d.Value.Minor) / 100 * rate
			}
		}
		t.Logf("%s: %.0f%% of %.3g", name, 100*won/aims[name], aims[name])
		booked, aimed = booked+won, aimed+aims[name]
		if won >= aims[name] {
			met++
		}
	}
	between(t, "attainment over all quarters", booked/aimed, .7, 1.3)
	between(t, "quarters that were met", met, 1, float64(len(quarters)-1))
	if aims["2026-Q4"] == 0 {
		t.Error("this quarter has no target")
	}
}

// TestEveryMomentIsAccepted plays small companies at awkward moments and in odd sizes.
func TestEveryMomentIsAccepted(t *testing.T) {
	tiny := demo.Size{Weeks: 6, NewDeals: 3, Accounts: 1, Reps: 1, Leavers: 9, Touches: 1, Newcomer: 3}
	small := demo.Small()
	small.NewDeals, small.Leavers, small.Newcomer = 6, 4, 20
	for _, at := range []time.Time{
		time.Date(2026, 11, 22, 16, 59, 59, 999999000, time.UTC), // the last moment of a Sunday
		time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC),           // the first of a Monday
		time.Date(2026, 3, 20, 3, 0, 0, 0, time.UTC),             // Idul Fitri
		time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2031, 7, 4, 12, 0, 0, 0, time.UTC),
	} {
		for _, size := range []demo.Size{tiny, small} {
			script := demo.Company(uint64(at.Unix()), sales.InstantOf(at), size)
			s := playAt(t, script, sales.InstantOf(at))
			if len(s.deals()) == 0 {
				t.Errorf("no deals at %s", at)
			}
		}
	}
}

func digest(h hash.Hash, script *demo.Script) string {
	for o := range script.Orders {
		body, err := json.Marshal(o.Command)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(h, "%T %d %s\n", o.Command, o.At, body)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	script := demo.Company(7, now, demo.Small())
	first := digest(sha256.New(), script)
	if again := digest(sha256.New(), script); again != first {
		t.Error("walking through the orders twice gives two companies")
	}
	if again := digest(sha256.New(), demo.Company(7, now, demo.Small())); again != first {
		t.Error("the same seed gives two companies")
	}
	if other := digest(sha256.New(), demo.Company(8, now, demo.Small())); other == first {
		t.Error("two seeds give one company")
	}
}

// TestTheTruthIsCalibrated takes one moment of each life, chosen without looking at how the life goes on.
func TestTheTruthIsCalibrated(t *testing.T) {
	size := demo.Demo()
	size.NewDeals, size.Weeks = 120, 156
	truth := demo.Company(3, now, size).Truth
	chance := rand.New(rand.NewPCG(1, 1))
	ever, period := reliability{name: "ever"}, reliability{name: "within 91 days"}
	for f := range truth.Fates() {
		at := f.CreatedAt + sales.Instant(chance.ExpFloat64()*70*float64(day))
		if f.CreatedAt < now-155*7*day || chance.Float64() < .88 {
			continue // of the earliest deals only those that lived long are there
		}
		if p, open := truth.Prospect(f.Deal, at, sales.Forever); open {
			ever.add(p, f, f.Outcome == sales.Won)
			until := at + 91*day
			p, _ = truth.Prospect(f.Deal, at, until)
			period.add(p, f, f.Outcome == sales.Won && f.ClosedAt <= until)
		}
	}
	ever.judge(t)
	period.judge(t)
}

// reliability compares chances with what became of them.
type reliability struct {
	name             string
	bins             [10]struct{ n, p, won float64 }
	expected, booked float64
}

func (r *reliability) add(p demo.Prospect, f demo.Fate, won bool) {
	b := &r.bins[min(int(p.Probability*10), 9)]
	b.n, b.p = b.n+1, b.p+p.Probability
	scale := 1 / float64(p.Value.Minor) // so that the largest deals do not drown all others
	r.expected += float64(p.Expected.Minor) * scale
	if won {
		b.won++
		r.booked += float64(f.Booked.Minor) * scale
	}
}

func (r *reliability) judge(t *testing.T) {
	t.Helper()
	for i, b := range r.bins {
		z := (b.won - b.p) / math.Sqrt(b.p*(1-b.p/b.n)+1)
		between(t, fmt.Sprintf("%s, bin %d: n=%.0f p=%.3f won=%.3f, z", r.name, i, b.n, b.p/b.n, b.won/b.n), z, -3.5, 3.5)
	}
	between(t, r.name+": expected over booked value", r.expected/r.booked, .93, 1.07)
}
