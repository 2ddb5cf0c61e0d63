package submit

import (
	"cmp"
	"maps"
	"math"
	"math/big"
	"slices"

	"arus/board"
	"arus/org"
	"arus/sales"
)

// Bias is how much somebody has said too much or too little.
type Bias struct {
	User    sales.UserID
	Team    sales.TeamID
	Call    sales.Category
	Periods int     // that are over and that they submitted for
	Bias    float64 // Σ(submitted − booked) ÷ Σ booked; above 0 is optimistic
	WAPE    float64 // Σ|submitted − booked| ÷ Σ booked
}

// fewest periods from which a correction is offered: of one or two nobody can tell a habit from luck.
const fewest = 3

// Corrected is a number without the bias; offered is false while too little is known, and where the bias is as large as
// the number itself.
func (b Bias) Corrected(m sales.Money) (corrected sales.Money, offered bool) {
	if b.Periods < fewest || b.Bias <= -.9 {
		return m, false
	}
	m.Minor = int64(math.RoundToEven(float64(m.Minor) / (1 + b.Bias)))
	return m, true
}

// Offer is the correction of a number that somebody submits, by how their numbers came out until the moment of its picture.
// The bias is nil while nothing is known, and the correction while too little is.
func Offer(p *board.Picture, made sales.SubmissionFacts) (*Bias, *sales.Correction, error) {
	said, err := made.Said()
	if err != nil {
		return nil, nil, err
	}
	biases, err := Biases(p, sales.DayOf(p.AsOf().Time().In(p.Workspace().Calendar.Location())))
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(biases, func(b Bias) bool { return b.User == made.User && b.Team == made.Team && b.Call == made.Call })
	if at < 0 {
		return nil, nil, nil
	}
	b := biases[at]
	if m, offered := b.Corrected(said); offered {
		return &b, &sales.Correction{Bias: b.Bias, Periods: b.Periods, Corrected: m}, nil
	}
	return &b, nil, nil
}

// Biases of everybody who has submitted for a period that is over, by their last submission for each.
func Biases(p *board.Picture, today sales.Day) ([]Bias, error) {
	calendar := p.Workspace().Calendar
	periods := map[string]sales.Period{}
	for s := range p.Submissions() {
		if of, err := calendar.Period(s.Facts.Period); err == nil && of.To <= today {
			periods[s.Facts.Period] = of
		}
	}
	names := slices.Sorted(maps.Keys(periods)) // so that sums are the same to the bit
	type sums struct {
		bias             Bias
		said, off, truth float64
	}
	var list []*sums
	for _, name := range names {
		period := periods[name]
		booked := bookedIn(p, period, today)
		for _, s := range Newest(p, period) {
			total, err := s.Facts.Said()
			if err != nil {
				return nil, err
			}
			truth, err := booked(s.Facts)
			if err != nil {
				return nil, err
			}
			at := slices.IndexFunc(list, func(x *sums) bool {
				return x.bias.User == s.Facts.User && x.bias.Team == s.Facts.Team && x.bias.Call == s.Facts.Call
			})
			if at < 0 {
				at = len(list)
				list = append(list, &sums{bias: Bias{User: s.Facts.User, Team: s.Facts.Team, Call: s.Facts.Call}})
			}
			x := list[at]
			x.bias.Periods++
			x.said += float64(total.Minor)
			x.truth += float64(truth)
			x.off += math.Abs(float64(total.Minor - truth))
		}
	}
	var biases []Bias
	for _, x := range list {
		if x.truth > 0 {
			x.bias.Bias, x.bias.WAPE = (x.said-x.truth)/x.truth, x.off/x.truth
			biases = append(biases, x.bias)
		}
	}
	slices.SortFunc(biases, func(a, b Bias) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Call, b.Call))
	})
	return biases, nil
}

// bookedIn adds up once what each owner booked, and answers for the people of a submission.
func bookedIn(p *board.Picture, period sales.Period, today sales.Day) func(sales.SubmissionFacts) (int64, error) {
	settings := p.Workspace()
	zone := settings.Calendar.Location()
	from, to := period.From.Start(zone), period.To.Start(zone)
	byOwner := map[sales.UserID]map[sales.Currency]*big.Int{}
	for d := range p.Deals() {
		if closed := d.ClosedAt(); d.Outcome() != sales.Won || closed < from || closed >= to || d.Value().Currency == "" {
			continue
		}
		own := byOwner[d.Owner()]
		if own == nil {
			own = map[sales.Currency]*big.Int{}
			byOwner[d.Owner()] = own
		}
		value := d.Value()
		if own[value.Currency] == nil {
			own[value.Currency] = new(big.Int)
		}
		own[value.Currency].Add(own[value.Currency], big.NewInt(value.Minor))
	}
	tree := org.Of(p)
	return func(s sales.SubmissionFacts) (int64, error) {
		people := map[sales.UserID]bool{s.User: true}
		if s.Team != "" {
			people = tree.People(tree.Under(s.Team)...)
		}
		sum := new(big.Rat)
		for user := range people {
			for currency, minor := range byOwner[user] {
				rate, err := p.MinorRate(currency, settings.Currency, today)
				if err != nil {
					return 0, err
				}
				sum.Add(sum, rate.Mul(rate, new(big.Rat).SetInt(minor)))
			}
		}
		m, err := sales.Money{Minor: 1, Currency: settings.Currency}.Times(sum)
		return m.Minor, err
	}
}
