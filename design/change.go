package design

import (
	"arus/board"
	"arus/report"
	"arus/sales"
)

// Effect is what a new definition would do to the open deals of one stage.
type Effect struct {
	Stage sales.StageID
	Name  string
	Open  int
	Value map[sales.Currency]int64 // minor units
	To    sales.StageID            // where they would go; empty: they stay
	Stays string                   // why they stay although their stage is retired or gone: "retired"; else empty
	Deals []sales.DealID           // the first of them
}

// effectDeals are listed of each stage.
const effectDeals = 50

// Mapping says where the open deals of a stage go when its definition changes.
type Mapping map[sales.StageID]sales.StageID

// Check refuses a mapping from a stage that the pipeline has not, or into one that takes no deals after the change.
func (m Mapping) Check(before, after sales.PipelineFacts) error {
	for from, to := range m {
		if _, s := before.Stage(from); s == nil {
			return sales.Invalid("/mapping", "unknown_stage", "the pipeline %q has no open stage %q", before.Name, string(from))
		}
		if !after.Has(to) {
			return sales.Invalid("/mapping/"+string(from), "unknown_stage", "the pipeline %q has no open stage %q", after.Name, string(to))
		}
	}
	return nil
}

// Effects lists, in the order of the stages, what a change would do to the deals that a reader sees.
func Effects(r *report.Reader, id sales.PipelineID, after sales.PipelineFacts, m Mapping) []Effect {
	before, known := r.Picture.Pipeline(id)
	if !known {
		return nil
	}
	all := make([]Effect, len(before.Facts.Stages))
	at := map[sales.StageID]*Effect{}
	for i, s := range before.Facts.Stages {
		all[i] = Effect{Stage: s.ID, Name: s.Name, To: m[s.ID], Value: map[sales.Currency]int64{}}
		if _, later := after.Stage(s.ID); all[i].To == "" && (later == nil || later.Retired) {
			all[i].Stays = "retired"
		}
		at[s.ID] = &all[i]
	}
	for d := range OpenIn(r, id) {
		e := at[d.Stage()]
		if e == nil {
			continue
		}
		e.Open++
		if v := d.Value(); v.Currency != "" {
			e.Value[v.Currency] += v.Minor
		}
		if len(e.Deals) < effectDeals {
			e.Deals = append(e.Deals, d.ID())
		}
	}
	return all
}

// OpenIn gives the open deals of a pipeline that a reader sees.
func OpenIn(r *report.Reader, id sales.PipelineID) func(func(board.Deal) bool) {
	return func(yield func(board.Deal) bool) {
		for d := range r.Deals() {
			if d.Pipeline() == id && d.Outcome() == sales.Open && !yield(d) {
				return
			}
		}
	}
}

// Difference names what differs between two definitions of a pipeline, for people who look through its versions.
type Difference struct {
	Code  string // renamed, stage_added, stage_retired, stage_reopened, stage_renamed, stages_reordered, criteria_changed, settings_changed
	Stage sales.StageID
	Was   string
	Is    string
}

// Differences between two versions, stage by stage.
func Differences(was, is sales.PipelineFacts) []Difference {
	var all []Difference
	if was.Name != is.Name {
		all = append(all, Difference{"renamed", "", was.Name, is.Name})
	}
	lastAt, reordered := -1, false
	for _, s := range is.Stages {
		at, old := was.Stage(s.ID)
		switch {
		case old == nil:
			all = append(all, Difference{"stage_added", s.ID, "", s.Name})
			continue
		case old.Name != s.Name:
			all = append(all, Difference{"stage_renamed", s.ID, old.Name, s.Name})
		}
		if old.Retired != s.Retired {
			code := map[bool]string{true: "stage_retired", false: "stage_reopened"}[s.Retired]
			all = append(all, Difference{code, s.ID, old.Name, s.Name})
		}
		if asked(*old) != asked(s) {
			all = append(all, Difference{"criteria_changed", s.ID, old.Name, s.Name})
		}
		reordered = reordered || at < lastAt
		lastAt = at
	}
	if reordered {
		all = append(all, Difference{Code: "stages_reordered"})
	}
	if len(all) == 0 {
		all = append(all, Difference{Code: "settings_changed"})
	}
	return all
}

// asked is all that a stage asks for, as one text to compare.
func asked(s sales.Stage) string {
	text := ""
	for _, list := range [][]sales.Criterion{s.Entry, s.Exit} {
		text += "|"
		for _, c := range list {
			text += c.Key + "\x00" + c.Says["en"] + "\x00" + c.Says["id"] + "\x00" + c.Rule + "\x00" + c.Evidence + "\x00"
			for _, f := range c.Facts {
				text += f + ","
			}
		}
	}
	return text
}
