package gate

import (
	"strings"

	"arus/process"
	"arus/sales"
)

// Says is what an expression says of a deal as it stands, with the values that it rests on, by the names of the expression.
// An error is a [sales.Problem]: the expression is not sound any more, or has no answer.
func (k *Keeper) Says(w sales.World, d *sales.Deal, at sales.Instant, text string) (bool, map[string]any, error) {
	f, err := k.compile(sales.Settings(w).Fields, text)
	if err != nil {
		return false, nil, err
	}
	facts, _ := pipelineOf(w, d.Pipeline)
	v := value{k: k, w: w, s: Step{Deal: d, Pipeline: facts, At: at}}
	values := map[string]any{}
	for _, name := range f.Fields() {
		whole := name
		if !strings.HasPrefix(name, "account.") {
			whole = "deal." + name
		}
		values[whole] = v.Get(name)
	}
	holds, err := f.Match(v)
	return holds, values, err
}

// SoundRule refuses a rule whose expression is not sound.
func (k *Keeper) SoundRule(w sales.World, r process.RuleFacts) error {
	if r.If == "" {
		return nil
	}
	if _, err := k.compile(sales.Settings(w).Fields, r.If); err != nil {
		return placed(err, "/if")
	}
	return nil
}
