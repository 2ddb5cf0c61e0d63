package sales

import "strings"

// Redefine changes the definition of a pipeline and puts open deals of some stages into others, in one step: deals go where
// somebody chose, and none is left in a stage that nobody sees to any more.
type Redefine struct {
	Change  Change[PipelineFacts]
	Mapping map[StageID]StageID // from a stage as it was to one of the new definition; deals of other stages stay
	Deals   []DealID            // those that may have to move; who is elsewhere by now stays there
	Reason  string
}

// Subject is the pipeline.
func (c Redefine) Subject() ID { return c.Change.ID }

// Decide judges the definition as any change of it. Deals move without being asked for criteria, with the reason before
// each move: it is not they who moved. A change of an earlier moment moves a deal that came into its stage since when it came.
func (c Redefine) Decide(w World, at Instant) ([]Fact, error) {
	facts, err := c.Change.Decide(w, at)
	if err != nil {
		return nil, err
	}
	after, err := c.Change.After(w)
	if err != nil {
		return nil, err
	}
	if len(c.Mapping) > 0 && strings.TrimSpace(c.Reason) == "" {
		return nil, Invalid("/reason", "required", "deals are moved with a reason")
	}
	for from, to := range c.Mapping {
		if !after.Has(to) {
			return nil, Invalid("/mapping/"+string(from), "unknown_stage", "the pipeline %q has no open stage %q", after.Name, string(to))
		}
	}
	for _, id := range c.Deals {
		d, ok := w.Object(ID(id)).(*Deal)
		if !ok || d.Deleted || d.Outcome != Open || ID(d.Pipeline) != c.Change.ID {
			continue
		}
		if to := c.Mapping[d.Stage]; to != "" && to != d.Stage {
			came := max(at, d.StageSince)
			facts = append(facts, Fact{ID(id), came, CriteriaOverridden{Step: DealMoved{}.Name(), To: to, Reason: c.Reason}},
				Fact{ID(id), came, DealMoved{From: d.Stage, To: to}})
		}
	}
	return facts, nil
}
