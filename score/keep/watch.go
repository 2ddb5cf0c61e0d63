package keep

import (
	"context"
	"errors"

	"arus/board"
	"arus/sales"
	"arus/score/chronicle"
	"arus/score/win"
)

// stale is after how long a model is learnt anew although nothing is wrong with it.
const stale = sales.Instant(7 * 24 * 3600e6)

// Drift holds what closed in a picture until now against what the models said that stood meanwhile, since the last finding.
func (k *Keeper) Drift(ctx context.Context, p *board.Picture, now sales.Instant) (d win.Drift, err error) {
	ws := p.Snapshot().Workspace()
	m, version, err := k.Standing(ctx, ws, now)
	if err != nil || m == nil {
		return d, err
	}
	var stood []win.Stood
	for _, s := range chronicle.Spans(board.All[chronicle.ModelFacts](p)) {
		if s.Version == version {
			stood = append(stood, win.Stood{Model: m, From: s.From, To: s.To})
			continue
		}
		earlier, err := k.modelOf(ctx, ws, s.Version)
		if err != nil {
			return d, err
		}
		if earlier != nil { // else it is too old to be kept
			stood = append(stood, win.Stood{Model: earlier, From: s.From, To: s.To})
		}
	}
	if _, written := board.Find[chronicle.ModelFacts](p, chronicle.IDOf(version)); !written {
		stood = []win.Stood{{Model: m, From: m.At, To: sales.Forever}} // learnt before there was a chronicle
	}
	return win.DriftOf(stood, p, now), nil
}

// Review looks whether what closed came as was said, and lets a model be learnt where it did not, or where the one that
// stands is old or knows of far fewer deals than there are. A finding is written down once, with what was done about it.
func (k *Keeper) Review(ctx context.Context, b *board.Board, now sales.Instant) error {
	ws, p := b.Workspace(), b.Snapshot().At(now, 0)
	m, version, err := k.Standing(ctx, ws, now)
	if err != nil {
		return err
	}
	won, lost := win.Closed(p, now)
	if !win.Enough(won, lost) {
		return nil
	}
	if m == nil {
		_, err = k.Ask(ctx, ws, Wish{chronicle.First, "", now})
		return err
	}
	d, err := k.Drift(ctx, p, now)
	switch {
	case err != nil:
		return err
	case d.Of() != "":
		return k.found(ctx, b, version, d, now)
	case now-m.At >= stale || (won+lost)*9 >= m.Deals*10: // it knows of nine tenths of what there is, or less
		_, err = k.Ask(ctx, ws, Wish{chronicle.Due, "", now})
	}
	return err
}

// found asks for another model and writes the finding down.
func (k *Keeper) found(ctx context.Context, b *board.Board, version int64, d win.Drift, now sales.Instant) error {
	f := chronicle.Misfit{Of: d.Of(), Since: d.Since, Deals: d.Deals, Said: d.Said, Won: d.Share, Low: d.Off.Low, High: d.Off.High, Done: "learning"}
	if f.Of == "order" {
		f.Low, f.High = d.Excess.Low, d.Excess.High
	}
	_, asked := k.Ask(ctx, b.Workspace(), Wish{chronicle.Drifted, "", now})
	if asked != nil {
		f.Done = "nothing"
	}
	if err := k.write(ctx, b, version); err != nil {
		return errors.Join(asked, err)
	}
	return errors.Join(asked, k.record(ctx, b.Workspace(), chronicle.NoteDrift{Version: version, Misfit: f}))
}

// write writes a model into the ledger that was learnt before there was a chronicle.
func (k *Keeper) write(ctx context.Context, b *board.Board, version int64) error {
	if _, written := board.Find[chronicle.ModelFacts](b.Snapshot().At(0, 0), chronicle.IDOf(version)); written {
		return nil
	}
	c, err := k.Entry(ctx, b.Workspace(), version, Wish{Why: chronicle.Asked})
	if err != nil {
		return err
	}
	return k.record(ctx, b.Workspace(), c)
}

// Entry is the order that writes a version into the ledger.
func (k *Keeper) Entry(ctx context.Context, ws sales.WorkspaceID, version int64, w Wish) (c sales.Create[chronicle.ModelFacts], err error) {
	m, err := k.modelOf(ctx, ws, version)
	if err != nil {
		return c, err
	}
	if m == nil {
		return c, missing(nil, version)
	}
	return sales.Create[chronicle.ModelFacts]{ID: chronicle.IDOf(version), Facts: chronicle.ModelFacts{Version: version, Learnt: m.At, Position: m.Position,
		Champion: string(m.Champion), Closed: m.Deals, Won: m.Won, Why: w.Why, By: w.By}}, nil
}
