package sales

import (
	"slices"
	"strconv"
	"strings"
)

// Words are a sentence of the workspace's own in the languages it is said in, by language ("en", "id").
type Words map[string]string

// In is the sentence in a language: English, else any, where it has not been translated.
func (w Words) In(language string) string {
	if said := w[language]; said != "" {
		return said
	}
	if said := w["en"]; said != "" {
		return said
	}
	first := ""
	for language := range w {
		if first == "" || language < first {
			first = language
		}
	}
	return w[first]
}

// Criterion is one objective condition that a deal must meet to enter or leave a stage. It asks for exactly one of three:
// that an expression is true, that the buyer has given a piece of evidence, or that facts of the deal are known.
type Criterion struct {
	Key      string   `json:"key"`                // names it within its pipeline: evidence is attached to it
	Says     Words    `json:"says"`               // what must be true, as the person reads it who is to see to it
	Rule     string   `json:"rule,omitempty"`     // an expression of the rule language over the deal and its account
	Evidence string   `json:"evidence,omitempty"` // what the buyer gives: document, mail, meeting, link or other
	Facts    []string `json:"facts,omitempty"`    // members of the deal, such as close_date or custom.budget, that must be there
}

// Moves say which ways through a pipeline there are. The zero value lets a deal go anywhere.
type Moves struct {
	NoSkip bool `json:"no_skip,omitempty"` // forwards one stage at a time, from the first on
	NoBack bool `json:"no_back,omitempty"` // never back to an earlier stage
}

// Side is where a criterion stands at its stage.
type Side string

// The sides.
const (
	Entry Side = "entry"
	Exit  Side = "exit"
)

// Gate is a criterion on a deal's way, with where it stands.
type Gate struct {
	Criterion
	Stage StageID
	Side  Side
}

const (
	mostCriteria = 20 // on one side of a stage
	longestWords = 500
)

// evidenceKinds are what a buyer can give.
var evidenceKinds = []string{"document", "mail", "meeting", "link", "other"}

// Gates are what a deal must meet on its way forwards from one stage to another: leaving the first and every stage
// between, entering every stage between and the last. A stage that is passed over is no way round its criteria. From ""
// is the outside, where deals are created; to "" is the end, where they are won. On the way back there are none.
func (p PipelineFacts) Gates(from, to StageID) []Gate {
	first, _ := p.Stage(from) // the outside lies before the first
	last, _ := p.Stage(to)
	if to == "" {
		last = len(p.Stages)
	}
	var gates []Gate
	for i := max(first, 0); i <= last && first < last; i++ {
		if i < len(p.Stages) && i > first && !p.passedOver(i, last) {
			gates = appendGates(gates, p.Stages[i], Entry)
		}
		if i < last && !p.passedOver(i, first) {
			gates = appendGates(gates, p.Stages[i], Exit)
		}
	}
	return gates
}

// passedOver: a retired stage has no say over deals that do not stand in it.
func (p PipelineFacts) passedOver(stage, own int) bool {
	return p.Stages[stage].Retired && stage != own
}

func appendGates(gates []Gate, s Stage, side Side) []Gate {
	list := s.Entry
	if side == Exit {
		list = s.Exit
	}
	for _, c := range list {
		gates = append(gates, Gate{c, s.ID, side})
	}
	return gates
}

// Criterion finds a criterion of any stage.
func (p PipelineFacts) Criterion(key string) (g Gate, found bool) {
	for _, s := range p.Stages {
		for _, g := range appendGates(appendGates(nil, s, Entry), s, Exit) {
			if g.Key == key {
				return g, true
			}
		}
	}
	return Gate{}, false
}

// way refuses a way that the pipeline does not have. From "" is the outside.
func (p PipelineFacts) way(from, to StageID, pointer string) error {
	first, _ := p.Stage(from)
	last, _ := p.Stage(to)
	if p.Moves.NoBack && from != "" && last < first {
		return refusedAt(pointer, "no_way_back", "deals of %q do not go back to an earlier stage", p.Name)
	}
	if !p.Moves.NoSkip {
		return nil
	}
	for i := first + 1; i < last; i++ {
		if !p.Stages[i].Retired {
			return refusedAt(pointer, "stage_skipped", "deals of %q pass through %q first", p.Name, p.Stages[i].Name)
		}
	}
	return nil
}

// checkCriteria judges the criteria of all stages. That expressions are sound is seen to by who evaluates them.
func (p PipelineFacts) checkCriteria() error {
	seen := map[string]bool{}
	for i, s := range p.Stages {
		for _, side := range []Side{Entry, Exit} {
			at := "/stages/" + strconv.Itoa(i) + "/" + string(side)
			gates := appendGates(nil, s, side)
			if len(gates) > mostCriteria {
				return Invalid(at, "too_many", "a stage has at most %d criteria on one side", mostCriteria)
			}
			for j, g := range gates {
				if err := Under(at+"/"+strconv.Itoa(j), g.Criterion.check(seen)); err != nil {
					return err
				}
				seen[g.Key] = true
			}
		}
	}
	return nil
}

func (c Criterion) check(seen map[string]bool) error {
	asks := 0
	for _, asked := range []bool{c.Rule != "", c.Evidence != "", len(c.Facts) > 0} {
		if asked {
			asks++
		}
	}
	switch {
	case !isKey(c.Key):
		return Invalid("/key", "bad_key", "%q is not a key: lower-case letters, digits and _, beginning with a letter", c.Key)
	case seen[c.Key]:
		return Invalid("/key", "duplicate", "there are two criteria %q", c.Key)
	case strings.TrimSpace(c.Says.In("en")) == "":
		return Invalid("/says", "required", "a criterion says what must be true")
	case asks != 1:
		return Invalid("", "one_of", "a criterion asks for one of rule, evidence and facts")
	case c.Evidence != "" && !slices.Contains(evidenceKinds, c.Evidence):
		return Under("/evidence", OneOf("", c.Evidence, evidenceKinds...))
	}
	for language, said := range c.Says {
		if len(said) > longestWords {
			return Invalid("/says/"+language, "too_long", "a sentence has at most %d characters", longestWords)
		}
	}
	for i, name := range c.Facts {
		if !slices.Contains(askable, name) && !strings.HasPrefix(name, "custom.") {
			return Invalid("/facts/"+strconv.Itoa(i), "not_a_choice", "%q is not one of %s", name, strings.Join(askable, ", ")+", custom.…")
		}
	}
	return nil
}

// askable are the members of a deal that a criterion can ask to be there.
var askable = []string{"owner", "account", "value", "line_items", "close_date", "next_step", "segment", "region", "channel", "source", "contacts", "competitors"}

// isKey: a name that a program can use, in an address and in an expression.
func isKey(key string) bool {
	for i, r := range key {
		if !(r >= 'a' && r <= 'z' || i > 0 && (r >= '0' && r <= '9' || r == '_')) {
			return false
		}
	}
	return key != "" && len(key) <= 60
}

// Lacks are the facts asked for that are not there.
func (d DealFacts) Lacks(asked []string) []string {
	has := map[string]bool{"owner": d.Owner != "", "account": d.Account != "", "value": d.Value.Minor != 0, "line_items": len(d.LineItems) > 0,
		"close_date": d.CloseDate != 0, "next_step": d.NextStep.Text != "" && d.NextStep.Day != 0, "segment": d.Segment != "", "region": d.Region != "",
		"channel": d.Channel != "", "source": d.Source != "", "contacts": len(d.Contacts) > 0, "competitors": len(d.Competitors) > 0}
	var lacking []string
	for _, name := range asked {
		key, custom := strings.CutPrefix(name, "custom.")
		if custom && len(d.Custom[key]) == 0 || !custom && !has[name] {
			lacking = append(lacking, name)
		}
	}
	return lacking
}
