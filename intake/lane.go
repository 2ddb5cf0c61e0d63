package intake

import (
	"slices"
	"strings"

	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// lane is a pipeline with the names that rows call its stages.
type lane struct {
	id     sales.PipelineID
	facts  sales.PipelineFacts
	stages map[string]sales.StageID // by text as written, as found so far
	names  *sheet.Names
}

// bringLanes finds or makes the pipelines that the map declares and the rows name.
func (p *plan) bringLanes() error {
	if p.m.Section(sheet.Deals) == nil && p.m.Section(sheet.History) == nil {
		return nil
	}
	declared := slices.Clone(p.m.Pipelines)
	for i := range p.haul.deals {
		name := p.haul.deals[i].pipeline
		if name != "" && !slices.ContainsFunc(declared, func(d sheet.Pipeline) bool { return sheet.Fold(d.Name) == sheet.Fold(name) }) {
			declared = append(declared, sheet.Pipeline{Name: name})
		}
	}
	if len(declared) == 0 {
		declared = []sheet.Pipeline{{Name: strings.ToUpper(p.m.Source[:1]) + p.m.Source[1:]}}
	}
	for _, d := range declared {
		l, err := p.lane(d)
		if err != nil {
			return err
		}
		p.lanes[sheet.Fold(d.Name)] = l
		if p.main == nil {
			p.main = l
		}
	}
	return nil
}

// laneOf is the pipeline of a deal's row.
func (p *plan) laneOf(r *dealRow) *lane {
	if r.pipeline == "" {
		return p.main
	}
	return p.lanes[sheet.Fold(r.pipeline)]
}

func (p *plan) lane(d sheet.Pipeline) (*lane, error) {
	from := p.origin("pipeline:" + d.Name)
	id, found := p.book.Origin(sales.PipelineKind, from)
	if !found {
		x := p.index(sales.PipelineKind)
		name, _ := x.names.Match(d.Name)
		id, found = x.ids[name]
	}
	if !found {
		return p.newLane(d, from)
	}
	l := newLane(sales.PipelineID(id), p.book.Object(id).(*sales.Pipeline).Facts)
	for _, s := range d.Stages {
		if l.stage(s.Name) == "" {
			f := l.unknown(s.Name)
			f.File, f.Column = p.m.File, "pipeline.stages"
			p.said.Add(f)
			return nil, unusable(f, 1)
		}
	}
	return l, nil
}

func (p *plan) newLane(d sheet.Pipeline, from sales.Origin) (*lane, error) {
	stages := d.Stages
	if len(stages) == 0 {
		stages = p.learnt(d.Name)
		f := rows.Because(rows.CodeStagesLearnt, d.Name, strings.Join(stageNames(stages), " → ")).Finding(rows.Warning)
		f.File = p.m.File
		p.said.Add(f)
	}
	facts := sales.PipelineFacts{Name: d.Name, Currency: sales.Currency(strings.ToUpper(d.Currency)), ValueKind: sales.ValueKind(strings.ToLower(d.ValueKind))}
	for _, s := range stages {
		stage := sales.Stage{ID: sales.StageID(p.desk.Mint(sales.StageKind)), Name: s.Name, Canonical: s.Canonical,
			Category: sales.Category(s.Category), ExpectedDays: s.ExpectedDays, LimitDays: s.LimitDays}
		for _, sub := range s.SubStages {
			stage.SubStages = append(stage.SubStages, sales.SubStage{ID: sales.SubStageID(p.desk.Mint(sales.SubStageKind)), Name: sub})
		}
		facts.Stages = append(facts.Stages, stage)
	}
	facts = facts.Completed(p.settings())
	id := p.desk.Mint(sales.PipelineKind)
	if err := p.try(ledger.Order{Command: sales.Create[sales.PipelineFacts]{ID: id, Facts: facts, Origin: from}}); err != nil {
		return nil, err
	}
	return newLane(sales.PipelineID(id), facts), nil
}

func newLane(id sales.PipelineID, facts sales.PipelineFacts) *lane {
	l := &lane{id: id, facts: facts, stages: map[string]sales.StageID{}, names: sheet.NewNames()}
	for _, s := range facts.Stages {
		if !s.Retired {
			l.stages[s.Name] = s.ID
			l.names.Add(s.Name)
		}
	}
	return l
}

// stage finds a stage by its name; case, spaces and punctuation do not matter. Empty when there is none.
func (l *lane) stage(text string) sales.StageID {
	id, known := l.stages[text]
	if !known && text != "" {
		name, _ := l.names.Match(text)
		id = l.stages[name]
		l.stages[text] = id
	}
	return id
}

func (l *lane) sub(stage sales.StageID, text string) sales.SubStageID {
	if _, s := l.facts.Stage(stage); s != nil {
		for _, sub := range s.SubStages {
			if sheet.Fold(sub.Name) == sheet.Fold(text) {
				return sub.ID
			}
		}
	}
	return ""
}

// unknown says that a stage is not known, and which was perhaps meant.
func (l *lane) unknown(text string) Finding {
	if _, note := l.names.Match(text); note != nil && note.Code == rows.CodeNameSuggested {
		return rows.Because(rows.CodeStageLike, text, l.facts.Name, note.Args[1]).Finding(rows.Error)
	}
	var names []string
	for _, s := range l.facts.Stages {
		names = append(names, s.Name)
	}
	return rows.Because(rows.CodeUnknownStage, text, l.facts.Name, strings.Join(names, ", ")).Finding(rows.Error)
}

// outcomeOf tells the outcome that a stage's name stands for; Open for a real stage.
func (p *plan) outcomeOf(stage string) sales.Outcome {
	outcome, known := p.outcomes[stage]
	if !known {
		outcome = sales.Open
		if word, terminal := p.m.Terminal(stage); terminal {
			outcome = sales.Outcome(word)
		}
		p.outcomes[stage] = outcome
	}
	return outcome
}

// learnt finds the stages that rows name, and their order.
func (p *plan) learnt(pipeline string) []sheet.Stage {
	var order sheet.Ladder
	counts := func(stage string) bool { return stage != "" && p.outcomeOf(stage) == sales.Open }
	deals := p.m.Section(sheet.Deals)
	flagged := deals != nil && deals.Fields["outcome"].IsWon != ""
	for i := range p.haul.deals {
		r := &p.haul.deals[i]
		if r.pipeline != "" && sheet.Fold(r.pipeline) != sheet.Fold(pipeline) {
			continue
		}
		if counts(r.stage) && (r.outcome == sales.Open || !flagged) { // where flags tell, closed deals stand in stages that are none
			order.Meet(r.stage)
		}
		for n, c := range p.trails[r.id] {
			if counts(c.To) {
				order.Pass(c.To, n)
			}
		}
	}
	if stages := order.Stages(); len(stages) > 0 {
		return stages
	}
	return []sheet.Stage{{Name: "Open"}}
}

func stageNames(stages []sheet.Stage) (names []string) {
	for _, s := range stages {
		names = append(names, s.Name)
	}
	return names
}
