package report

import (
	"slices"
	"strings"

	"arus/board"
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

// each calls yield with the selected deals, and says what is wrong with the selection. What columns can answer is
// answered from them; the rest is asked of each deal that is left.
func (r *Reader) each(s Selection, yield func(board.Deal) bool) error {
	matches, err := r.matcher(s)
	if err != nil {
		return err
	}
	if len(s.IDs) > 0 {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(s.IDs))) { // a deal named twice is one deal
			d, ok := r.Deal(id)
			if !ok || !r.inColumns(s, d) {
				continue
			}
			if matched, err := matches(d); err != nil || matched && !yield(d) {
				return err
			}
		}
		return nil
	}
	return r.scan(s, matches, yield)
}

func (r *Reader) scan(s Selection, matches func(board.Deal) (bool, error), yield func(board.Deal) bool) error {
	outcome, places := r.codes(s)
	owner, known := r.Picture.Code(string(s.Owner))
	if !known && s.Owner != "" {
		return nil
	}
	for i := range r.Picture.Chunks() {
		c := r.Picture.Chunk(i)
		for j := range c.Len() {
			if outcome != board.Absent && c.Outcome[j] != outcome || places != nil && !places[c.Place[j]] || s.Owner != "" && c.Owner[j] != owner ||
				r.sight != nil && !r.sight.has(c.Owner[j]) {
				continue
			}
			d := c.Deal(j)
			if matched, err := matches(d); err != nil || matched && !yield(d) {
				return err
			}
		}
	}
	return nil
}

// codes turns outcome and place into what the columns hold. places is nil when any will do.
func (r *Reader) codes(s Selection) (outcome board.Outcome, places []bool) {
	for _, o := range []board.Outcome{board.Open, board.Won, board.Lost} {
		if o.Sales() == s.Outcome {
			outcome = o
		}
	}
	if s.Pipeline == "" && s.Stage == "" {
		return outcome, nil
	}
	all := r.Picture.Places()
	places = make([]bool, len(all))
	for code, p := range all {
		places[code] = (s.Pipeline == "" || p.Pipeline == s.Pipeline) && (s.Stage == "" || p.Stage == s.Stage)
	}
	return outcome, places
}

func (r *Reader) inColumns(s Selection, d board.Deal) bool {
	return (s.Pipeline == "" || d.Pipeline() == s.Pipeline) && (s.Stage == "" || d.Stage() == s.Stage) &&
		(s.Outcome == "" || d.Outcome() == s.Outcome) && (s.Owner == "" || d.Owner() == s.Owner)
}

// matcher is the part of the selection that is asked of each deal.
func (r *Reader) matcher(s Selection) (func(board.Deal) (bool, error), error) {
	var filter *rule.Filter
	if s.Filter != "" {
		var err error
		if filter, err = rule.Compile(sales.DealKind, s.Filter, r.settings.Fields); err != nil {
			return nil, err
		}
	}
	if s.Outcome != "" && !slices.Contains([]sales.Outcome{sales.Open, sales.Won, sales.Lost}, s.Outcome) {
		return nil, sales.Invalid("#outcome", "not_a_choice", "%q is not one of %s", string(s.Outcome), "open, won, lost")
	}
	text := strings.ToLower(strings.TrimSpace(s.Text))
	asked := &row{r: r} // one for all deals
	return func(d board.Deal) (bool, error) {
		if s.Account != "" && d.Account() != s.Account || text != "" && !r.mentions(d, text) {
			return false, nil
		}
		if filter == nil {
			return true, nil
		}
		asked.d = d
		return filter.Match(asked)
	}, nil
}

func (r *Reader) mentions(d board.Deal, text string) bool {
	return strings.Contains(strings.ToLower(d.Name()), text) || strings.EqualFold(d.Origin().SourceID, text) ||
		strings.Contains(strings.ToLower(r.accountName(string(d.Account()))), text)
}
