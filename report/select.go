package report

import (
	"slices"
	"strings"

	"arus/board"
	"arus/report/naming"
	"arus/report/scan"
	"arus/rule"
	"arus/sales"
)

// Selection says which deals are meant. An empty field lets everything through.
type Selection struct {
	Pipeline sales.PipelineID
	Stage    sales.StageID
	Outcome  sales.Outcome
	Owner    sales.UserID
	Account  sales.AccountID
	IDs      []sales.DealID
	Text     string // in the deal's name, its account's name or its id in another system; letters' case is folded
	Filter   string // an expression of the rule language
}

// World is the reader's picture as scans see it.
func (r *Reader) World() *scan.World {
	return &scan.World{Picture: r.Picture, Now: r.Now, Zone: r.Zone, Chances: r.chancesOf, Stalls: r.stallsOf,
		Value: func(d board.Deal) rule.Value { return row{r, d} }}
}

// Check says what is wrong with a selection, but for its filter: that shows when it is compiled.
func (r *Reader) Check(s Selection) error {
	if s.Outcome != "" && !slices.Contains([]sales.Outcome{sales.Open, sales.Won, sales.Lost}, s.Outcome) {
		return sales.Invalid("#outcome", "not_a_choice", "%q is not one of %s", string(s.Outcome), "open, won, lost")
	}
	return naming.Parameters(r.Picture, map[string]string{"pipeline": string(s.Pipeline), "stage": string(s.Stage), "owner": string(s.Owner), "account": string(s.Account)})
}

// Which is a selection as a scan understands it: the deals within sight that are selected.
func (r *Reader) Which(s Selection) (scan.Which, error) {
	w := scan.Which{IDs: s.IDs}
	test := func(columns scan.Columns, holds func(board.Deal) bool) {
		w.Tests = append(w.Tests, scan.Test{Columns: columns, Holds: holds})
	}
	if err := r.Check(s); err != nil {
		return w, err
	}
	if r.sight != nil {
		test(scan.Owner, r.Sees)
	}
	if s.Outcome != "" {
		test(scan.State, func(d board.Deal) bool { return d.Outcome() == s.Outcome })
	}
	if s.Pipeline != "" || s.Stage != "" {
		test(scan.Place, func(d board.Deal) bool {
			return (s.Pipeline == "" || d.Pipeline() == s.Pipeline) && (s.Stage == "" || d.Stage() == s.Stage)
		})
	}
	if s.Owner != "" {
		test(scan.Owner, func(d board.Deal) bool { return d.Owner() == s.Owner })
	}
	if s.Account != "" {
		test(scan.Account, func(d board.Deal) bool { return d.Account() == s.Account })
	}
	if text := strings.ToLower(strings.TrimSpace(s.Text)); text != "" {
		w.Also = func(d board.Deal) bool { return r.mentions(d, text) }
	}
	if s.Filter != "" {
		filter, err := r.expressions.compile(s.Filter, r.settings.Fields)
		if err == nil {
			err = naming.Mentions(r.Picture, filter.Mentions())
		}
		if err != nil {
			return w, err
		}
		w.Filter = filter
	}
	return w, nil
}

// each calls yield with the selected deals, and says what is wrong with the selection.
func (r *Reader) each(s Selection, yield func(board.Deal) bool) error {
	which, err := r.Which(s)
	if err != nil {
		return err
	}
	return r.World().Scan(which, 1, func(_ int, b *scan.Batch) bool {
		for _, i := range b.Chosen() {
			if !yield(b.Deal(int(i))) {
				return false
			}
		}
		return true
	})
}

// Matching asks of one deal what a selection asks of all, apart from its list of ids and from sight: of an earlier version
// of a deal, say.
func (r *Reader) Matching(s Selection) (func(board.Deal) (bool, error), error) {
	which, err := r.Within(Sight{All: true}).Which(s)
	return func(d board.Deal) (bool, error) {
		for _, t := range which.Tests {
			if !t.Holds(d) {
				return false, nil
			}
		}
		if which.Also != nil && !which.Also(d) {
			return false, nil
		}
		if which.Filter == nil {
			return true, nil
		}
		return which.Filter.Match(row{r, d})
	}, err
}

func (r *Reader) mentions(d board.Deal, text string) bool {
	return strings.Contains(strings.ToLower(d.Name()), text) || strings.EqualFold(d.Origin().SourceID, text) ||
		strings.Contains(strings.ToLower(r.accountName(string(d.Account()))), text)
}
