package gate

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"arus/ledger"
	"arus/process"
	"arus/rule"
	"arus/sales"
)

// Keeper judges steps. It keeps the expressions that it has compiled, and may be used by many goroutines.
type Keeper struct {
	mu       sync.Mutex
	compiled map[string]*rule.Filter // by custom fields and text
	language map[string]*rule.Language
}

// mostCompiled bounds what is kept; beyond it all is forgotten, which costs some hundred microseconds an expression.
const mostCompiled = 4096

// New is a keeper who knows no expression yet.
func New() *Keeper {
	return &Keeper{compiled: map[string]*rule.Filter{}, language: map[string]*rule.Language{}}
}

// Guard refuses a step whose deal does not meet what it should, with every unmet criterion, and a definition whose
// expressions are not sound. Both are a [sales.Problem].
func (k *Keeper) Guard(_ context.Context, _ ledger.Who, w sales.World, o ledger.Order) error {
	switch c := o.Command.(type) {
	case sales.Create[sales.PipelineFacts]:
		return k.sound(w, c.Facts)
	case sales.Change[sales.PipelineFacts]:
		return k.soundAfter(w, c)
	case sales.Redefine:
		return k.soundAfter(w, c.Change)
	case sales.Create[process.PlanFacts]:
		return k.soundAfter(w, c.Facts.Change(nil).Change)
	case sales.Create[process.RuleFacts]:
		return k.SoundRule(w, c.Facts)
	case sales.Change[process.RuleFacts]:
		if after, err := c.After(w); err == nil { // deciding says what is wrong with the patch
			return k.SoundRule(w, after)
		}
		return nil
	}
	step, unmet, is := k.Before(w, o)
	if !is {
		return k.process(w, o.Command, o.At)
	}
	if len(unmet) == 0 {
		return nil
	}
	parts := make([]*sales.Problem, len(unmet))
	for i, u := range unmet {
		parts[i] = u.problem()
	}
	return sales.Unmet("criteria_unmet", "%q does not meet what the stage asks for: %d to do", []any{step.Deal.Name, len(unmet)}, parts)
}

// soundAfter judges what a change would leave.
func (k *Keeper) soundAfter(w sales.World, c sales.Change[sales.PipelineFacts]) error {
	after, err := c.After(w)
	if err != nil {
		return nil // deciding says what is wrong with the patch
	}
	return k.sound(w, after)
}

// sound compiles every expression of a definition.
func (k *Keeper) sound(w sales.World, p sales.PipelineFacts) error {
	fields := sales.Settings(w).Fields
	for i, s := range p.Stages {
		for side, list := range map[sales.Side][]sales.Criterion{sales.Entry: s.Entry, sales.Exit: s.Exit} {
			for j, c := range list {
				if c.Rule == "" {
					continue
				}
				if err := k.soundCriterion(w, fields, c.Rule); err != nil {
					return placed(err, "/stages/"+strconv.Itoa(i)+"/"+string(side)+"/"+strconv.Itoa(j)+"/rule")
				}
			}
		}
	}
	return nil
}

// placed says where in the definition an expression stands that is not sound.
func placed(err error, pointer string) error {
	var problem *sales.Problem
	if !errors.As(err, &problem) {
		return err
	}
	at := *problem
	at.Pointer = pointer
	return &at
}

// soundCriterion compiles an expression, and looks for the policies that it asks for.
func (k *Keeper) soundCriterion(w sales.World, fields []sales.Field, text string) error {
	f, err := k.compile(fields, text)
	if err != nil {
		return err
	}
	for _, key := range f.Approvals() {
		if _, known := w.Object(process.PolicyID(key)).(*process.Policy); !known {
			return sales.Invalid("", "unknown_reference", "there is no %s %q", "policy", key)
		}
	}
	return nil
}

func (k *Keeper) compile(fields []sales.Field, text string) (*rule.Filter, error) {
	name := ""
	for _, f := range fields {
		name += string(f.On) + "." + f.Key + ":" + string(f.Type) + "\n"
	}
	return k.compiledIn(name, text, func() (*rule.Language, error) { return rule.ForSteps(fields) })
}

// compiledIn compiles an expression of a language, which is made when it is first needed.
func (k *Keeper) compiledIn(name, text string, in func() (*rule.Language, error)) (*rule.Filter, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := name + "\x00" + text
	if f := k.compiled[key]; f != nil {
		return f, nil
	}
	language := k.language[name]
	if language == nil {
		var err error
		if language, err = in(); err != nil {
			return nil, err
		}
		if len(k.language) >= mostCompiled {
			clear(k.language)
		}
		k.language[name] = language
	}
	f, err := language.Filter(text)
	if err != nil {
		return nil, err
	}
	if len(k.compiled) >= mostCompiled {
		clear(k.compiled)
	}
	k.compiled[key] = f
	return f, nil
}
