package records

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access/sight"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/dispatch"
	"arus/ledger"
	"arus/merging"
	"arus/process"
	"arus/report/lists"
	"arus/sales"
)

// recordView is a record on the wire: its facts, with what the ledger knows of it, in one flat object.
type recordView[F sales.Facts[F]] struct {
	ID        string
	Version   int64
	CreatedAt sales.Instant
	Archived  bool
	Origin    *sales.Origin
	Into      sales.ID
	Absorbed  []sales.ID
	Facts     F
}

func viewOf[F sales.Facts[F]](r *sales.Record[F], version int64) recordView[F] {
	return recordView[F]{string(r.ID), version, r.CreatedAt, r.Archived, door.OriginView(r.Origin), r.MergedInto(), r.Absorbed, r.Facts}
}

// View is a record on the wire, for rooms that do more with one.
type View[F sales.Facts[F]] = recordView[F]

// In is a record as orders have left it, with its version.
func In[F sales.Facts[F]](b *ledger.Book, id sales.ID) (View[F], int64) {
	return viewOf(b.Object(id).(*sales.Record[F]), b.Version(id)), b.Version(id)
}

// Of is a record of a picture.
func Of[F sales.Facts[F]](r *sales.Record[F], p *board.Picture) View[F] {
	return viewOf(r, p.Version(r.ID))
}

// recordHead are the members that a view adds to the facts.
type recordHead struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version" doc:"Rises with every change; the ETag is this number in quotes"`
	CreatedAt sales.Instant `json:"created_at"`
	Archived  bool          `json:"archived,omitempty"`
	Origin    *sales.Origin `json:"imported_from,omitempty"`
	Into      sales.ID      `json:"merged_into,omitempty" doc:"The one that it went into, as it is the same"`
	Absorbed  []sales.ID    `json:"absorbed,omitempty" doc:"Those that went into it"`
}

// Head is the type of those members, for the document.
func Head() reflect.Type { return reflect.TypeFor[recordHead]() }

// MarshalJSON writes head and facts as one object.
func (v recordView[F]) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(recordHead{v.ID, v.Version, v.CreatedAt, v.Archived, v.Origin, v.Into, v.Absorbed})
	if err != nil {
		return nil, err
	}
	facts, err := json.Marshal(v.Facts)
	return append(append(head[:len(head)-1], ','), facts[1:]...), err
}

// UnmarshalJSON reads what MarshalJSON writes: a stored answer that is given again.
func (v *recordView[F]) UnmarshalJSON(b []byte) error {
	var head recordHead
	if err := json.Unmarshal(b, &head); err != nil {
		return err
	}
	v.ID, v.Version, v.CreatedAt, v.Archived, v.Origin, v.Into, v.Absorbed = head.ID, head.Version, head.CreatedAt, head.Archived, head.Origin, head.Into, head.Absorbed
	return json.Unmarshal(b, &v.Facts)
}

// Schema is that of the facts with the members of the head.
func (recordView[F]) Schema(r huma.Registry) *huma.Schema {
	facts := reflect.TypeFor[F]()
	name := strings.TrimSuffix(facts.Name(), "Facts")
	if r.Map()[name] == nil {
		whole := *document.Inline(r, facts)
		head := document.Inline(r, reflect.TypeFor[recordHead]())
		whole.Properties = merged(whole.Properties, head.Properties)
		whole.Required = append([]string{"id", "version", "created_at"}, whole.Required...)
		whole.AdditionalProperties = nil
		r.Map()[name] = &whole
	}
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

func merged(a, b map[string]*huma.Schema) map[string]*huma.Schema {
	all := map[string]*huma.Schema{}
	for _, m := range []map[string]*huma.Schema{a, b} {
		for name, s := range m {
			all[name] = s
		}
	}
	return all
}

// The inputs of the operations on records.
type (
	listIn struct {
		door.Page
		door.AtLeast
		Text     string `query:"q" doc:"In the name" maxLength:"200"`
		Filter   string `query:"filter" doc:"An expression over the object" example:"account.region == 'Jawa Barat'"`
		Sort     string `query:"sort" doc:"name, created_at or a moment of their own, such as due of tasks and touch_by of leads; - for falling"`
		Archived bool   `query:"archived" doc:"Those that were archived, too"`
	}
	createIn[F sales.Facts[F]] struct {
		door.Once
		Body body.Of[F]
	}
)

// room is where they are served.
type room struct{ *door.Door }

// records are the operations on one kind of record.
type records[F sales.Facts[F]] struct {
	room
	kind     sales.Kind
	singular string
	plural   string
	all      func(*board.Picture) iter.Seq[*sales.Record[F]]
}

// Add registers the operations on records.
func Add(d *door.Door) {
	a := room{d}
	records[sales.PipelineFacts]{a, sales.PipelineKind, "pipeline", "pipelines", (*board.Picture).Pipelines}.add()
	accounts := records[sales.AccountFacts]{a, sales.AccountKind, "account", "accounts", (*board.Picture).Accounts}
	contacts := records[sales.ContactFacts]{a, sales.ContactKind, "contact", "contacts", (*board.Picture).Contacts}
	accounts.add()
	contacts.add()
	accounts.addMerging()
	contacts.addMerging()
	records[sales.ProductFacts]{a, sales.ProductKind, "product", "products", (*board.Picture).Products}.add()
	records[sales.CompetitorFacts]{a, sales.CompetitorKind, "competitor", "competitors", (*board.Picture).Competitors}.add()
	records[sales.UserFacts]{a, sales.UserKind, "user", "users", (*board.Picture).Users}.add()
	records[sales.TeamFacts]{a, sales.TeamKind, "team", "teams", (*board.Picture).Teams}.add()
	records[sales.TargetFacts]{a, sales.TargetKind, "target", "targets", (*board.Picture).Targets}.add()
	records[process.RuleFacts]{a, process.RuleKind, "rule", "rules", board.All[process.RuleFacts]}.add()
	records[process.LeadFacts]{a, process.LeadKind, "lead", "leads", board.All[process.LeadFacts]}.add()
	records[process.TaskFacts]{a, process.TaskKind, "task", "tasks", board.All[process.TaskFacts]}.add()
	records[process.RouteFacts]{a, process.RouteKind, "route", "routes", board.All[process.RouteFacts]}.add()
	records[process.AbsenceFacts]{a, process.AbsenceKind, "absence", "absences", board.All[process.AbsenceFacts]}.add()
	records[process.PlaybookFacts]{a, process.PlaybookKind, "playbook", "playbooks", board.All[process.PlaybookFacts]}.add()
	records[process.PolicyFacts]{a, process.PolicyKind, "policy", "policies", board.All[process.PolicyFacts]}.add()
	records[process.QualificationFacts]{a, process.QualificationKind, "qualification", "qualifications", board.All[process.QualificationFacts]}.add()
	records[merging.DistinctionFacts]{a, merging.DistinctionKind, "distinction", "distinctions", board.All[merging.DistinctionFacts]}.add()
	a.addMoves()
	a.addViews()
	a.addRates()
	a.addWorkspace()
}

func (r records[F]) add() {
	path, api := "/v1/"+r.plural, r.API
	huma.Register(api, document.Operation("list-"+r.plural, http.MethodGet, path, "List "+r.plural), r.list)
	huma.Register(api, document.Operation("get-"+r.singular, http.MethodGet, path+"/{id}", "One "+r.singular), r.get)
	huma.Register(api, document.Operation("get-"+r.singular+"-by-source", http.MethodGet, path+"/by-source/{source}/{source_id}",
		"The "+r.singular+" that another system's object became"), r.bySource)
	create := document.Answering(document.Operation("create-"+r.singular, http.MethodPost, path, "Add one "+r.singular), http.StatusCreated)
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(api, create, r.create)
	change := document.Operation("change-"+r.singular, http.MethodPatch, path+"/{id}", "Change one "+r.singular)
	change.Errors = append(change.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(api, change, r.change)
	document.Patch[F](api.OpenAPI(), change.Path)
	remove := document.Operation("archive-"+r.singular, http.MethodDelete, path+"/{id}", "Archive one "+r.singular)
	remove.Errors = append(remove.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(api, remove, r.archive)
}

// list answers from the board's picture, which has every record in memory.
func (r records[F]) list(ctx context.Context, in *listIn) (*door.Reply[door.Listed[recordView[F]]], error) {
	reader, err := r.Reader(ctx, door.When{}, in.AtLeast)
	if err != nil {
		return nil, err
	}
	asked := door.Question(ctx, r.plural, strconv.FormatBool(in.Archived), in.Text, in.Filter, in.Sort)
	from, err := in.From(asked)
	if err != nil {
		return nil, err
	}
	s, err := r.Sight(ctx)
	if err != nil {
		return nil, err
	}
	page, more, err := lists.Of(reader, seen(s, r.all(reader.Picture)), lists.Listing{Kind: r.kind, Filter: in.Filter, Text: in.Text,
		Sort: in.Sort, After: sales.ID(from.After), Limit: in.Limit, Archived: in.Archived})
	if err != nil {
		return nil, door.Pointing("#", err)
	}
	rows := make([]recordView[F], len(page))
	for i, record := range page {
		rows[i] = viewOf(record, reader.Picture.Version(record.ID))
	}
	var next *door.Cursor
	if more {
		next = &door.Cursor{After: rows[len(rows)-1].ID, Question: asked}
	}
	body := door.ListOf(rows, next)
	return &door.Reply[door.Listed[recordView[F]]]{Status: http.StatusOK, Body: body, Position: door.MomentOf(reader).Header(), Link: door.Link(ctx, body.NextCursor)}, nil
}

// seen are the records within sight.
func seen[F sales.Facts[F]](s *sight.Sight, all iter.Seq[*sales.Record[F]]) iter.Seq[*sales.Record[F]] {
	return func(yield func(*sales.Record[F]) bool) {
		for record := range all {
			if s.Sees(record) && !yield(record) {
				return
			}
		}
	}
}

func (r records[F]) get(ctx context.Context, in *door.Get) (*door.Reply[recordView[F]], error) {
	position, err := r.Standing(ctx, in.AtLeast) // before reading: what is read is at least as new
	if err != nil {
		return nil, err
	}
	c, err := r.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	record, ok := c.Object.(*sales.Record[F])
	if !ok {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	return &door.Reply[recordView[F]]{Status: http.StatusOK, ETag: door.ETag(c.Version), Position: position, Body: viewOf(record, c.Version)}, nil
}

func (r records[F]) bySource(ctx context.Context, in *door.By) (*door.Reply[recordView[F]], error) {
	id, err := r.BySource(ctx, r.kind, in.Origin())
	if err != nil {
		return nil, err
	}
	return r.get(ctx, &door.Get{ID: string(id)})
}

func (r records[F]) create(ctx context.Context, in *createIn[F]) (*door.Reply[recordView[F]], error) {
	facts, err := r.completed(ctx, in.Body.Value)
	if err != nil {
		return nil, err
	}
	id := r.named(ctx, facts)
	if err := r.judge(ctx, facts); err != nil {
		return nil, err
	}
	return door.Record(ctx, r.Door, door.Write[recordView[F]]{
		Command: sales.Create[F]{ID: id, Facts: facts.(F)}, Then: r.onward(ctx, id, facts), Key: in.Key, Body: in.Body.Text,
		Status: http.StatusCreated, Location: "/v1/" + r.plural + "/" + string(id), View: r.view(id)})
}

// onward gives a new lead that nobody owns to whose turn it is.
func (a room) onward(ctx context.Context, id sales.ID, facts any) []sales.Command {
	lead, is := facts.(process.LeadFacts)
	if !is || lead.Owner != "" {
		return nil
	}
	b, err := a.Boards.Of(ctx, door.CallerOf(ctx).Workspace)
	if err != nil {
		return nil // the sweep will
	}
	now := sales.InstantOf(a.Clock())
	order, found := dispatch.Desk{Ledger: a.Ledger, Gate: a.Gate}.Order(b.Snapshot().At(0, 0), &process.Lead{ID: id, Facts: lead, CreatedAt: now}, now)
	if !found {
		return nil
	}
	return []sales.Command{order}
}

func (r records[F]) change(ctx context.Context, in *door.Patch[F]) (*door.Reply[recordView[F]], error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	if sales.ID(in.ID).Kind() != r.kind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	change := sales.Change[F]{ID: sales.ID(in.ID), Patch: in.Body.Text}
	if err := r.judgeChange(ctx, change); err != nil {
		return nil, err
	}
	return door.Record(ctx, r.Door, door.Write[recordView[F]]{Command: change, Version: version, Place: in.Body.Place,
		Status: http.StatusOK, View: r.view(sales.ID(in.ID))})
}

// judgeChange judges facts as a patch would leave them. What the patch itself cannot do is the ledger's to say, and so is
// that a record out of sight is missing.
func (r records[F]) judgeChange(ctx context.Context, c sales.Change[F]) error {
	if r.kind != sales.ViewKind {
		return nil
	}
	if _, err := r.Load(ctx, c.ID); err != nil {
		return err
	}
	after, err := c.After(r.World(ctx))
	if err != nil {
		return nil
	}
	return r.judge(ctx, after)
}

func (r records[F]) archive(ctx context.Context, in *door.Remove) (*door.Reply[recordView[F]], error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	if sales.ID(in.ID).Kind() != r.kind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	return door.Record(ctx, r.Door, door.Write[recordView[F]]{Command: sales.Archive[F]{ID: sales.ID(in.ID)}, Version: version,
		Status: http.StatusOK, View: r.view(sales.ID(in.ID))})
}

func (r records[F]) view(id sales.ID) func(*ledger.Book) (recordView[F], int64) {
	return func(b *ledger.Book) (recordView[F], int64) { return In[F](b, id) }
}

// named is the id of a new record. Some are found without looking for them.
func (r records[F]) named(ctx context.Context, facts any) sales.ID {
	switch f := facts.(type) {
	case process.PolicyFacts:
		return process.PolicyID(f.Key)
	case process.QualificationFacts:
		return process.QualificationID(cmp.Or(sales.ID(f.Pipeline), sales.ID(door.CallerOf(ctx).Workspace)))
	}
	return r.Mint(r.kind)
}

// completed gives new facts what a caller may leave out: the owner of an account or a view, the ids of a pipeline's stages and its
// defaults.
func (a room) completed(ctx context.Context, facts any) (any, error) {
	if f, ok := facts.(sales.AccountFacts); ok && f.Owner == "" {
		s, err := a.Sight(ctx)
		if err == nil && !s.Deals().All {
			f.Owner = door.CallerOf(ctx).User // or who adds it would not see it
		}
		return f, err
	}
	switch f := facts.(type) {
	case sales.ViewFacts:
		if f.Owner == "" && f.Role == "" {
			f.Owner = door.CallerOf(ctx).User
		}
		return f, nil
	case process.LeadFacts:
		f.State = cmp.Or(f.State, process.LeadOpen)
		return f, nil
	case process.TaskFacts:
		f.State = cmp.Or(f.State, process.TaskOpen)
		f.Owner = cmp.Or(f.Owner, door.CallerOf(ctx).User)
		return f, nil
	}
	p, ok := facts.(sales.PipelineFacts)
	if !ok {
		return facts, nil
	}
	for i := range p.Stages {
		if p.Stages[i].ID == "" {
			p.Stages[i].ID = sales.StageID(a.Mint(sales.StageKind))
		}
		for j := range p.Stages[i].SubStages {
			if p.Stages[i].SubStages[j].ID == "" {
				p.Stages[i].SubStages[j].ID = sales.SubStageID(a.Mint(sales.SubStageKind))
			}
		}
	}
	ws := door.CallerOf(ctx).Workspace
	current, err := a.Ledger.Load(ctx, ws, sales.ID(ws))
	if err != nil {
		return nil, err
	}
	return p.Completed(current.Object.(*sales.Workspace).Facts), nil
}
