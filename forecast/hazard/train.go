package hazard

import (
	"context"

	"arus/forecast/course"
	"arus/sales"
	"arus/score/bins"
	"arus/score/ebm"
)

// Options of a training. Until and Calendar have to be given.
type Options struct {
	Until     sales.Day // nothing of this day or later is read
	Step      int       // days; 7
	Ahead     int       // steps; 13
	Landmarks int       // to learn from, about; 100,000
	Calendar  course.Calendar
	Seed      uint64
}

func (o Options) withDefaults() Options {
	if o.Step == 0 {
		o.Step = week
	}
	if o.Ahead == 0 {
		o.Ahead = 13
	}
	if o.Landmarks == 0 {
		o.Landmarks = 100_000
	}
	return o
}

// What has to have happened before chances are learnt from it.
const (
	fewestWins   = 20
	fewestLosses = 20
	shortest     = 8 * week // days of history
	warmUp       = 10 * week

	rowsPerLandmark = 2.5 // its nearest step, and some of the later ones
)

// History counts what there is to learn from.
type History struct {
	Deals, Wins, Losses int
	First               sales.Day // creation
	Last                sales.Day // closing; 0 where none is
	landmarks, fresh    float64   // of them the first of their deals
}

// Enough reports whether chances can be learnt.
func (h History) Enough(until sales.Day) bool {
	return h.Wins >= fewestWins && h.Losses >= fewestLosses && until-h.First >= shortest
}

// Look counts what there is to learn from before a day.
func Look(deals course.Seq, until sales.Day, step int) (h History) {
	h.First = until
	for d := range deals {
		if d.Created >= until {
			continue
		}
		h.Deals++
		h.First = min(h.First, d.Created)
		end := until
		if d.Closed < until {
			end = d.Closed
			h.Last = max(h.Last, end)
			if d.Won {
				h.Wins++
			} else {
				h.Losses++
			}
		}
		if n := int(end-d.Created) / step; n > 0 {
			h.landmarks += float64(n)
			h.fresh++
		}
	}
	return h
}

// Model says how likely a deal is to be won or lost, step by step.
type Model struct {
	Step     int            `json:"step"` // days
	Ahead    int            `json:"ahead"`
	Until    sales.Day      `json:"until"`
	Features []bins.Feature `json:"features"`
	Win      *ebm.Model     `json:"win"`
	Lose     *ebm.Model     `json:"lose"`
	Rows     int            `json:"rows"` // that it was learnt from

	calendar course.Calendar
	words    [words]map[string]uint8
	far      [mostStages][mostSpans]uint8 // bins
	kinds    map[string]uint8
	pace     []paces
	left     [2][mostStages][mostSpans]uint8 // of now and then

	winning, losing looked
}

// Train learns a model, or none where too little has happened. The only error is that of ctx.
func Train(ctx context.Context, deals course.Seq, o Options) (*Model, History, error) {
	o = o.withDefaults()
	h := Look(deals, o.Until, o.Step)
	if !h.Enough(o.Until) {
		return nil, h, nil
	}
	s := newSample(h, o)
	for d := range deals {
		if seen, known := d.Until(o.Until); known {
			s.add(&seen)
		}
	}
	m := &Model{Step: o.Step, Ahead: o.Ahead, Until: o.Until, Rows: s.columns.rows, calendar: o.Calendar}
	m.Features = bins.Learn(s.columns.all[:], nil, 20)
	table := bins.Apply(m.Features, s.columns.all[:], nil)
	table.Groups = s.groups
	var err error
	options := ebm.Options{Bags: 3, Rate: .15, Rounds: 300, Patience: 12, Smallest: 50, Lambda: 2, Leaves: 5, Pairs: 6, Grid: 16, Most: 200_000, Seed: o.Seed}
	table.Hits = s.wins
	if m.Win, err = ebm.Train(ctx, table, options); err != nil {
		return nil, h, err
	}
	table.Hits = s.losses
	options.Seed++
	if m.Lose, err = ebm.Train(ctx, table, options); err != nil {
		return nil, h, err
	}
	m.index()
	return m, h, nil
}

// sample are the landmarks that are learnt from, each with the steps that were seen to happen after it.
type sample struct {
	o             Options
	first         sales.Day // landmark
	common, fresh float64   // chances of a landmark to be taken; of the first of a deal
	later         float64   // of a step that is not the nearest: it says less
	columns       *columns
	wins, losses  []bool
	groups        []uint32
	deal          uint32
}

func newSample(h History, o Options) *sample {
	s := &sample{o: o, columns: newColumns()}
	s.common = min(1, float64(o.Landmarks)/max(1, h.landmarks))
	s.fresh = min(1, max(s.common, .3*float64(o.Landmarks)/max(1, h.fresh)))
	taken := min(h.landmarks, float64(o.Landmarks))
	s.later = min(1, max(.15, (rowsPerLandmark-1)*float64(o.Landmarks)/(max(1, taken)*float64(o.Ahead-1)*.6)))
	step := sales.Day(o.Step)
	s.first = o.Until - (o.Until-h.First)/step*step
	if o.Until-h.First > 3*warmUp {
		s.first += warmUp / step * step // the first weeks of a history hold only young deals
	}
	return s
}

func (s *sample) add(d *course.Deal) {
	s.deal++
	step := sales.Day(s.o.Step)
	// Landmarks stand on a grid that ends at Until, so that the youngest steps are seen whole.
	from := s.first
	if d.Created >= from {
		from += (d.Created-from)/step*step + step
	}
	chance := s.fresh
	for day := from; day < s.o.Until && day <= d.Closed; day += step {
		if taken(d.ID, day, chance) {
			s.landmark(d, day)
		}
		chance = s.common
	}
}

func (s *sample) landmark(d *course.Deal, day sales.Day) {
	f := factsOf(d, day)
	step := sales.Day(s.o.Step)
	for k := range s.o.Ahead {
		from := day + sales.Day(k)*step
		if from+step > s.o.Until || from > d.Closed {
			return
		}
		if k > 0 && s.later < 1 && Luck(d.ID, uint64(day)<<8|uint64(k)) >= s.later {
			continue
		}
		f.look(k, s.o.Step, s.o.Calendar)
		s.columns.add(&f)
		ends := d.Closed < from+step
		s.wins, s.losses = append(s.wins, ends && d.Won), append(s.losses, ends && !d.Won)
		s.groups = append(s.groups, s.deal)
	}
}

// taken draws by a hash of what is drawn for, so that one deal more changes no other's luck.
func taken(id string, day sales.Day, chance float64) bool { return Luck(id, uint64(day)) < chance }

// Luck is a number in [0, 1) that is always the same for the same deal and purpose.
func Luck(id string, purpose uint64) float64 { return float64(hash(id, purpose)>>11) / (1 << 53) }
