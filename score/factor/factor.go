package factor

import (
	"arus/board"
	"arus/report"
	"arus/sales"
	"arus/score"
	"arus/score/win"
)

// Words are those of deals by a factor, as a reader knows them.
func Words(r *report.Reader, f score.Factor) score.Words {
	return func(d board.Deal) (all []string) {
		switch f {
		case score.ValueBand:
			return named(r.ValueBand(d))
		case score.Segment:
			return named(d.Segment())
		case score.Product:
			for _, item := range d.LineItems() {
				all = append(all, string(item.Product))
			}
		case score.Competitor:
			for _, c := range d.Competitors() {
				all = append(all, string(c))
			}
		}
		return all
	}
}

func named(word string) []string {
	if word == "" {
		return nil
	}
	return []string{word}
}

// Weigh is a [report.Weigher] for a workspace that no model speaks of: chances by the factor that has proved itself, where
// none has by stages alone, and either way with what was tried. Nil where there is enough history to learn a model from.
func Weigh(r *report.Reader) report.Chances {
	if won, lost := win.Closed(r.Picture, r.Now); win.Enough(won, lost) {
		return nil
	}
	t := Try(r)
	if t.Chosen == "" {
		return plain{t, r.Odds}
	}
	words := Words(r, t.Chosen)
	return chances{t, score.ByFactor(r.Picture, r.Now, t.Chosen, words), words}
}

// TrialOf is what was tried when a reader's chances were made. Where something else made them it is tried now.
func TrialOf(r *report.Reader) Trial {
	switch c := r.Chances().(type) {
	case plain:
		return c.trial
	case chances:
		return c.trial
	}
	return Try(r)
}

// plain are the rates of stages where no factor is better.
type plain struct {
	trial Trial
	odds  *score.Stages
}

// Of is the rate of the deal's stage.
func (c plain) Of(d board.Deal) score.Rate {
	rate, _ := c.odds.At(d.Pipeline(), d.Stage())
	return rate
}

// By names stages.
func (plain) By() string { return string(score.FromStage) }

// Fill writes the chances of a chunk's open deals.
func (c plain) Fill(columns board.Columns, into []report.Chance) { fill(c, columns, into) }

type chances struct {
	trial Trial
	rates *score.Adjustments
	words score.Words
}

// Of is the rate of the deal's stage, adjusted for its word.
func (c chances) Of(d board.Deal) score.Rate {
	rate, _ := c.rates.At(d.Pipeline(), d.Stage(), c.words(d))
	return rate
}

// By names the factor.
func (c chances) By() string { return string(c.trial.Chosen) }

// Fill writes the chances of a chunk's open deals.
func (c chances) Fill(columns board.Columns, into []report.Chance) { fill(c, columns, into) }

func fill(c report.Chances, columns board.Columns, into []report.Chance) {
	for i, state := range columns.State {
		if state.Outcome() == board.Open {
			into[i] = report.ChanceOf(c.Of(columns.Deal(i)).P)
		}
	}
}

// halfway is a deal as it stood in the middle of its life; found is false where it was not open then.
func halfway(d board.Deal) (half board.Deal, found bool) {
	at := d.CreatedAt() + (d.ClosedAt()-d.CreatedAt())/2
	for v := range d.Versions() {
		if v.EffectiveAt() > at {
			break
		}
		half, found = v, true
	}
	return half, found && half.Outcome() == sales.Open
}
