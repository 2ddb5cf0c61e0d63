package api_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"arus/ledger"
	"arus/sales"
)

// reader goes through a ledger from its beginning and judges every step of every deal, slowly and with nothing of the gate:
// it makes the deal anew for each step out of the events that were known then.
type reader struct {
	definitions map[sales.ID][]ledger.Event // of pipelines
	lives       map[sales.ID][]ledger.Event // of deals
	last        ledger.Event
	waiting     *ledger.Event // a deal that was created where it must not be, unless the next event says why
	drawn       map[sales.ID]*drawing

	steps, overridden, illegal int
}

// standing is what a deal has to show.
type standing struct {
	pipeline sales.PipelineID
	stage    sales.StageID
	has      map[string]bool // facts
	minor    int64
	papers   map[sales.EvidenceID]string
	meetings int
}

func (r *reader) take(t *testing.T, v ledger.Event) {
	if r.waiting != nil {
		over, said := v.Fact.Event.(sales.CriteriaOverridden)
		if !said || v.Object != r.waiting.Object || v.Recorded != r.waiting.Recorded || over.Step != "deal.created" || strings.TrimSpace(over.Reason) == "" {
			r.blame(t, *r.waiting, "created where its criteria do not let it")
		} else {
			r.overridden++
		}
		r.waiting = nil
	}
	switch e := v.Fact.Event.(type) {
	case sales.ImportUndone:
		for _, all := range []map[sales.ID][]ledger.Event{r.definitions, r.lives} {
			for id, list := range all {
				all[id] = slices.DeleteFunc(list, func(x ledger.Event) bool { return x.Recorded == e.Recorded })
			}
		}
	case sales.DealCreated:
		s := standing{pipeline: e.Pipeline, stage: e.Stage, papers: map[sales.EvidenceID]string{}}
		s.know(e.DealFacts)
		r.steps++
		if said := r.judge(v, s, way{e.Pipeline, "", e.Stage}); said != "" {
			wait := v
			r.waiting = &wait
		}
	case sales.DealMoved:
		s := r.at(v)
		from, pipeline := s.stage, s.pipeline
		if e.Pipeline != "" {
			from, pipeline = "", e.Pipeline
		}
		r.step(t, v, r.judge(v, s, way{pipeline, from, e.To}))
	case sales.DealReopened:
		s := r.at(v)
		r.step(t, v, r.judge(v, s, way{s.pipeline, s.stage, e.To}))
	case sales.DealWon:
		s := r.at(v)
		r.step(t, v, r.judge(v, s, way{s.pipeline, s.stage, ""}))
	}
	switch v.Object.Kind() {
	case sales.PipelineKind:
		r.definitions[v.Object] = append(r.definitions[v.Object], v)
	case sales.DealKind:
		r.lives[v.Object] = append(r.lives[v.Object], v)
	}
	r.last = v
}

// step judges one that something was said against: the event before must say why it was let through.
func (r *reader) step(t *testing.T, v ledger.Event, said string) {
	r.steps++
	if said == "" {
		return
	}
	over, was := r.last.Fact.Event.(sales.CriteriaOverridden)
	if was && r.last.Object == v.Object && r.last.Recorded == v.Recorded && over.Step == v.Fact.Event.Name() && strings.TrimSpace(over.Reason) != "" {
		r.overridden++
		return
	}
	r.blame(t, v, said)
}

func (r *reader) blame(t *testing.T, v ledger.Event, said string) {
	r.illegal++
	if r.illegal < 10 {
		t.Errorf("event %d, %s of %s by %s at %s: %s", v.Position, v.Fact.Event.Name(), v.Object, v.Actor, v.At, said)
	}
}

// way is where a step leads: from "" is the outside, to "" is won.
type way struct {
	pipeline sales.PipelineID
	from, to sales.StageID
}

// judge says what stands against a step, or nothing.
func (r *reader) judge(v ledger.Event, s standing, along way) string {
	pipeline, from, to := along.pipeline, along.from, along.to
	now, then := r.definition(sales.ID(pipeline), v.Recorded), r.definition(sales.ID(pipeline), v.At)
	place := func(id sales.StageID, stages []sales.Stage) int {
		return slices.IndexFunc(stages, func(x sales.Stage) bool { return x.ID == id })
	}
	if to != "" {
		first, last := place(from, now.Stages), place(to, now.Stages)
		switch {
		case last < 0:
			return "there is no such stage"
		case now.Moves.NoBack && from != "" && last < first:
			return "it went back"
		case now.Moves.NoSkip && last > first+1:
			return "it skipped a stage"
		}
	}
	first, last := place(from, then.Stages), place(to, then.Stages)
	if to == "" {
		last = len(then.Stages)
	}
	for i, stage := range then.Stages {
		var asked []sales.Criterion
		if first < i && i <= last {
			asked = append(asked, stage.Entry...)
		}
		if first <= i && i < last {
			asked = append(asked, stage.Exit...)
		}
		for _, c := range asked {
			if !s.meets(c) {
				return "it does not meet " + c.Key
			}
		}
	}
	return ""
}

// meets knows the few criteria that the test asks for.
func (s standing) meets(c sales.Criterion) bool {
	switch {
	case c.Evidence != "":
		for _, key := range s.papers {
			if key == c.Key {
				return true
			}
		}
		return false
	case c.Rule == "deal.value > 1000":
		return s.minor > 1000_00
	case c.Rule == "deal.meetings > 0":
		return s.meetings > 0
	}
	return s.has[c.Facts[0]]
}

// drawing is a pipeline after each of the events that are known of it, in order.
type drawing struct {
	events []ledger.Event
	after  []sales.Pipeline
}

// definition is a pipeline as it stood at a moment, as far as is known where the reader stands; before its first fact, as
// that made it.
func (r *reader) definition(id sales.ID, at sales.Instant) sales.PipelineFacts {
	if r.drawn == nil {
		r.drawn = map[sales.ID]*drawing{}
	}
	d := r.drawn[id]
	if d == nil {
		d = &drawing{}
		r.drawn[id] = d
	}
	d.follow(ordered(r.definitions[id]))
	last := -1
	for i, v := range d.events {
		if i == 0 || v.At <= at {
			last = i
		}
	}
	if last < 0 {
		return sales.PipelineFacts{}
	}
	return d.after[last].Facts
}

// follow folds what is new, from the first event on that is not the one it was.
func (d *drawing) follow(events []ledger.Event) {
	same := 0
	for same < len(events) && same < len(d.events) && events[same].Position == d.events[same].Position {
		same++
	}
	d.events, d.after = events, d.after[:same]
	for _, v := range events[same:] {
		p := sales.Pipeline{}
		if n := len(d.after); n > 0 {
			p = d.after[n-1]
		}
		_ = p.Fold(v.Fact) // what does not fold is damage, which others look for
		d.after = append(d.after, p)
	}
}

// at is what a deal had to show when a step was taken.
func (r *reader) at(step ledger.Event) standing {
	s := standing{papers: map[sales.EvidenceID]string{}, has: map[string]bool{}}
	for _, v := range ordered(r.lives[step.Object]) {
		if v.At > step.At {
			break
		}
		switch e := v.Fact.Event.(type) {
		case sales.DealCreated:
			s.pipeline, s.stage = e.Pipeline, e.Stage
			s.know(e.DealFacts)
		case sales.DealMoved:
			s.stage = e.To
			if e.Pipeline != "" {
				s.pipeline = e.Pipeline
			}
		case sales.DealReopened:
			s.stage = e.To
		case sales.DealWon:
			if e.Value.Currency != "" {
				s.minor = e.Value.Minor
			}
		case sales.DealChanged:
			s.patch(e.Patch)
		case sales.EvidenceAttached:
			s.papers[e.ID] = e.Criterion
		case sales.EvidenceWithdrawn:
			delete(s.papers, e.ID)
		case sales.ActivityLogged:
			if e.Kind == "meeting" {
				s.meetings++
			}
		}
	}
	return s
}

func (s *standing) know(f sales.DealFacts) {
	s.has = map[string]bool{"account": f.Account != ""}
	s.minor = f.Value.Minor
}

func (s *standing) patch(text json.RawMessage) {
	var p struct {
		Account json.RawMessage
		Value   json.RawMessage
	}
	_ = json.Unmarshal(text, &p) // it is an object, or would not be there
	if p.Account != nil {
		s.has["account"] = string(p.Account) != "null"
	}
	if p.Value != nil {
		var m sales.Money
		_ = json.Unmarshal(p.Value, &m) // null is no money
		s.minor = m.Minor
	}
}

// ordered are events by when they were true, then as they were written.
func ordered(events []ledger.Event) []ledger.Event {
	list := slices.Clone(events)
	slices.SortStableFunc(list, func(a, b ledger.Event) int { return int(min(1, max(-1, a.At-b.At))) })
	return list
}
