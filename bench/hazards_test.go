package bench

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"arus/demo/sim"
	"arus/forecast/course"
	"arus/forecast/hazard"
	"arus/forecast/rehearse"
	"arus/sales"
	"arus/score/measure"
)

// What becomes of a deal in a week.
const (
	stays = iota
	wins
	loses
)

// inWeek is a deal, seen at the start of a day, in the k-th week after it, at whose beginning it is still open.
type inWeek struct {
	deal *course.Deal
	day  sales.Day
	k    int
}

func (r inWeek) start() sales.Day { return r.day + sales.Day(7*r.k) }

func (r inWeek) fate() int {
	switch {
	case r.deal.Closed >= r.start()+7:
		return stays
	case r.deal.Won:
		return wins
	}
	return loses
}

// facts are those that the reference experiment tells trees: what is a word there is a number here, too.
func (r inWeek) facts() []float64 {
	d, s := r.deal, r.deal.At(r.day)
	number := func(of string) float64 {
		n, _ := strconv.Atoi(of[strings.LastIndexByte(of, ' ')+1:])
		return float64(n)
	}
	since, furthest := d.Standing(r.day)
	last, touched := d.Touched(r.day)
	if !touched {
		last = d.Created
	}
	begin, end := rehearse.Quarters{}.QuarterOf(r.start())
	same := 0.0
	if begin <= s.Close && s.Close < end {
		same = 1
	}
	weeks := func(days sales.Day) float64 { return float64(days) / 7 }
	return []float64{number(d.Segment), number(d.Source), number(s.Owner), float64(s.Stage), weeks(r.day - since), weeks(r.day - d.Created),
		math.Log(s.Value), float64(s.Pushes), float64(min(d.TouchesIn(0, r.day), 12)), float64(min(d.TouchesIn(r.day-7, r.day), 12)),
		weeks(r.day - last), float64(s.Category), float64(furthest), float64(r.k), weeks(r.start() - begin),
		max(-13, min(26, weeks(s.Close-r.start()))), same}
}

// weeksAhead are the weeks after a day, before another one, in which a deal is open at the beginning.
func weeksAhead(d *course.Deal, day, until sales.Day) (all []inWeek) {
	for k := range sim.Quarter {
		if r := (inWeek{d, day, k}); r.start()+7 <= until && d.OpenAt(r.start()) {
			all = append(all, r)
		}
	}
	return all
}

const (
	hazardQuarter  = 14 // whose weeks are judged, of M
	hazardSeeds    = 4
	treeLandmarks  = 15_000 // that trees learn from, each with all its weeks, as in the reference experiment
	hazardsPerTree = 1.01
)

// What was seen of trees, by seed, for where they are not installed.
var treesOnce = [hazardSeeds][3]float64{{wins: .14856, loses: .29903}, {wins: .15835, loses: .29013}, {wins: .16053, loses: .27495}, {wins: .15887, loses: .28109}}

// BenchmarkScienceHazards compares the chances to be won and lost in each week ahead with those by trees. One quarter of one
// company has one mood of its market, which neither is told of, so four companies are asked.
func BenchmarkScienceHazards(b *testing.B) {
	var s sheet
	names := [...]string{wins: "won", loses: "lost"}
	var ours, trees [3]float64
	var how string
	weeks, seconds := 0, 0.0
	for seed := range hazardSeeds {
		model, learn, judge, cpu := hazardsOf(b, uint64(seed+1))
		us := hazardLosses(model, judge)
		them, note := treeLosses(b, learn, judge, treesOnce[seed])
		weeks, seconds, how = weeks+len(judge), seconds+cpu, note
		for fate := wins; fate <= loses; fate++ {
			ours[fate], trees[fate] = ours[fate]+us[fate]/hazardSeeds, trees[fate]+them[fate]/hazardSeeds
			s.add(figure{item: fmt.Sprintf("M, seed %d, in each week ahead, %s: log loss ÷ HistGradientBoosting", seed+1, names[fate]), got: us[fate] / them[fate],
				with: fmt.Sprintf("%.5f, %.5f; %d weeks; %s", us[fate], them[fate], len(judge), note)})
		}
	}
	for fate := wins; fate <= loses; fate++ {
		s.add(figure{item: "… " + names[fate] + ", mean of seeds", got: ours[fate] / trees[fate], bar: "≤ 1.01", below: hazardsPerTree,
			with: fmt.Sprintf("%.5f, %.5f; %d weeks, %.1f CPU s; %s", ours[fate], trees[fate], weeks, seconds, how)})
	}
	s.print()
}

// hazardsOf a company: the model, what trees learn from, what both are judged by, and the CPU seconds of learning.
func hazardsOf(b *testing.B, seed uint64) (model *hazard.Model, learn, judge []inWeek, seconds float64) {
	played := rehearse.Play(sim.Sizes()["M"], seed, nil)
	quarter := rehearse.Period(hazardQuarter)
	seconds = costing(func() {
		var err error
		model, _, err = hazard.Train(b.Context(), played.Known(quarter.From), hazard.Options{Until: quarter.From, Calendar: rehearse.Quarters{}, Seed: 1})
		sound(b, err)
	})
	possible := 0.0
	for i := range played.Deals {
		d := &played.Deals[i]
		possible += float64(max(0, min(d.Closed, quarter.From)-d.Created)) / 7
	}
	for i := range played.Deals {
		d := &played.Deals[i]
		for week := 10; week < hazardQuarter*sim.Quarter; week++ {
			if day := rehearse.Day(week); d.OpenAt(day) && hazard.Luck(d.ID, uint64(week)) < treeLandmarks/possible {
				learn = append(learn, weeksAhead(d, day, quarter.From)...)
			}
		}
		for _, week := range []int{0, 4, 6, 9} {
			judge = append(judge, weeksAhead(d, quarter.From+sales.Day(7*week), quarter.To)...)
		}
	}
	return model, learn, judge, seconds
}

// hazardLosses are the mean logarithmic losses of a model by fate.
func hazardLosses(m *hazard.Model, rows []inWeek) (losses [3]float64) {
	for _, r := range rows {
		won, lost := m.Fates(m.Row(r.deal, r.day), r.k+1)
		open := 1.0
		for k := range r.k {
			open -= won[k] + lost[k]
		}
		losses[wins] += measure.Loss(won[r.k]/open, r.fate() == wins) / float64(len(rows))
		losses[loses] += measure.Loss(lost[r.k]/open, r.fate() == loses) / float64(len(rows))
	}
	return losses
}

// treeLosses are those of scikit-learn's trees, and where the figures are from.
func treeLosses(b *testing.B, learn, judge []inWeek, once [3]float64) (losses [3]float64, how string) {
	dir := b.TempDir()
	write := func(name string, rows []inWeek) string {
		f, err := os.Create(filepath.Join(dir, name))
		sound(b, err)
		defer f.Close()
		w := bufio.NewWriter(f)
		for _, r := range rows {
			fmt.Fprint(w, r.fate())
			for _, x := range r.facts() {
				fmt.Fprintf(w, ",%g", x)
			}
			fmt.Fprintln(w)
		}
		sound(b, w.Flush())
		return f.Name()
	}
	said, err := exec.CommandContext(b.Context(), "/usr/bin/python3", "testdata/hist_gradient_boosting.py", write("learn.csv", learn), write("judge.csv", judge)).Output()
	if err != nil {
		return once, "scikit-learn is not installed: as it was seen elsewhere"
	}
	var seconds [3]float64
	_, err = fmt.Sscan(string(said), &losses[wins], &seconds[wins], &losses[loses], &seconds[loses])
	sound(b, err)
	return losses, fmt.Sprintf("scikit-learn, 1 thread, %d weeks to learn from, %.1f CPU s", len(learn), seconds[wins]+seconds[loses])
}
