package sales

import (
	"slices"
	"strconv"
	"strings"
)

// Pipeline is an ordered list of stages for one sales motion: a product line, a segment, a channel.
type Pipeline = Record[PipelineFacts]

// PipelineFacts are the definition of a pipeline. A change of it is an event, so a past day is reported with the
// definition of that day.
type PipelineFacts struct {
	Name        string    `json:"name"`
	Currency    Currency  `json:"currency,omitempty"`   // preset for new deals; the workspace's when empty
	ValueKind   ValueKind `json:"value_kind,omitempty"` // which kind of value reports use by default
	Stages      []Stage   `json:"stages"`
	LostReasons []string  `json:"lost_reasons,omitempty"` // empty: any reason is taken
	Moves       Moves     `json:"moves,omitzero"`
	Retired     bool      `json:"retired,omitempty"` // takes no new deals
}

// Category is how a deal counts in a forecast.
type Category string

// The forecast categories of an open deal. Cumulative roll-ups add from the right.
const (
	Omitted    Category = "omitted"
	InPipeline Category = "pipeline"
	BestCase   Category = "best_case"
	MostLikely Category = "most_likely"
	Commit     Category = "commit"
)

const mostStages = 60

func (c Category) check() error {
	if c == "" {
		return nil
	}
	return OneOf("/category", c, Omitted, InPipeline, BestCase, MostLikely, Commit)
}

// Stage is a verifiable milestone in the buyer's commitment.
type Stage struct {
	ID           StageID     `json:"id,omitempty"` // given by the API when it is left out
	Name         string      `json:"name"`
	Canonical    string      `json:"canonical,omitempty"`     // key of a canonical stage of the workspace
	BuyerAction  string      `json:"buyer_action,omitempty"`  // what the buyer has done when a deal stands here
	Category     Category    `json:"category,omitempty"`      // default forecast category of deals in this stage
	ExpectedDays int         `json:"expected_days,omitempty"` // how long a healthy deal stays
	LimitDays    int         `json:"limit_days,omitempty"`    // set by a person: longer than this is stalled
	SubStages    []SubStage  `json:"sub_stages,omitempty"`
	Entry        []Criterion `json:"entry,omitempty"`   // what a deal must meet to come in
	Exit         []Criterion `json:"exit,omitempty"`    // and to go on
	Retired      bool        `json:"retired,omitempty"` // kept for the past, closed for deals
}

// SubStage is an optional finer step inside a stage; reports roll it up.
type SubStage struct {
	ID   SubStageID `json:"id,omitempty"`
	Name string     `json:"name"`
}

// Completed fills in what a short definition leaves out: TCV as the kind of value, and canonical stages spread over the
// workspace's ladder in the order of the stages.
func (p PipelineFacts) Completed(w WorkspaceFacts) PipelineFacts {
	if p.ValueKind == "" {
		p.ValueKind = TCV
	}
	p.Stages = slices.Clone(p.Stages)
	for i := range p.Stages {
		if p.Stages[i].Canonical == "" && len(w.Canonical) > 0 {
			p.Stages[i].Canonical = w.Canonical[i*len(w.Canonical)/len(p.Stages)].Key
		}
	}
	return p
}

// Stage finds a stage and its place in the order.
func (p PipelineFacts) Stage(id StageID) (at int, stage *Stage) {
	for i := range p.Stages {
		if p.Stages[i].ID == id {
			return i, &p.Stages[i]
		}
	}
	return -1, nil
}

// First is the stage that new deals enter.
func (p PipelineFacts) First() StageID {
	for _, s := range p.Stages {
		if !s.Retired {
			return s.ID
		}
	}
	return ""
}

// Has reports whether deals may enter the stage.
func (p PipelineFacts) Has(id StageID) bool {
	_, s := p.Stage(id)
	return s != nil && !s.Retired
}

func (p PipelineFacts) hasSub(stage StageID, sub SubStageID) bool {
	_, s := p.Stage(stage)
	return sub == "" || s != nil && slices.ContainsFunc(s.SubStages, func(x SubStage) bool { return x.ID == sub })
}

// takesReason says whether the reason may be given. An empty list takes any reason, but never none.
func (p PipelineFacts) takesReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return Invalid("/reason", "required", "a lost deal needs a reason")
	}
	if len(p.LostReasons) == 0 {
		return nil
	}
	return OneOf("/reason", reason, p.LostReasons...)
}

// About names the record: a pipeline.
func (PipelineFacts) About() (Kind, string) { return PipelineKind, "pipeline" }

// Check refuses facts that are not sound.
func (p PipelineFacts) Check(w World, _ ID, before PipelineFacts) error {
	switch {
	case p.Currency != "" && !p.Currency.Known():
		return Invalid("/currency", "unknown_currency", "%q is not an ISO 4217 currency code", string(p.Currency))
	case p.First() == "":
		return Invalid("/stages", "required", "%s needs at least one stage", "a pipeline")
	case len(p.Stages) > mostStages:
		return Invalid("/stages", "too_many", "a pipeline has at most %d stages", mostStages)
	}
	for _, old := range before.Stages {
		if _, kept := p.Stage(old.ID); kept == nil {
			return Invalid("/stages", "stage_dropped", "the stage %q holds history: retire it instead of leaving it out", old.Name)
		}
	}
	return first(Named(p.Name, "a pipeline"), p.checkStages(Settings(w)), p.checkCriteria(), p.ValueKind.check())
}

func (p PipelineFacts) checkStages(w WorkspaceFacts) error {
	ids, names := map[StageID]bool{}, map[string]bool{}
	for i, s := range p.Stages {
		at := "/stages/" + strconv.Itoa(i)
		if err := s.check(w); err != nil {
			return Under(at, err)
		}
		if ids[s.ID] || names[s.Name] {
			return Invalid(at, "duplicate", "there are two stages %q", s.Name)
		}
		ids[s.ID], names[s.Name] = true, true
	}
	return nil
}

func (s Stage) check(w WorkspaceFacts) error {
	switch {
	case !StageKind.Well(string(s.ID)):
		return Invalid("/id", "bad_id", "%q is not an id such as stage_01k8z3v9qjf2m5n7p8r9s0t1v2", string(s.ID))
	case strings.TrimSpace(s.Name) == "":
		return Invalid("/name", "required", "%s needs a name", "a stage")
	case !w.HasCanonical(s.Canonical):
		return Invalid("/canonical", "not_a_choice", "%q is not one of %s", s.Canonical, "the workspace's canonical stages")
	case s.ExpectedDays < 0 || s.LimitDays < 0:
		return Invalid("/limit_days", "out_of_range", "a number of days is 0 or more")
	}
	return s.Category.check()
}
