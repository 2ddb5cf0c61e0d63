package rule

import (
	"slices"
	"strings"

	"arus/process"
	"arus/rule/spelling"
	"arus/sales"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// choices are the fields that can have a few values only, with all of them. What is compared with another is never true, or
// always, and was meant otherwise.
var choices = map[string][]string{
	"deal.outcome":         {string(sales.Open), string(sales.Won), string(sales.Lost)},
	"deal.value_kind":      {string(sales.TCV), string(sales.ACV), string(sales.FirstYear), string(sales.LTV)},
	"deal.category":        {string(sales.Omitted), string(sales.InPipeline), string(sales.BestCase), string(sales.MostLikely), string(sales.Commit)},
	"deal.stalled":         {"none", "warn", "stalled"},
	"deal.next_step_state": {"overdue", "today", "planned"},
	"lead.state":           {string(process.LeadOpen), string(process.LeadConverted), string(process.LeadDisqualified)},
	"task.state":           {string(process.TaskOpen), string(process.TaskDone), string(process.TaskSkipped)},
}

// Mention is a text that a field is compared with, for equality, so that whoever knows what there is can say that it is not.
type Mention struct {
	Field string // by its name in [Filter.Fields]
	Text  string
	at    place
}

// Mentions are the texts that fields are held against, in their order.
func (f *Filter) Mentions() []Mention { return f.said }

// Unknown is the problem with a mention of what there is not; meant is what was meant, or "".
func (m Mention) Unknown(meant string) error {
	if meant == "" {
		return bad(m.at, "there is no %s %q", strings.TrimSuffix(m.Field, "s"), m.Text)
	}
	return bad(m.at, "there is no %s %q; did you mean %q?", strings.TrimSuffix(m.Field, "s"), m.Text, meant)
}

// compared notes what a call holds against what.
func (r *reading) compared(call string, args []ast.Expr) {
	switch call {
	case operators.Equals, operators.NotEquals:
		r.mention(args[0], args[1])
		r.mention(args[1], args[0])
	case operators.In:
		r.mention(args[1], args[0]) // "x" in deal.products
		if args[1].Kind() == ast.ListKind {
			for _, one := range args[1].AsList().Elements() {
				r.mention(args[0], one)
			}
		}
	}
}

func (r *reading) mention(field, with ast.Expr) {
	name := strings.TrimPrefix(strings.Join(pathOf(field), "."), ".")
	if with.Kind() != ast.LiteralKind || !r.known(name) {
		return
	}
	text, isText := with.AsLiteral().Value().(string)
	if !isText {
		return
	}
	r.said = append(r.said, Mention{r.language.short(name), text, r.at(with.ID())})
	known := choices[name]
	if known == nil || text == "" || slices.Contains(known, text) { // whether it is missing may always be asked
		return
	}
	if meant := spelling.Meant(text, known); meant != "" {
		r.blame(r.at(with.ID()), "%v is never %q; did you mean %q?", name, text, meant)
		return
	}
	r.blame(r.at(with.ID()), "%v is never %q: it is one of %v", name, text, strings.Join(known, ", "))
}
