package sim

import (
	"math"
	"math/rand/v2"
)

// Deal is an open deal: what people see of it, and what they do not.
type Deal struct {
	ID      int
	Segment int
	Source  int
	Rep     int
	Created int // week
	Stage   int
	Age     int // weeks in the stage
	Value   float64
	Close   int // the week it is expected in
	Pushes  int
	Called  Category

	quality float64
	liking  float64 // of the rep for it
}

// What happened to a deal.
const (
	Created Kind = iota
	Advanced
	Revalued
	PutOff
	Recalled // to another category
	Touched  // Count activities in a week
	Won      // for Value, which is the final one
	Lost
)

// Kind of what happened.
type Kind uint8

// Event is what happened to a deal in a week. The deal is as it is afterwards, and is not to be kept.
type Event struct {
	Kind  Kind
	Week  int
	Deal  *Deal
	Count int
}

// Company is a company in a week of its life.
type Company struct {
	Size Size
	Week int
	Open []Deal

	skill    []float64 // of each rep
	optimism []float64
	mood     float64
	next     int
	chance   *rand.Rand
	watch    func(Event) // nil: nobody looks
}

// Found makes a company that has not begun. Whatever happens is told to watch.
func Found(size Size, seed uint64, watch func(Event)) *Company {
	c := &Company{Size: size, chance: rand.New(rand.NewPCG(seed, 0x51bd1e)), watch: watch}
	for range size.Reps {
		c.skill = append(c.skill, .3*c.chance.NormFloat64())
		c.optimism = append(c.optimism, c.chance.NormFloat64())
	}
	return c
}

// Clone is the company as it stands, with another future that nobody watches.
func (c *Company) Clone(seed uint64) *Company {
	twin := *c
	twin.Open = append([]Deal(nil), c.Open...)
	twin.chance, twin.watch = rand.New(rand.NewPCG(seed, 0xc10e)), nil
	return &twin
}

func (c *Company) tell(kind Kind, d *Deal, count int) {
	if c.watch != nil {
		c.watch(Event{kind, c.Week, d, count})
	}
}

// Step lives one week. It returns what was booked in it.
func (c *Company) Step() (booked float64) {
	open := c.Open[:0]
	for i := range c.Open {
		d := c.Open[i]
		won, lost := c.decide(&d)
		if won {
			booked += d.Value
		}
		if !won && !lost {
			open = append(open, d)
		}
	}
	c.Open = open
	for range c.poisson(c.demand()) {
		d := c.born()
		c.Open = append(c.Open, d)
		c.tell(Created, &d, 0)
	}
	for i := range c.Open {
		c.work(&c.Open[i])
	}
	persistence := .97
	c.mood = persistence*c.mood + math.Sqrt(1-persistence*persistence)*c.Size.Mood*c.chance.NormFloat64()
	c.Week++
	return booked
}

// decide lets a deal be won, lost or advanced by its chances of this week.
func (c *Company) decide(d *Deal) (won, lost bool) {
	win, lose, advance := c.chances(d)
	switch u := c.chance.Float64(); {
	case u < win:
		d.Value *= math.Exp(-.05 + .08*c.chance.NormFloat64())
		c.tell(Won, d, 0)
		return true, false
	case u < win+lose:
		c.tell(Lost, d, 0)
		return false, true
	case u < win+lose+advance:
		d.Stage++
		d.Age = 0
		c.tell(Advanced, d, 0)
		if c.chance.Float64() < .25 {
			d.Value *= math.Exp(-.08 + .2*c.chance.NormFloat64())
			c.tell(Revalued, d, 0)
		}
	default:
		d.Age++
	}
	return false, false
}

func (c *Company) chances(d *Deal) (win, lose, advance float64) {
	skill := c.skill[d.Rep]
	slow := math.Exp(-.05 * float64(max(d.Age-4, 0)))
	win = winning[d.Stage] * math.Exp(.35*d.quality+skill+quarterEnd[c.Week%Quarter]+c.mood+c.Size.Drift*float64(c.Week)/52) * slow
	lose = losing[d.Stage] * math.Exp(-.55*d.quality-.5*skill+.02*float64(d.Age)+.06*float64(d.Pushes))
	if d.Stage < Contract {
		advance = advancing[d.Stage] * speed[d.Segment] * math.Exp(.25*d.quality+.5*skill) * slow
	}
	win, lose, advance = min(win, .9), min(lose, .5), min(advance, .8)
	over := max((win+lose+advance)/.95, 1)
	return win / over, lose / over, advance / over
}

// demand is the expected number of deals created this week: growth, a wave over the year, and quiet weeks.
func (c *Company) demand() float64 {
	week := c.Week % 52
	season := 1 + .12*math.Sin(2*math.Pi*float64(week-8)/52)
	if week >= 50 {
		season -= .45
	}
	if week >= 30 && week <= 33 {
		season -= .25
	}
	return c.Size.Rate * math.Exp(c.Size.Growth*float64(c.Week)) * season
}

func (c *Company) born() Deal {
	r := c.chance
	d := Deal{ID: c.next, Segment: pick(r, segments[:]), Source: pick(r, sources[:]), Rep: r.IntN(c.Size.Reps), Created: c.Week}
	c.next++
	d.quality = r.NormFloat64() + sourceShift[d.Source]
	d.liking = .7 * r.NormFloat64()
	d.Value = math.Exp(logValue[d.Segment] + valueSpread[d.Segment]*r.NormFloat64())
	d.Close = c.Week + int(math.Round(max(3, cycle[d.Segment]*math.Exp(.3*r.NormFloat64()-.15))))
	if r.Float64() < .5 {
		d.Close = quarterEndFrom(d.Close)
	}
	return d
}

// quarterEndFrom is the last week of the quarter, for people expect deals at the ends of quarters.
func quarterEndFrom(week int) int { return (week+Quarter-1)/Quarter*Quarter - 1 }

// work is what people do and say about an open deal in a week.
func (c *Company) work(d *Deal) {
	r := c.chance
	effort := min(20, math.Exp(.3+.45*d.quality+.15*float64(d.Stage)-.06*float64(d.Age)))
	if d.Created == c.Week {
		effort = 2
	}
	if n := c.poisson(effort); n > 0 {
		c.tell(Touched, d, n)
	}
	if d.Close <= c.Week && r.Float64() < .75 {
		later := putOff[pickBy(r, len(putOff), func(i int) float64 { return putOff[i].share })].weeks
		d.Close = max(d.Close, c.Week) + later
		if r.Float64() < .35 {
			d.Close = quarterEndFrom(d.Close + 1)
		}
		d.Pushes++
		c.tell(PutOff, d, 0)
	}
	z := -1.7 + .75*float64(d.Stage) + .45*d.quality + .6*c.optimism[d.Rep] + d.liking - .15*float64(d.Pushes)
	called := InPipeline
	switch {
	case z > 1.9:
		called = Commit
	case z > .9:
		called = BestCase
	}
	if called != d.Called {
		d.Called = called
		c.tell(Recalled, d, 0)
	}
}

func (c *Company) poisson(mean float64) int {
	n := 0
	for ; mean > 0; mean -= 16 { // in pieces, whose exponentials do not vanish
		for p := c.chance.ExpFloat64(); p < min(mean, 16); p += c.chance.ExpFloat64() {
			n++
		}
	}
	return n
}

func pick(r *rand.Rand, shares []float64) int {
	return pickBy(r, len(shares), func(i int) float64 { return shares[i] })
}

// pickBy chooses one of n by their shares, which add up to one.
func pickBy(r *rand.Rand, n int, share func(int) float64) int {
	u := r.Float64()
	for i := range n - 1 {
		if u < share(i) {
			return i
		}
		u -= share(i)
	}
	return n - 1
}

// Oracle is what the company books in the next weeks, in as many possible futures as asked for: the forecast of somebody
// who knows every hidden thing and only not the luck to come. Whatever happens in them is told to watch, if there is one.
func (c *Company) Oracle(weeks, futures int, seed uint64, watch func(Event)) []float64 {
	booked := make([]float64, futures)
	for i := range booked {
		twin := c.Clone(seed + uint64(i))
		twin.watch = watch
		for range weeks {
			booked[i] += twin.Step()
		}
	}
	return booked
}
