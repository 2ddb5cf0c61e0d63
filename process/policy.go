package process

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"arus/sales"
)

// PolicyKind is the kind of approval policies.
const PolicyKind sales.Kind = "policy"

// Policy says what of a deal needs somebody's approval, and whose.
type Policy = sales.Record[PolicyFacts]

// PolicyFacts are the definition of a policy.
type PolicyFacts struct {
	Key        string      `json:"key"` // as in approved("discount")
	Name       string      `json:"name"`
	Says       sales.Words `json:"says"`                  // what is approved
	When       string      `json:"when,omitempty"`        // an expression over the deal that needs it; empty: every deal does
	Steps      []Level     `json:"steps"`                 // one after the other
	Watches    []string    `json:"watches,omitempty"`     // facts of the deal that were approved as they were; value, its kind and line items when left out
	AnswerDays int         `json:"answer_days,omitempty"` // until a question lapses; 0: it does not
	HoldsDays  int         `json:"holds_days,omitempty"`  // until an approval lapses; 0: it does not
	Off        bool        `json:"off,omitempty"`
}

// Level is one step of a policy: people who are asked at the same time.
type Level struct {
	Any       bool       `json:"any,omitempty"` // one of them is enough; all when left out
	Approvers []Approver `json:"approvers"`
}

// Approver is who is asked: exactly one of the three.
type Approver struct {
	User    sales.UserID   `json:"user,omitempty"`
	Role    sales.UserRole `json:"role,omitempty"`    // anybody who has it
	Manager bool           `json:"manager,omitempty"` // the nearest above the deal's owner who did not ask
}

// PolicyID is that of the policy with a key: found without looking for it.
func PolicyID(key string) sales.ID { return sales.ID(string(PolicyKind) + "_" + key) }

// About names the record: a policy.
func (PolicyFacts) About() (sales.Kind, string) { return PolicyKind, "policy" }

// Called is what people call the policy.
func (p PolicyFacts) Called() string { return p.Name }

const (
	mostLevels = 10
	mostDays   = 3660
)

// watchable are the facts of a deal that an approval can be bound to, beside custom.….
var watchable = []string{"name", "owner", "account", "value", "value_kind", "line_items", "close_date", "category", "segment", "region", "channel", "source"}

// Check refuses a policy that asks nobody. That its expression is sound is for the gate to say.
func (p PolicyFacts) Check(w sales.World, id sales.ID, before PolicyFacts) error {
	if err := first(sales.Named(p.Name, "a policy"), isKey("/key", p.Key), said("/says", p.Says)); err != nil {
		return err
	}
	switch {
	case id != PolicyID(p.Key):
		return sales.Invalid("/key", "read_only", "a policy keeps its key")
	case len(p.Steps) == 0:
		return sales.Invalid("/steps", "required", "a policy asks somebody")
	case len(p.Steps) > mostLevels:
		return sales.Invalid("/steps", "too_many", "a policy has at most %d steps", mostLevels)
	case p.AnswerDays < 0 || p.AnswerDays > mostDays || p.HoldsDays < 0 || p.HoldsDays > mostDays:
		return sales.Invalid("/answer_days", "out_of_range", "an approval lapses within %d days", mostDays)
	}
	for i, name := range p.Watches {
		if !slices.Contains(watchable, name) && !strings.HasPrefix(name, "custom.") {
			return sales.Invalid("/watches/"+strconv.Itoa(i), "not_a_choice", "%q is not one of %s", name, strings.Join(watchable, ", ")+", custom.…")
		}
	}
	stood := map[sales.UserID]bool{}
	for _, l := range before.Steps {
		for _, a := range l.Approvers {
			stood[a.User] = true
		}
	}
	for i, l := range p.Steps {
		if err := l.check(w, "/steps/"+strconv.Itoa(i)+"/approvers", stood); err != nil {
			return err
		}
	}
	return nil
}

func (l Level) check(w sales.World, at string, stood map[sales.UserID]bool) error {
	if len(l.Approvers) == 0 || len(l.Approvers) > mostLevels {
		return sales.Invalid(at, "out_of_range", "a step asks 1 to %d people", mostLevels)
	}
	for i, a := range l.Approvers {
		at := at + "/" + strconv.Itoa(i)
		named := 0
		for _, is := range []bool{a.User != "", a.Role != "", a.Manager} {
			if is {
				named++
			}
		}
		if named != 1 {
			return sales.Invalid(at, "one_of", "an approver is one of user, role and manager")
		}
		if a.Role != "" {
			if err := sales.OneOf(at+"/role", a.Role, sales.UserRoles()...); err != nil {
				return err
			}
		}
		if stood[a.User] {
			continue
		}
		if err := sales.Refers[sales.UserFacts](w, at+"/user", "", sales.ID(a.User)); err != nil {
			return err
		}
	}
	return nil
}

// Watched are the facts of a deal that an approval is bound to, as JSON whose members are in order: equal texts are equal
// facts.
func Watched(d *sales.Deal, names []string) (json.RawMessage, error) {
	if len(names) == 0 {
		names = []string{"value", "value_kind", "line_items"}
	}
	text, err := json.Marshal(d.DealFacts)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	seen := map[string]json.RawMessage{}
	for _, name := range names {
		if key, custom := strings.CutPrefix(name, "custom."); custom {
			seen[name] = d.Custom[key]
		} else {
			seen[name] = all[name]
		}
		if seen[name] == nil {
			seen[name] = json.RawMessage("null")
		}
	}
	return json.Marshal(seen)
}
