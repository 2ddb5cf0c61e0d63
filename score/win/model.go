package win

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"arus/board"
	"arus/sales"
	"arus/score/bins"
	"arus/score/ebm"
	"arus/score/gbdt"
	"arus/score/logit"
)

// Method is a way to say how likely a deal is, in words of the API.
type Method string

// The methods, the simplest first.
const (
	Base     Method = "base_rate" // the same for every deal
	Stage    Method = "stage"     // the calibrated history of the stage
	Logistic Method = "logistic"
	Additive Method = "additive" // the additive boosted model
	Trees    Method = "trees"    // gradient-boosted trees
	Blend    Method = "blend"    // the mean logit of the two, trees for two thirds
)

// Blended is the logit of the blend. Trees have the larger part since they are the mean of several trainings.
func Blended(additive, trees float64) float64 { return (additive + 2*trees) / 3 }

// Methods are all of them, the simplest first.
func Methods() []Method { return []Method{Base, Stage, Logistic, Additive, Trees, Blend} }

// Model is what was learnt of a workspace at a moment.
type Model struct {
	Format   int           `json:"format"`
	At       sales.Instant `json:"at"`       // the moment learnt at; nothing later was looked at
	Position int64         `json:"position"` // of the ledger
	Champion Method        `json:"champion"` // Stage where there is too little to learn from
	Deals    int           `json:"deals"`    // that closed in the window
	Won      int           `json:"won"`
	Rate     float64       `json:"rate"` // of landmarks that were won
	Trial    *Trial        `json:"trial,omitempty"`
	Layers   []Layer       `json:"layers,omitempty"` // that were tried over what the champion says, in the order in which they lie

	Additive *ebm.Model   `json:"additive,omitempty"`
	Trees    *gbdt.Model  `json:"trees,omitempty"`
	Logistic *logit.Model `json:"logistic,omitempty"`
}

// format of a model's bytes. Another one is learnt anew.
const format = 2

// The least that models are learnt from.
const (
	LeastClosed = 200
	LeastOfOne  = 40 // won, and lost
)

// Enough reports whether so many closed deals can be learnt from.
func Enough(won, lost int) bool {
	return won+lost >= LeastClosed && won >= LeastOfOne && lost >= LeastOfOne
}

// Thin reports that there was too little to learn from.
func (m *Model) Thin() bool { return m.Trial == nil }

// Signal reports that facts about deals say more than that they are deals.
func (m *Model) Signal() bool { return !m.Thin() && m.Champion != Base }

// Bytes are the model as it is kept: the same for the same ledger, on every machine.
func (m *Model) Bytes() ([]byte, error) { return json.Marshal(m) }

// Parse reads the bytes of a model.
func Parse(text []byte) (*Model, error) {
	m := new(Model)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("win: a model that cannot be read: %w", err)
	}
	if m.Format != format {
		return nil, fmt.Errorf("win: a model of format %d, which this version does not read", m.Format)
	}
	return m, nil
}

// Train learns from a picture what happened until now. Too little history, or one outcome only, give a model that says so.
// progress is told after each of the Steps how many are done. The only errors are its and that of ctx.
func Train(ctx context.Context, p *board.Picture, now sales.Instant, progress func(steps int) error) (*Model, error) {
	h := historyOf(p, now)
	m := &Model{Format: format, At: now, Position: p.Snapshot().Position(), Champion: Stage, Deals: h.won + h.lost, Won: h.won}
	if len(h.rows) > 0 {
		hits := 0
		for _, r := range h.rows {
			if r.won {
				hits++
			}
		}
		m.Rate = float64(hits) / float64(len(h.rows))
	}
	if !Enough(h.won, h.lost) {
		return m, ctx.Err()
	}
	var err error
	if err := progress(0); err != nil {
		return nil, err
	}
	if m.Trial, err = try(ctx, p, h, progress); err != nil {
		return nil, err
	}
	if m.Trial == nil {
		return m, nil
	}
	m.Champion = m.Trial.champion()
	method := slices.Index(Methods(), m.Champion)
	if m.Trial.final = m.Trial.byMethods[method]; m.speaks() {
		m.Layers = m.Trial.lay(method)
	}
	m.Trial.keep()
	t := h.table(bins.Learn(h.facts.all[:], nil, scarce), h.everything())
	if err := m.learn(ctx, t, m.Champion); err != nil {
		return nil, err
	}
	m.level(h)
	return m, nil
}

// speaks reports whether the champion is a model that tells deals in one stage apart.
func (m *Model) speaks() bool { return m.Champion != Stage && m.Champion != Base }

// Steps of a training: its origins, and what is learnt from everything in the end.
const Steps = origins + 1

// scarce is how many rows a word needs to be one of its own.
const scarce = 10

// learn trains what a method needs; the additive model is always there to explain.
func (m *Model) learn(ctx context.Context, t *bins.Table, champion Method) (err error) {
	if m.Additive, err = ebm.Train(ctx, t, additiveOptions(4)); err != nil {
		return err
	}
	switch champion {
	case Logistic:
		m.Logistic, err = logit.Train(ctx, t, ridge)
	case Trees, Blend:
		m.Trees, err = gbdt.Train(ctx, t, treeOptions())
	}
	return err
}

const ridge = 20

func additiveOptions(bags int) ebm.Options {
	return ebm.Options{Bags: bags, Rate: .1, Rounds: 400, Patience: 20, Smallest: 20, Lambda: 2, Pairs: 8, Seed: 1}
}

func treeOptions() gbdt.Options {
	return gbdt.Options{Smallest: 20, Rate: .06, Lambda: 2, Trees: 600, Patience: 30, Seed: 1}
}
