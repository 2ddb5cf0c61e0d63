package win

import (
	"math"

	"arus/board"
	"arus/sales"
	"arus/score/bins"
)

// The facts of a deal that models see: words first, then numbers.
const (
	stage = iota // with its pipeline
	segment
	region
	channel
	source
	owner
	product
	competitor
	currency
	words

	stageDays = iota - 1
	ageDays
	value
	pushes
	closeDays
	quietDays
	factCount
)

// names are the facts as the API calls them.
func names() [factCount]string {
	return [...]string{stage: "stage", segment: "segment", region: "region", channel: "channel", source: "source", owner: "owner",
		product: "product", competitor: "competitor", currency: "currency", stageDays: "days_in_stage", ageDays: "age_days",
		value: "value", pushes: "pushes", closeDays: "days_to_close_date", quietDays: "days_since_touch"}
}

// facts of a deal at a moment. A word that is not said is empty, a number NaN.
type facts struct {
	words   [words]string
	numbers [factCount]float64 // from words on
}

const dayLength = 24 * 3600e6 // microseconds

func days(from, to sales.Instant) float64 { return float64(to-from) / dayLength }

// factsOf is what was known of a deal's version at a moment.
func factsOf(d board.Deal, at sales.Instant) (f facts) {
	f.words = [words]string{string(d.Pipeline()) + "/" + string(d.Stage()), d.Segment(), d.Region(), d.Channel(), d.Source(), string(d.Owner()), "", "", string(d.Value().Currency)}
	if items := d.LineItems(); len(items) > 0 {
		f.words[product] = string(items[0].Product)
	}
	if others := d.Competitors(); len(others) > 0 {
		f.words[competitor] = string(others[0])
	}
	n := &f.numbers
	n[stageDays], n[ageDays] = days(d.StageSince(), at), days(d.CreatedAt(), at)
	n[value], n[pushes] = oneDigit(d.Value()), float64(d.Pushes())
	n[closeDays], n[quietDays] = math.NaN(), math.NaN()
	if day := d.CloseDate(); day != 0 {
		n[closeDays] = float64(day) - float64(at)/dayLength
	}
	if touch := d.LastTouch(); touch != 0 {
		n[quietDays] = days(touch, at)
	}
	return f
}

// oneDigit is an amount in units of its currency, at its first digit; NaN where there is none.
func oneDigit(m sales.Money) float64 {
	if m.Minor <= 0 {
		return math.NaN()
	}
	digit := int64(1)
	for m.Minor/digit >= 10 {
		digit *= 10
	}
	return float64((m.Minor+digit/2)/digit*digit) / math.Pow10(m.Currency.Digits())
}

// gathered are facts of many rows, as columns.
type gathered struct {
	all   [factCount]bins.Column
	codes [words]map[string]uint32
}

func newGathered() *gathered {
	g := new(gathered)
	for i, name := range names() {
		g.all[i].Name = name
		if i < words {
			g.all[i].Words = []string{""}
			g.all[i].Codes = []uint32{}
			g.codes[i] = map[string]uint32{"": 0}
		} else {
			g.all[i].Numbers = []float64{}
		}
	}
	return g
}

func (g *gathered) add(f *facts) {
	for i, word := range f.words {
		code, known := g.codes[i][word]
		if !known {
			code = uint32(len(g.all[i].Words))
			g.codes[i][word] = code
			g.all[i].Words = append(g.all[i].Words, word)
		}
		g.all[i].Codes = append(g.all[i].Codes, code)
	}
	for i := words; i < factCount; i++ {
		g.all[i].Numbers = append(g.all[i].Numbers, f.numbers[i])
	}
}

// binner sorts the facts of single deals into bins.
type binner struct {
	features []bins.Feature
	words    [words]map[string]uint8
}

func newBinner(features []bins.Feature) *binner {
	b := &binner{features: features}
	for i := range b.words {
		b.words[i] = make(map[string]uint8, len(features[i].Words))
		for k, word := range features[i].Words {
			b.words[i][word] = uint8(k + 1)
		}
	}
	return b
}

// row is the bin of each fact.
func (b *binner) row(f *facts) (row [factCount]uint8) {
	for i, word := range f.words {
		row[i] = b.words[i][word]
	}
	for i := words; i < factCount; i++ {
		row[i] = b.features[i].OfNumber(f.numbers[i])
	}
	return row
}
