package intake

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"arus/intake/patch"
	"arus/intake/rows"
	"arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
)

// plan is one run over the haul inside a transaction. The ledger may ask for another run, so everything that a run
// learns is in here, and nothing of it in the haul.
type plan struct {
	*haul
	ctx    context.Context
	desk   *Desk
	book   *ledger.Book
	ws     sales.WorkspaceID
	said   *sheet.Report
	failed error // of the database: everything stops

	counts  sales.ImportCounts
	events  int
	badRows map[ref]bool
	lost    map[string]bool   // ids of deals that could not be taken in
	met     map[sales.ID]bool // objects of the files that were here before; true: changed

	indexes  map[sales.Kind]*index
	lanes    map[string]*lane // by the folded name of the pipeline
	main     *lane            // of deals that name no pipeline
	outcomes map[string]sales.Outcome
	teamIDs  map[string]sales.TeamID
	undone   map[sales.Instant]bool  // recorded instants of imports that were taken back
	warned   map[rows.Code]bool      // what is said once for all rows alike
	rates    map[sales.Currency]bool // those that were met, other than the workspace's own
	told     map[string]bool         // fields of deals that the map has
	late     map[string]bool         // those of them that are known from the closing on
}

// ref is a row of a section's file.
type ref struct {
	section *sheet.Section
	line    int
}

func newPlan(ctx context.Context, d *Desk, h *haul, b *ledger.Book) *plan {
	p := &plan{haul: h, ctx: ctx, desk: d, book: b, ws: sales.WorkspaceID(b.Workspace()), said: &sheet.Report{Keep: findingsKept},
		badRows: map[ref]bool{}, lost: map[string]bool{}, met: map[sales.ID]bool{}, indexes: map[sales.Kind]*index{}, lanes: map[string]*lane{},
		outcomes: map[string]sales.Outcome{}, teamIDs: map[string]sales.TeamID{}, undone: map[sales.Instant]bool{},
		warned: map[rows.Code]bool{}, rates: map[sales.Currency]bool{}, told: map[string]bool{}, late: map[string]bool{}}
	p.counts.Created = map[string]int{}
	if s := h.m.Section(sheet.Deals); s != nil {
		for field := range s.Fields {
			p.told[field] = true
		}
		for _, field := range ages(s) {
			p.late[field] = true
		}
	}
	return p
}

// run decides everything. An error means that nothing is to be written.
func (p *plan) run(strict bool) error {
	for _, step := range []func() error{p.seeImports, p.bringFields, p.bringLanes, p.bringPeople, p.bringParties, p.bringLeads, p.bringDeals, p.sendOff} {
		if err := step(); err != nil {
			return err
		}
		if p.failed != nil {
			return p.failed
		}
		if err := p.ctx.Err(); err != nil {
			return err
		}
	}
	p.counts.Rows, p.counts.Bad = p.rows, p.broken+len(p.badRows)
	for _, changed := range p.met {
		if changed {
			p.counts.Changed++
		} else {
			p.counts.Unchanged++
		}
	}
	if strict && p.counts.Bad > 0 {
		return sales.Refused("bad_rows", "nothing was imported: %d of %d rows are bad", p.counts.Bad, p.counts.Rows)
	}
	return nil
}

// findings of reading and deciding, and how many more there were.
func (p *plan) findings() (all []Finding, dropped int) {
	if p.haul == nil {
		return nil, 0 // the ledger did not come as far as the plan
	}
	return rows.Merged(append(slices.Clone(p.haul.reports), p.said)...)
}

// tell reports a finding about a field of a row; an error makes the row bad.
func (p *plan) tell(at ref, field string, f Finding) {
	f.File, f.Line = at.section.File, at.line
	if c, ok := at.section.Fields[field]; ok && f.Column == "" {
		f.Column = strings.Join(c.Names, " ")
	}
	if f.Severity == rows.Error {
		p.badRows[at] = true
	}
	p.said.Add(f)
}

func (p *plan) bad(at ref, field string, code rows.Code, args ...string) {
	p.tell(at, field, rows.Because(code, args...).Finding(rows.Error))
}

func (p *plan) warn(at ref, field string, code rows.Code, args ...string) {
	p.tell(at, field, rows.Because(code, args...).Finding(rows.Warning))
}

// once warns of what holds for many rows at the first of them.
func (p *plan) once(at ref, field string, code rows.Code, args ...string) {
	if !p.warned[code] {
		p.warned[code] = true
		p.warn(at, field, code, args...)
	}
}

// do gives an order that a row stands for. What the business refuses is a finding about the row.
func (p *plan) do(at ref, o ledger.Order) bool {
	err := p.try(o)
	var problem *sales.Problem
	if errors.As(err, &problem) {
		field, _, _ := strings.Cut(strings.TrimPrefix(problem.Pointer, "/"), "/")
		p.bad(at, field, rows.CodeRefused, problem.Error())
	}
	return err == nil
}

// try gives an order and counts what follows from it.
func (p *plan) try(o ledger.Order) error {
	if p.failed != nil {
		return p.failed
	}
	events, err := p.book.Do(o)
	var problem *sales.Problem
	if err != nil && !errors.As(err, &problem) {
		p.failed = err
	}
	p.events += len(events)
	for _, v := range events {
		if noun, created := strings.CutSuffix(v.Fact.Event.Name(), ".created"); created {
			p.counts.Created[noun]++
		}
	}
	return err
}

// compared notes whether an object that was here before has changed since a count of events.
func (p *plan) compared(id sales.ID, before int) {
	p.met[id] = p.met[id] || p.events > before
}

func (p *plan) origin(id string) sales.Origin { return sales.Origin{Source: p.m.Source, SourceID: id} }

// seeImports learns which events of the ledger were taken back.
func (p *plan) seeImports() error {
	return p.each(sales.ImportKind, func(o sales.Object) sales.ID {
		i := o.(*sales.Import)
		if i.Status == sales.ImportTaken {
			p.undone[i.AppliedAt] = true
		}
		return sales.ID(i.ID)
	})
}

const pageLength = 1000

// each reads all objects of a kind as they were before the transaction; fn gives the id of each. The workspace is locked by
// the transaction, so nobody else changes them meanwhile.
func (p *plan) each(kind sales.Kind, fn func(sales.Object) sales.ID) error {
	for after := sales.ID(""); ; {
		page, err := p.desk.Ledger.List(p.ctx, p.ws, kind, after, pageLength)
		if err != nil {
			return err
		}
		for _, c := range page {
			after = fn(c.Object)
		}
		if len(page) < pageLength {
			return nil
		}
	}
}

// settings of the workspace, as the transaction has them.
func (p *plan) settings() sales.WorkspaceFacts {
	if ws, ok := p.book.Object(p.book.Workspace()).(*sales.Workspace); ok {
		return ws.Facts
	}
	return sales.NewWorkspace("")
}

// slot is where a record belongs that a row tells of.
type slot struct {
	at       ref
	kind     sales.Kind
	id, name string // as the files have them
	email    string // people are the same everywhere by it
}

// from is what the record is known by at its source.
func (s slot) from() string {
	if s.id != "" {
		return s.id
	}
	return s.name
}

// upsert makes the record of a row, or changes what differs. set takes over what the row says, and must not write into
// maps and slices that it finds.
func upsert[F sales.Facts[F]](p *plan, s slot, set func(*F)) sales.ID {
	x := p.index(s.kind)
	id, found := p.book.Origin(s.kind, p.origin(s.from()))
	if !found && s.id == "" {
		id, found = x.ids[s.name]
	}
	if !found && s.email != "" {
		id, found = x.ids[s.email]
	}
	var facts F
	if !found {
		set(&facts)
		id = p.desk.Mint(s.kind)
		if !p.do(s.at, ledger.Order{Command: sales.Create[F]{ID: id, Facts: facts, Origin: p.origin(s.from())}}) {
			return ""
		}
		p.created(x, id, s)
		return id
	}
	survivor := survivor[F](p.book, id)
	x.take(survivor, s)
	record, ok := p.book.Object(id).(*sales.Record[F])
	switch {
	case !ok:
		return ""
	case survivor != id:
		p.warn(s.at, "id", rows.CodeMergedHere, s.from(), string(survivor))
		return survivor
	}
	facts = record.Facts
	set(&facts)
	before := p.events
	if !reflect.DeepEqual(facts, record.Facts) {
		change(p, s.at, record, facts)
	}
	if !x.made[id] {
		p.compared(id, before)
	}
	return id
}

// survivor is what a record went into, and that one, to the last that stands alone: the record itself for most.
func survivor[F sales.Facts[F]](w sales.World, id sales.ID) sales.ID {
	for {
		record, ok := w.Object(id).(*sales.Record[F])
		if !ok || record.MergedInto() == "" {
			return id
		}
		id = record.MergedInto()
	}
}

func change[F sales.Facts[F]](p *plan, at ref, record *sales.Record[F], facts F) {
	difference, err := patch.Between(record.Facts, facts)
	if err != nil {
		p.failed = err
		return
	}
	p.do(at, ledger.Order{Command: sales.Change[F]{ID: record.ID, Patch: difference}})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
