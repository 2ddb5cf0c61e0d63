package report

import (
	"cmp"
	"strings"

	"arus/board"
	"arus/report/conduct"
	"arus/rule"
	"arus/sales"
)

// row lets an expression read a deal, field by field.
type row struct {
	r *Reader
	d board.Deal
}

// closedDay is none while the deal is open.
func (w row) closedDay() sales.Day {
	if w.d.ClosedAt() == 0 {
		return 0
	}
	return w.r.dayOf(w.d.ClosedAt())
}

// Get is a field of the deal by the name that expressions use.
func (w row) Get(name string) any {
	if key, custom := strings.CutPrefix(name, "custom."); custom {
		return w.r.custom(w.d, key)
	}
	if text, known := w.text(name); known {
		return text
	}
	d := w.d
	switch name {
	case "value":
		return rule.Major(d.Value())
	case "close_date":
		return d.CloseDate()
	case "created_day":
		return w.r.dayOf(d.CreatedAt())
	case "closed_day":
		return w.closedDay()
	case "created_at":
		return d.CreatedAt()
	case "closed_at":
		return d.ClosedAt()
	case "stage_since":
		return d.StageSince()
	case "last_touch":
		return d.LastTouch()
	case "days_in_stage":
		return d.StageSince().DaysUntil(w.r.Now)
	case "age_days":
		return d.CreatedAt().DaysUntil(w.r.Now)
	case "idle_days":
		since, _ := IdleSince(d)
		return since.DaysUntil(w.r.Now)
	case "pushes":
		return d.Pushes()
	case "probability":
		if d.Outcome() != sales.Open {
			return nil // it is won or lost, and no longer likely
		}
		return float64(w.r.chance(d)) / float64(Certain)
	case "today":
		return w.r.Today()
	}
	return w.list(name)
}

// text is a field that is a text, or the name of what the deal refers to.
func (w row) text(name string) (string, bool) {
	d := w.d
	switch name {
	case "id":
		return string(d.ID()), true
	case "name":
		return d.Name(), true
	case "currency":
		return string(d.Value().Currency), true
	case "value_kind":
		return string(d.ValueKind()), true
	case "category":
		return string(w.r.Category(d)), true
	case "stalled":
		return string(w.r.stallOf(d)), true
	case "stage_name":
		return cmp.Or(w.r.stand(d).stage.Name, string(d.Stage())), true
	case "next_step_state":
		return string(w.r.NextStep(d.NextStep())), true
	}
	if dimension, known := dimensions[name]; known {
		return dimension.key(w.r, d), true
	}
	if base, found := strings.CutSuffix(name, "_name"); found {
		if dimension, known := dimensions[base]; known && dimension.label != nil {
			return dimension.label(w.r, dimension.key(w.r, d)), true
		}
	}
	return "", false
}

// list is a field that is a list of texts.
func (w row) list(name string) any {
	var all []string
	switch name {
	case "products":
		for _, item := range w.d.LineItems() {
			if item.Product != "" { // a line may be no more than a text
				all = append(all, string(item.Product))
			}
		}
	case "product_names":
		for _, item := range w.d.LineItems() {
			all = append(all, w.r.ProductName(item))
		}
	case "competitors", "competitor_names":
		for _, c := range w.d.Competitors() {
			text := string(c)
			if known, ok := w.r.Picture.Competitor(c); ok && name == "competitor_names" {
				text = known.Facts.Name
			}
			all = append(all, text)
		}
	case "contacts":
		for _, c := range w.d.Contacts() {
			all = append(all, string(c.Contact))
		}
	case "behaviours":
		all, _ = conduct.Of(w.d, w.r.Now)
	case "stages_entered":
		for _, v := range w.d.Visits() {
			all = append(all, string(v.Stage))
		}
	case "stage_visits":
		all = visits(w.r, w.d, w.r.laddersOf(w.d))
	case "stage_ends":
		all = ends(w.r, w.d, w.r.laddersOf(w.d))
	case "stages_reached":
		all = pairsReached(w.r, w.d, w.r.laddersOf(w.d))
	default:
		return nil
	}
	return all
}

// IdleSince is when the buyer last took part; where they never did, when the deal began.
func IdleSince(d board.Deal) (at sales.Instant, touched bool) {
	if at = d.LastTouch(); at != 0 {
		return at, true
	}
	return d.CreatedAt(), false
}

// NextStepState says when the next step is due.
type NextStepState string

// The states, in the order in which cards are sorted.
const (
	Overdue NextStepState = "overdue"
	Due     NextStepState = "today"
	NoStep  NextStepState = ""
	Planned NextStepState = "planned"
)

// NextStep is the state of a next step on the picture's day. A step without a day is planned.
func (r *Reader) NextStep(s sales.NextStep) NextStepState {
	today := r.Today()
	switch {
	case s.Text == "" && s.Day == 0:
		return NoStep
	case s.Day != 0 && s.Day < today:
		return Overdue
	case s.Day == today:
		return Due
	}
	return Planned
}

// Category is how an open deal counts in a forecast: a person's choice, else its stage's default.
func (r *Reader) Category(d board.Deal) sales.Category {
	return cmp.Or(d.Category(), r.stand(d).stage.Category, sales.InPipeline)
}

// CategoryOf is Category of a deal that is not on the board yet.
func (r *Reader) CategoryOf(own sales.Category, pipeline sales.PipelineID, stage sales.StageID) sales.Category {
	if own != "" {
		return own
	}
	if p, ok := r.Picture.Pipeline(pipeline); ok {
		if _, s := p.Facts.Stage(stage); s != nil && s.Category != "" {
			return s.Category
		}
	}
	return sales.InPipeline
}

// ProductName is what a line item is called: its own name, else its product's.
func (r *Reader) ProductName(item sales.LineItem) string {
	if item.Name == "" {
		if p, ok := r.Picture.Product(item.Product); ok {
			return p.Facts.Name
		}
	}
	return item.Name
}
