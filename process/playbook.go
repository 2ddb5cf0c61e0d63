package process

import (
	"slices"
	"strconv"

	"arus/sales"
)

// PlaybookKind is the kind of playbooks.
const PlaybookKind sales.Kind = "play"

// Playbook is what a salesperson is recommended to do while a deal is in a stage: activities, beside the pipeline, which
// says what the buyer has done. No step of it moves a deal or keeps one from moving.
type Playbook = sales.Record[PlaybookFacts]

// PlaybookFacts are the definition.
type PlaybookFacts struct {
	Name     string           `json:"name"`
	Pipeline sales.PipelineID `json:"pipeline"`
	Steps    []PlayStep       `json:"steps"`
	Off      bool             `json:"off,omitempty"`
}

// PlayStep is one recommended activity.
type PlayStep struct {
	Key   string        `json:"key"`
	Stage sales.StageID `json:"stage"`
	Says  sales.Words   `json:"says"`           // what is to be done
	Kind  string        `json:"kind,omitempty"` // call, email, meeting, demo, site_visit, task or note
	Days  int           `json:"days,omitempty"` // from its start until it is due
}

// About names the record: a playbook.
func (PlaybookFacts) About() (sales.Kind, string) { return PlaybookKind, "playbook" }

// Called is what people call the playbook.
func (p PlaybookFacts) Called() string { return p.Name }

const mostSteps = 100

// Check refuses steps in stages that the pipeline does not have.
func (p PlaybookFacts) Check(w sales.World, _ sales.ID, before PlaybookFacts) error {
	if err := first(sales.Named(p.Name, "a playbook"), sales.Refers[sales.PipelineFacts](w, "/pipeline", sales.ID(before.Pipeline), sales.ID(p.Pipeline))); err != nil {
		return err
	}
	pipeline, known := w.Object(sales.ID(p.Pipeline)).(*sales.Pipeline)
	if !known {
		return sales.Invalid("/pipeline", "required", "a playbook is for a pipeline")
	}
	if len(p.Steps) > mostSteps {
		return sales.Invalid("/steps", "too_many", "a playbook has at most %d steps", mostSteps)
	}
	seen := map[string]bool{}
	for i, s := range p.Steps {
		at := "/steps/" + strconv.Itoa(i)
		if err := first(isKey(at+"/key", s.Key), said(at+"/says", s.Says)); err != nil {
			return err
		}
		stood := slices.ContainsFunc(before.Steps, func(b PlayStep) bool { return b.Stage == s.Stage })
		switch {
		case seen[s.Key]:
			return sales.Invalid(at+"/key", "duplicate", "there are two steps %q", s.Key)
		case !stood && !pipeline.Facts.Has(s.Stage):
			return sales.Invalid(at+"/stage", "unknown_stage", "the pipeline %q has no open stage %q", pipeline.Facts.Name, string(s.Stage))
		case s.Days < 0 || s.Days > mostDays:
			return sales.Invalid(at+"/days", "out_of_range", "a step is due within %d days", mostDays)
		}
		if s.Kind != "" {
			if err := sales.OneOf(at+"/kind", s.Kind, "call", "email", "meeting", "demo", "site_visit", "task", "note"); err != nil {
				return err
			}
		}
		seen[s.Key] = true
	}
	return nil
}

// Step finds a step by its key.
func (p PlaybookFacts) Step(key string) (PlayStep, bool) {
	i := slices.IndexFunc(p.Steps, func(s PlayStep) bool { return s.Key == key })
	if i < 0 {
		return PlayStep{}, false
	}
	return p.Steps[i], true
}

// BeginStep makes the task that a step of a playbook is, for the deal's owner.
type BeginStep struct {
	Task     sales.ID // to be made
	Deal     sales.DealID
	Playbook sales.ID
	Step     string
	Owner    sales.UserID // empty: the deal's
}

// Subject is the object the command is about.
func (c BeginStep) Subject() sales.ID { return c.Task }

// Creates marks the command as one whose subject is not there yet.
func (BeginStep) Creates() {}

// Decide refuses a step of another pipeline than the deal's, and one for nobody.
func (c BeginStep) Decide(w sales.World, at sales.Instant) ([]sales.Fact, error) {
	d, known := w.Object(sales.ID(c.Deal)).(*sales.Deal)
	if !known || d.Deleted {
		return nil, sales.Invalid("/deal", "unknown_reference", "there is no %s %q", "deal", string(c.Deal))
	}
	p, known := w.Object(c.Playbook).(*Playbook)
	if !known || p.Archived || p.Facts.Off || p.Facts.Pipeline != d.Pipeline {
		return nil, sales.Invalid("/playbook", "unknown_reference", "there is no %s %q", "playbook", string(c.Playbook))
	}
	step, known := p.Facts.Step(c.Step)
	if !known {
		return nil, sales.Invalid("/step", "unknown_reference", "there is no %s %q", "step", c.Step)
	}
	owner := c.Owner
	if owner == "" {
		owner = d.Owner
	}
	today := sales.DayOf(at.Time().In(sales.Settings(w).Calendar.Location()))
	facts := TaskFacts{Name: step.Says.In("en"), Owner: owner, Due: today + sales.Day(step.Days), Deal: c.Deal, Playbook: c.Playbook, Step: c.Step,
		TaskLife: TaskLife{State: TaskOpen}}
	return sales.Create[TaskFacts]{ID: c.Task, Facts: facts}.Decide(w, at)
}
