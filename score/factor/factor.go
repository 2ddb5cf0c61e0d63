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

// Weigh is a [report.Weigher] for a workspace that no model speaks of: chances by the factor that has proved itself, or nil
// where none has, or where there is enough history to learn a model from.
func Weigh(r *report.Reader) report.Chances {
	if won, lost := win.Closed(r.Picture, r.Now); win.Enough(won, lost) {
		return nil
	}
	chosen := Try(r).Chosen
	if chosen == "" {
		return nil
	}
	words := Words(r, chosen)
	return chances{chosen, score.ByFactor(r.Picture, r.Now, chosen, words), words}
}

type chances struct {
	by    score.Factor
	rates *score.Adjustments
	words score.Words
}

// Of is the rate of the deal's stage, adjusted for its word.
func (c chances) Of(d board.Deal) score.Rate {
	rate, _ := c.rates.At(d.Pipeline(), d.Stage(), c.words(d))
	return rate
}

// By names the factor.
func (c chances) By() string { return string(c.by) }

// Fill writes the chances of a chunk's open deals.
func (c chances) Fill(columns board.Columns, into []report.Chance) {
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
