package design

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"arus/api/body"
	"arus/api/door"
	"arus/design"
	"arus/ledger"
	"arus/report"
	"arus/sales"
)

// VersionView is a definition that a pipeline had.
type VersionView struct {
	Version   int64               `json:"version"`
	Effective sales.Instant       `json:"effective_at" doc:"From when on it held"`
	Recorded  sales.Instant       `json:"recorded_at"`
	ByName    string              `json:"by_name"`
	Changes   []DifferenceView    `json:"changes" nullable:"false" doc:"Against the definition before; none of the first"`
	Pipeline  sales.PipelineFacts `json:"pipeline"`
}

// DifferenceView is what differs between two definitions.
type DifferenceView struct {
	Code  string `json:"code" enum:"renamed,stage_added,stage_retired,stage_reopened,stage_renamed,stages_reordered,criteria_changed,settings_changed"`
	Stage string `json:"stage,omitempty"`
	Was   string `json:"was,omitempty"`
	Is    string `json:"is,omitempty"`
}

// VersionList are the definitions of a pipeline, newest first.
type VersionList struct {
	Data []VersionView `json:"data" nullable:"false"`
}

// mostVersions are read of a pipeline: the definition of a long life has been changed some dozen times.
const mostVersions = 1000

func (a room) versions(ctx context.Context, in *door.Get) (*door.Reply[VersionList], error) {
	position, err := a.Standing(ctx, in.AtLeast)
	if err != nil {
		return nil, err
	}
	ws, id := door.CallerOf(ctx).Workspace, sales.ID(in.ID)
	events, err := a.Ledger.History(ctx, ws, id, 0, mostVersions)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 || id.Kind() != sales.PipelineKind {
		return nil, sales.Missing(id)
	}
	slices.SortStableFunc(events, func(x, y ledger.Event) int {
		return cmp.Or(cmp.Compare(x.At, y.At), cmp.Compare(x.Position, y.Position))
	})
	list, names, is := VersionList{}, a.Names(ws), &sales.Pipeline{}
	for i, e := range events {
		was := is.Facts
		if err := is.Fold(e.Fact); err != nil {
			return nil, err
		}
		v := VersionView{Version: e.Version, Effective: e.At, Recorded: e.Recorded, ByName: names.Of(ctx, e.Actor), Changes: []DifferenceView{}, Pipeline: is.Facts}
		if i > 0 {
			v.Changes = differences(was, is.Facts)
		}
		list.Data = append(list.Data, v)
	}
	slices.Reverse(list.Data)
	return &door.Reply[VersionList]{Status: http.StatusOK, Position: position, Body: list}, nil
}

func differences(was, is sales.PipelineFacts) []DifferenceView {
	list := []DifferenceView{}
	for _, d := range design.Differences(was, is) {
		list = append(list, DifferenceView{d.Code, string(d.Stage), d.Was, d.Is})
	}
	return list
}

type redefineIn struct {
	door.IfMatch
	door.Once
	ID   string `path:"id"`
	Body body.Of[Redefinition]
}

// RedefinedView is the pipeline after its change.
type RedefinedView struct {
	ID       string              `json:"id"`
	Version  int64               `json:"version"`
	Moved    int                 `json:"moved" doc:"Deals that were put into other stages"`
	Pipeline sales.PipelineFacts `json:"pipeline"`
	Planned  *PlanView           `json:"planned,omitempty" doc:"The change waits for its moment: nothing is different yet"`
}

// redefine looks for the deals of the mapped stages on the board, all of them, whoever may see them: a definition is for
// everybody.
func (a room) redefine(ctx context.Context, in *redefineIn) (*door.Reply[RedefinedView], error) {
	version, err := in.Seen(ctx)
	if err != nil {
		return nil, err
	}
	id := sales.PipelineID(in.ID)
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	before, known := r.Picture.Pipeline(id)
	if !known {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	b := in.Body.Value
	draft, err := a.draftOf(a.World(ctx), sales.ID(in.ID), b)
	if err != nil {
		return nil, err
	}
	if err := draft.mapping.Check(before.Facts, draft.after); err != nil {
		return nil, err
	}
	effective, err := a.effective(ctx, b.Effective)
	if err != nil || effective != 0 {
		return a.plan(ctx, in, planning{draft, effective, version}, err)
	}
	command := sales.Redefine{Change: draft.Change, Mapping: draft.mapping, Reason: b.Reason}
	was := map[sales.DealID]sales.StageID{}
	for d := range design.OpenIn(r.Within(report.Sight{All: true}), id) {
		if draft.mapping[d.Stage()] != "" {
			command.Deals = append(command.Deals, d.ID())
			was[d.ID()] = d.Stage()
		}
	}
	return door.Record(ctx, a.Door, door.Write[RedefinedView]{Command: command, Version: version, Key: in.Key, Body: in.Body.Text, Status: http.StatusOK,
		View: func(book *ledger.Book) (RedefinedView, int64) {
			p, version := book.Object(sales.ID(in.ID)).(*sales.Pipeline), book.Version(sales.ID(in.ID))
			v := RedefinedView{ID: in.ID, Version: version, Pipeline: p.Facts}
			for id, stage := range was {
				if d, ok := book.Object(sales.ID(id)).(*sales.Deal); ok && d.Stage != stage {
					v.Moved++
				}
			}
			return v, version
		}})
}

func sortedKeys(m map[sales.Currency]int64) []sales.Currency {
	return slices.Sorted(maps.Keys(m))
}
