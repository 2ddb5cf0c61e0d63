package deals

import (
	"cmp"
	"context"

	"arus/access"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/score"
)

// DealView is a deal on the wire: what stands in the ledger, with the names and figures that people read beside it.
type DealView struct {
	ID            string            `json:"id" example:"deal_01k8z3v9qjf2m5n7p8r9s0t1v2"`
	Version       int64             `json:"version" doc:"Rises with every change; the ETag is this number in quotes"`
	Name          string            `json:"name"`
	Pipeline      string            `json:"pipeline"`
	PipelineName  string            `json:"pipeline_name"`
	Stage         string            `json:"stage" doc:"Of a closed deal: the stage it was closed in"`
	StageName     string            `json:"stage_name"`
	SubStage      *string           `json:"sub_stage"`
	Owner         *string           `json:"owner"`
	OwnerName     *string           `json:"owner_name"`
	Account       *string           `json:"account"`
	AccountName   *string           `json:"account_name"`
	Value         *sales.Money      `json:"value"`
	ValueKind     string            `json:"value_kind" enum:"tcv,acv,first_year,ltv"`
	CloseDate     *sales.Day        `json:"close_date" doc:"Expected"`
	Outcome       string            `json:"outcome" enum:"open,won,lost"`
	LostReason    *string           `json:"lost_reason"`
	LostTo        *string           `json:"lost_to" doc:"The competitor that won it"`
	ClosedAt      *sales.Instant    `json:"closed_at"`
	CreatedAt     sales.Instant     `json:"created_at"`
	StageSince    sales.Instant     `json:"stage_since"`
	DaysInStage   float64           `json:"days_in_stage"`
	AgeDays       float64           `json:"age_days" doc:"Created until now, or until it was closed"`
	Stalled       string            `json:"stalled" enum:"none,warn,stalled"`
	StallLimit    *float64          `json:"stall_limit_days"`
	StallSource   *string           `json:"stall_limit_source" doc:"set: by a person; history: the stage's own 80th percentile"`
	NextStep      *NextStepView     `json:"next_step"`
	LastTouch     *sales.Instant    `json:"last_touch" doc:"The latest activity in which the buyer took part"`
	Pushes        int               `json:"pushes" doc:"How often the close date was moved to a later day"`
	Probability   *ProbabilityView  `json:"probability" doc:"null once the deal is closed: an outcome is no probability"`
	WeightedValue *sales.Money      `json:"weighted_value"`
	Segment       *string           `json:"segment"`
	Region        *string           `json:"region"`
	Channel       *string           `json:"channel"`
	Source        *string           `json:"source" doc:"What brought the deal"`
	Category      string            `json:"category" enum:"omitted,pipeline,best_case,most_likely,commit,closed"`
	CategoryMove  *CategoryMoveView `json:"category_move" doc:"null where the stage says it"`
	ProductNames  []string          `json:"product_names" nullable:"false"`
	LineItems     []sales.LineItem  `json:"line_items" nullable:"false"`
	Contacts      []StakeholderView `json:"contacts" nullable:"false"`
	Competitors   []string          `json:"competitors" nullable:"false"`
	Custom        sales.Custom      `json:"custom" nullable:"false"`
	Origin        *sales.Origin     `json:"imported_from"`
	MergedInto    *string           `json:"merged_into" doc:"The deal that this one went into, as it is the same; null for those that count"`
}

// NextStepView is what happens next, and whether it is late.
type NextStepView struct {
	Text  string     `json:"text"`
	Day   *sales.Day `json:"day"`
	State string     `json:"state" enum:"overdue,today,planned"`
}

// ProbabilityView is a probability with what it rests on.
type ProbabilityView struct {
	P      float64 `json:"p"`
	Source string  `json:"source" enum:"stage,score,override,benchmark"`
	N      int     `json:"n" doc:"Closed deals that reached the stage"`
	Low    float64 `json:"low" doc:"80 % interval"`
	High   float64 `json:"high"`
	Factor *string `json:"factor" enum:"value_band,product,segment,competitor" doc:"What the history of the stage is adjusted for; null for that of all deals, and for other sources. The explanation of the deal says more"`

	Override *OpinionView `json:"override" doc:"Who said so, and what is worked out; null where nobody did"`
}

// OpinionView is a probability that a person gave, beside the one that it stands in for.
type OpinionView struct {
	P          float64       `json:"p"`
	Reason     string        `json:"reason"`
	By         *string       `json:"by"`
	ByName     *string       `json:"by_name"`
	At         sales.Instant `json:"at"`
	Worked     *float64      `json:"worked_p" doc:"What is worked out now; null where that is not known"`
	WorkedFrom *string       `json:"worked_source" enum:"stage,score,benchmark"`
	Then       *float64      `json:"worked_then" doc:"What was worked out when the person spoke: the two are scored against each other once the deal is closed"`
}

// CategoryMoveView is a category that a person said.
type CategoryMoveView struct {
	Category string         `json:"category" enum:"omitted,pipeline,best_case,most_likely,commit"`
	Usual    string         `json:"stage_category" enum:"omitted,pipeline,best_case,most_likely,commit" doc:"What the stage says"`
	Reason   *string        `json:"reason" doc:"null where it came with the deal"`
	By       *string        `json:"by"`
	ByName   *string        `json:"by_name"`
	At       *sales.Instant `json:"at"`
}

// StakeholderView is a contact and the part they play.
type StakeholderView struct {
	Contact string `json:"contact"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	Role    string `json:"role"`
}

// find looks an object up while a view is made: on the board, or in the book of a transaction.
type find func(sales.ID) sales.Object

// known finds no contacts for those who may not know any: they read who owns a deal and what it is worth, not whom to call.
func known(ctx context.Context, f find) find {
	if door.CallerOf(ctx).Rows(access.Permit{Object: "contacts", Action: access.Read}) > access.None {
		return f
	}
	return func(id sales.ID) sales.Object {
		if id.Kind() == sales.ContactKind {
			return nil
		}
		return f(id)
	}
}

// fromPicture looks up what the picture shows.
func fromPicture(p *board.Picture) find {
	return func(id sales.ID) sales.Object {
		switch id.Kind() {
		case sales.PipelineKind:
			return found(p.Pipeline(sales.PipelineID(id)))
		case sales.UserKind:
			return found(p.User(sales.UserID(id)))
		case sales.AccountKind:
			return found(p.Account(sales.AccountID(id)))
		case sales.ContactKind:
			return found(p.Contact(sales.ContactID(id)))
		case sales.ProductKind:
			return found(p.Product(sales.ProductID(id)))
		}
		return nil
	}
}

func found[T sales.Object](object T, ok bool) sales.Object {
	if !ok {
		return nil
	}
	return object
}

// facts of a record, or none.
func facts[F sales.Facts[F]](f find, id sales.ID) (none F, ok bool) {
	if r, ok := f(id).(*sales.Record[F]); ok {
		return r.Facts, true
	}
	return none, false
}

// viewDeal writes a deal as a reader sees it.
func viewDeal(d *sales.Deal, version int64, r *report.Reader, f find) DealView {
	v := DealView{ID: string(d.ID), Version: version, Name: d.Name, Pipeline: string(d.Pipeline), Stage: string(d.Stage), StageName: string(d.Stage),
		SubStage: door.OrNull(string(d.SubStage)), Owner: door.OrNull(string(d.Owner)), Account: door.OrNull(string(d.Account)), ValueKind: string(d.ValueKind),
		CloseDate: door.OrNull(d.CloseDate), Outcome: string(d.Outcome), LostReason: door.OrNull(d.LostReason), LostTo: door.OrNull(string(d.LostTo)),
		ClosedAt: door.OrNull(d.ClosedAt), CreatedAt: d.CreatedAt, StageSince: d.StageSince, LastTouch: door.OrNull(d.LastTouch), Pushes: d.Pushes,
		Segment: door.OrNull(d.Segment), Region: door.OrNull(d.Region), Channel: door.OrNull(d.Channel), Source: door.OrNull(d.Source),
		Category: string(r.CategoryOf(d.Category, d.Pipeline, d.Stage)), LineItems: door.OrEmpty(d.LineItems), Custom: d.Custom, Origin: door.OriginView(d.Origin),
		MergedInto: door.OrNull(string(d.MergedInto()))}
	if value := d.Value; value.Currency != "" {
		v.Value = &value // a copy: the deal in a transaction goes on changing
	}
	if v.Custom == nil {
		v.Custom = sales.Custom{}
	}
	until := r.Now
	if d.Outcome == sales.Won {
		v.Category = "closed"
	}
	if d.ClosedAt != 0 {
		until = d.ClosedAt
	}
	v.AgeDays, v.DaysInStage = d.CreatedAt.DaysUntil(until), d.StageSince.DaysUntil(until)
	v.name(d, f)
	v.judge(d, r)
	v.opine(d, r, f)
	return v
}

// name puts names beside ids.
func (v *DealView) name(d *sales.Deal, f find) {
	if p, ok := facts[sales.PipelineFacts](f, sales.ID(d.Pipeline)); ok {
		v.PipelineName = p.Name
		if _, s := p.Stage(d.Stage); s != nil {
			v.StageName = s.Name
		}
	}
	if u, ok := facts[sales.UserFacts](f, sales.ID(d.Owner)); ok {
		v.OwnerName = &u.Name
	}
	if a, ok := facts[sales.AccountFacts](f, sales.ID(d.Account)); ok {
		v.AccountName = &a.Name
	}
	v.ProductNames, v.Contacts, v.Competitors = []string{}, []StakeholderView{}, []string{}
	for _, item := range d.LineItems {
		name := item.Name
		if p, ok := facts[sales.ProductFacts](f, sales.ID(item.Product)); ok && name == "" {
			name = p.Name
		}
		v.ProductNames = append(v.ProductNames, name)
	}
	for _, s := range d.Contacts {
		c, _ := facts[sales.ContactFacts](f, sales.ID(s.Contact))
		v.Contacts = append(v.Contacts, StakeholderView{string(s.Contact), c.Name, c.Title, string(s.Role)})
	}
	for _, c := range d.Competitors {
		v.Competitors = append(v.Competitors, string(c))
	}
}

// judge adds what a reader works out: the chance, the limit, the state of the next step.
func (v *DealView) judge(d *sales.Deal, r *report.Reader) {
	if limit := r.Limits.Of(d.Stage); limit.Source != "" {
		v.StallLimit, v.StallSource = &limit.Days, &limit.Source
	}
	v.Stalled = string(r.Stall(d.Stage, d.Outcome, d.StageSince))
	if state := r.NextStep(d.NextStep); state != report.NoStep {
		v.NextStep = &NextStepView{d.NextStep.Text, door.OrNull(d.NextStep.Day), string(state)}
	}
	if rate, ok := chanceOf(d, r); ok && d.Outcome == sales.Open {
		v.Probability = &ProbabilityView{P: rate.P, Source: string(rate.Source), N: rate.N, Low: rate.Low, High: rate.High, Factor: door.OrNull(string(rate.Factor))}
		if weighted, err := report.Weighted(d.Value, rate); err == nil && v.Value != nil {
			v.WeightedValue = &weighted
		}
	}
}

// opine adds what people say, beside what is worked out and what the stage says.
func (v *DealView) opine(d *sales.Deal, r *report.Reader, f find) {
	if o := d.Opinion; v.Probability != nil && o.P > 0 {
		said := &OpinionView{P: o.P, Reason: o.Reason, By: door.OrNull(string(o.By)), ByName: nameOf(f, o.By), At: o.At}
		if rate, known := worked(d, r); known {
			source := string(rate.Source)
			said.Worked, said.WorkedFrom = &rate.P, &source
		}
		if o.Instead.P > 0 {
			said.Then = &o.Instead.P
		}
		v.Probability.Override = said
	}
	if d.Category == "" || d.Outcome != sales.Open {
		return
	}
	v.CategoryMove = &CategoryMoveView{Category: string(d.Category), Usual: string(r.CategoryOf("", d.Pipeline, d.Stage))}
	if known, found := r.Picture.Deal(d.ID); found && known.Category() == d.Category {
		if m, at := known.CategoryMove(); at != 0 {
			v.CategoryMove.Reason, v.CategoryMove.At = door.OrNull(m.Reason), &at
			v.CategoryMove.By, v.CategoryMove.ByName = door.OrNull(string(m.By)), nameOf(f, m.By)
		}
	}
}

func nameOf(f find, id sales.UserID) *string {
	if u, known := facts[sales.UserFacts](f, sales.ID(id)); known {
		return &u.Name
	}
	return nil
}

// chanceOf is the chance of the deal: what a person said, else what is worked out.
func chanceOf(d *sales.Deal, r *report.Reader) (score.Rate, bool) {
	if d.Opinion.P > 0 && d.Outcome == sales.Open {
		return report.Said(d.Opinion), true
	}
	return worked(d, r)
}

// worked is the chance as the picture knows it; of a deal that has moved since, that of its stage.
func worked(d *sales.Deal, r *report.Reader) (score.Rate, bool) {
	if known, ok := r.Picture.Deal(d.ID); ok && known.Stage() == d.Stage && known.Outcome() == d.Outcome {
		return r.Worked(known)
	}
	return r.Odds.At(d.Pipeline, d.Stage)
}

// moved adds to the answer of a move to another category who moved it and why: the picture that view asks does not know yet.
func moved(ctx context.Context, c sales.MoveCategory, at sales.Instant, view func(*ledger.Book) (DealView, int64)) func(*ledger.Book) (DealView, int64) {
	return func(b *ledger.Book) (DealView, int64) {
		v, version := view(b)
		if m := v.CategoryMove; m != nil && c.To != "" {
			since := cmp.Or(at, b.Now()) // of this attempt: a transaction may run again
			m.Reason, m.At, m.By, m.ByName = door.OrNull(c.Reason), &since, door.OrNull(string(c.By)), nameOf(known(ctx, b.Object), c.By)
		}
		return v, version
	}
}

// dealIn views a deal as a transaction has left it.
func dealIn(ctx context.Context, id sales.DealID, r *report.Reader) func(*ledger.Book) (DealView, int64) {
	return func(b *ledger.Book) (DealView, int64) {
		version := b.Version(sales.ID(id))
		return viewDeal(b.Object(sales.ID(id)).(*sales.Deal), version, r, known(ctx, b.Object)), version
	}
}
