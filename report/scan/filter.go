package scan

import (
	"slices"
	"strings"
	"time"

	"arus/board"
	"arus/rule"
)

// fields are the columns that each field of a deal depends on. Those that are missing are asked of each deal, unless they
// are among numbers.
var fields = map[string]Columns{
	"pipeline": Place, "pipeline_name": Place, "stage": Place, "stage_name": Place, "canonical_stage": Place, "sub_stage": Place,
	"outcome": State, "category": Place | State, "currency": Currency, "stalled": Stall,
	"owner": Owner, "owner_name": Owner, "team": Owner, "team_name": Owner, "account": Account, "account_name": Account,
	"value_kind": Profile, "segment": Profile, "region": Profile, "channel": Profile, "source": Profile,
	"lost_reason": Loss, "close_date": Close, "close_week": Close, "close_month": Close, "close_quarter": Close,
	"created_week": CreatedDay, "created_month": CreatedDay, "created_quarter": CreatedDay,
	"closed_week": ClosedDay, "closed_month": ClosedDay, "closed_quarter": ClosedDay,
	"today": 0,
}

// Stalled is the code of a deal that is past its limit; see World.Stalls.
const Stalled = 2

// Evaluated says how a filter was answered.
type Evaluated string

// The ways. What is said of rows is asked only of the deals that the columns leave.
const (
	ByColumns Evaluated = "columns"
	ByBoth    Evaluated = "columns then rows"
	ByRows    Evaluated = "rows"
)

// Plan is a filter made ready for columns. It is safe for use by many goroutines.
type Plan struct {
	whole *rule.Filter
	tree  *rule.Part
	How   Evaluated
}

// Prepare makes a filter ready.
func Prepare(f *rule.Filter) (*Plan, error) {
	tree, err := f.Parts()
	if err != nil {
		return nil, err
	}
	p := &Plan{whole: f, tree: tree}
	columns, rows := count(tree)
	switch {
	case rows == 0:
		p.How = ByColumns
	case columns == 0:
		p.How = ByRows
	default:
		p.How = ByBoth
	}
	return p, nil
}

// Fields are the fields that the filter reads, and "today" where it does.
func (p *Plan) Fields() []string { return fieldsOf(p.tree, nil) }

func fieldsOf(p *rule.Part, all []string) []string {
	for _, part := range p.Parts {
		all = fieldsOf(part, all)
	}
	if p.Join == rule.Leaf {
		all = append(all, p.Fields()...)
	}
	return all
}

// Mentions are the texts that the filter holds fields against.
func (p *Plan) Mentions() []rule.Mention { return p.whole.Mentions() }

// Match asks the filter of one object, as it was written.
func (p *Plan) Match(v rule.Value) (bool, error) { return p.whole.Match(v) }

func count(p *rule.Part) (columns, rows int) {
	for _, part := range p.Parts {
		c, r := count(part)
		columns, rows = columns+c, rows+r
	}
	if p.Join == rule.Leaf {
		if way(p) == byRow {
			return 0, 1
		}
		return 1, 0
	}
	return columns, rows
}

// ways to answer a leaf, cheapest first.
type ways int

const (
	byCode ways = iota
	byNumber
	byText
	byRow
)

func way(p *rule.Part) ways {
	if _, coded := codesOf(p); coded {
		return byCode
	}
	if c := p.Compare; c != nil {
		if _, known := numbers[c.Field]; known {
			return byNumber
		}
		if textTest(c) != nil {
			return byText
		}
	}
	return byRow
}

func codesOf(p *rule.Part) (set Columns, coded bool) {
	for _, field := range p.Fields() {
		columns, known := fields[field]
		if !known {
			return 0, false
		}
		set |= columns
	}
	return set, true
}

// textTest is a comparison of a text that each deal has of its own.
func textTest(c *rule.Comparison) func(board.Deal) bool {
	with, isText := c.With.(string)
	read := map[string]func(board.Deal) string{"name": board.Deal.Name, "id": func(d board.Deal) string { return string(d.ID()) }}[c.Field]
	if !isText || read == nil {
		return nil
	}
	switch c.Op {
	case "==":
		return func(d board.Deal) bool { return read(d) == with }
	case "!=":
		return func(d board.Deal) bool { return read(d) != with }
	case "contains":
		return func(d board.Deal) bool { return strings.Contains(read(d), with) }
	case "startsWith":
		return func(d board.Deal) bool { return strings.HasPrefix(read(d), with) }
	case "endsWith":
		return func(d board.Deal) bool { return strings.HasSuffix(read(d), with) }
	}
	return nil
}

// node is a part of a filter as one worker asks it: it remembers what it has found out.
type node struct {
	join   rule.Join
	parts  []*node
	coder  *coder
	number *number
	text   func(board.Deal) bool
	leaf   *rule.Part
}

// The answers that a coder remembers. Where a leaf has none for a deal, the whole filter is asked.
const (
	no int32 = iota
	yes
	unsaid
)

func (w *World) node(p *rule.Part) *node {
	n := &node{join: p.Join}
	for _, wanted := range []ways{byCode, byNumber, byText, byRow} { // the dear ones last: they are asked of what is left
		for _, part := range p.Parts {
			if dearest(part) == wanted {
				n.parts = append(n.parts, w.node(part))
			}
		}
	}
	if p.Join != rule.Leaf {
		return n
	}
	n.leaf = p
	switch way(p) {
	case byCode:
		set, _ := codesOf(p)
		n.coder = newCoder(set, func(d board.Deal) int32 { return w.ask(p, d) })
	case byNumber:
		n.number = &number{op: p.Compare.Op, of: numbers[p.Compare.Field]}
		n.number.with, _ = p.Compare.With.(float64)
		n.number.at, _ = p.Compare.With.(time.Time)
	case byText:
		n.text = textTest(p.Compare)
	}
	return n
}

// takeLast takes the comparison of values off a filter, where it is one that every deal has to pass and nothing is asked
// after it.
func (n *node) takeLast() *number {
	if n.join == rule.Leaf && n.number != nil && n.leaf.Compare.Field == "value" {
		n.join = rule.All // of nothing
		return n.number
	}
	if n.join == rule.All && len(n.parts) > 0 {
		return n.parts[len(n.parts)-1].takeLast()
	}
	return nil
}

// plain reports whether bunches agree in all that is asked.
func (n *node) plain() bool {
	if n.join == rule.Leaf {
		return n.coder != nil && n.coder.agreed != nil
	}
	return !slices.ContainsFunc(n.parts, func(part *node) bool { return !part.plain() })
}

// dearest is the dearest way among a part's leaves.
func dearest(p *rule.Part) ways {
	if p.Join == rule.Leaf {
		return way(p)
	}
	most := byCode
	for _, part := range p.Parts {
		most = max(most, dearest(part))
	}
	return most
}

func (w *World) ask(p *rule.Part, d board.Deal) int32 {
	matched, err := p.Match(w.Value(d))
	switch {
	case err != nil:
		return unsaid
	case matched:
		return yes
	}
	return no
}

// sieve runs a plan over batches.
type sieve struct {
	w     *World
	plan  *Plan
	root  *node
	later *number // asked last, by whoever needs it
	odd   []int   // deals of the batch of which a leaf had no answer
	space []Marks
	sel   []uint32
	found []int32
}

// narrow clears the marks of deals that the filter does not mean.
func (s *sieve) narrow(b *Batch, marks Marks) error {
	s.odd = s.odd[:0]
	s.part(s.root, b, marks)
	b.later = s.later
	for _, i := range s.odd {
		matched, err := s.plan.whole.Match(s.w.Value(b.Deal(i)))
		if err != nil {
			return err
		}
		marks.put(i, matched)
	}
	return nil
}

func (s *sieve) part(n *node, b *Batch, marks Marks) {
	switch n.join {
	case rule.All:
		for _, part := range n.parts {
			s.part(part, b, marks)
		}
	case rule.Any, rule.Not:
		rest := s.copied(marks) // those that no part has meant so far
		for _, part := range n.parts {
			taken := s.copied(rest)
			s.part(part, b, taken)
			rest.minus(taken)
			s.space = append(s.space, taken)
		}
		if n.join == rule.Any {
			marks.minus(rest)
		} else {
			copy(marks, rest)
		}
		s.space = append(s.space, rest)
	default:
		s.ask(n, b, marks)
	}
}

func (s *sieve) copied(marks Marks) (own Marks) {
	if n := len(s.space); n > 0 {
		own, s.space = s.space[n-1], s.space[:n-1]
	}
	own = sized(own, len(marks))
	copy(own, marks)
	return own
}

func (s *sieve) ask(n *node, b *Batch, marks Marks) {
	switch {
	case n.number != nil:
		n.number.of(n.number, s.w, b, marks)
	case n.coder != nil:
		s.askCodes(n.coder, b, marks)
	default:
		for i := range marks.each {
			answer := no
			if n.text == nil {
				answer = s.w.ask(n.leaf, b.Deal(i))
			} else if n.text(b.Deal(i)) {
				answer = yes
			}
			s.answer(answer, i, marks)
		}
	}
}

// answer takes in what is said of a deal that is marked.
func (s *sieve) answer(answer int32, i int, marks Marks) {
	if answer == unsaid {
		s.odd = append(s.odd, i)
	}
	marks.put(i, answer == yes)
}

func (s *sieve) askCodes(k *coder, b *Batch, marks Marks) {
	if len(k.columns) != 1 {
		s.sel = marks.list(s.sel)
		s.found = sized(s.found, len(s.sel))
		k.fill(s.w, b, s.sel, s.found)
		for at, i := range s.sel {
			s.answer(s.found[at], int(i), marks)
		}
		return
	}
	if bunches := b.Bunches(); bunches != nil && k.agreed != nil {
		s.askBunches(k, b, bunches, marks)
		return
	}
	codes := b.Of(s.w, k.columns[0])
	for w, marked := range marks {
		if marked == 0 {
			continue
		}
		word, plain := k.stands.yeses(part(codes, w))
		if !plain {
			word = s.askWord(k, b, w, marked)
		}
		marks[w] &= word
	}
}

// askWord asks of a word of deals some of whose codes were not met before, or have no answer.
func (s *sieve) askWord(k *coder, b *Batch, w int, marked uint64) (word uint64) {
	for i, code := range part(b.Of(s.w, k.columns[0]), w) {
		answer := k.stand(b, code, uint32(w*wordBits+i))
		if answer == unsaid && marked>>(i%wordBits)&1 != 0 {
			s.odd = append(s.odd, w*wordBits+i)
		}
		word |= uint64(answer&1) << (i % wordBits)
	}
	return word
}

// askBunches asks one deal of each bunch for all of it.
func (s *sieve) askBunches(k *coder, b *Batch, bunches []board.Bunch, marks Marks) {
	for n := range bunches {
		c := &bunches[n]
		switch k.standAll(b, c) {
		case yes:
			continue
		case unsaid:
			for _, i := range c.Deals {
				if marks.has(int(i)) && !(b.idle && b.Spans.First[i] >= b.Spans.End[i]) {
					s.odd = append(s.odd, int(i))
				}
			}
		}
		marks.minus(c.Set)
	}
}
