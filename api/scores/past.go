package scores

import (
	"context"
	"database/sql"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/board"
	"arus/ledger"
	"arus/report"
	"arus/sales"
	"arus/score/chronicle"
	"arus/score/keep"
)

// ModelNews is something that happened to a model.
type ModelNews struct {
	At      sales.Instant     `json:"at"`
	Version int64             `json:"version" doc:"Of the model"`
	What    string            `json:"what" enum:"learnt,stood_again,drifted"`
	Why     *string           `json:"why" enum:"first,due,asked,drifted" doc:"Of learnt. first: enough had closed for the first time; due: the one before was a week old, or had learnt from far fewer deals; asked: somebody wanted it; drifted: what closed did not come as the one before had said"`
	By      *string           `json:"by" doc:"Who wanted it; null where it happened by itself"`
	ByName  *string           `json:"by_name"`
	Before  *int64            `json:"before" doc:"Of stood_again: the version that stood until then"`
	Misfit  *chronicle.Misfit `json:"finding" doc:"Of drifted: what was found, and what was done about it"`
}

type rollbackIn struct {
	door.Once
	Version int64 `path:"version" minimum:"1"`
}

func (a room) addPast() {
	op := document.Operation("list-model-history", http.MethodGet, "/v1/scores/models/history", "What became of models, newest first")
	op.Description = "Each was learnt, some were let stand again, and of some it was found that what closed since did not come as they had said. The same are events of the feed: model.created, model.stood_again and model.drifted."
	huma.Register(a.API, op, a.past)
}

func (a room) past(ctx context.Context, in *door.AtLeast) (*door.Reply[door.Listed[ModelNews]], error) {
	r, err := a.Reader(ctx, door.When{}, *in)
	if err != nil {
		return nil, err
	}
	var news []ModelNews
	for m := range board.All[chronicle.ModelFacts](r.Picture) {
		f := m.Facts
		by, name := somebody(r, f.By)
		news = append(news, ModelNews{At: f.Learnt, Version: f.Version, What: "learnt", Why: door.OrNull(string(f.Why)), By: by, ByName: name})
		for _, again := range f.Again {
			by, name := somebody(r, again.By)
			news = append(news, ModelNews{At: again.At, Version: f.Version, What: "stood_again", By: by, ByName: name, Before: &again.Before})
		}
		if f.Drift != nil {
			news = append(news, ModelNews{At: f.Drift.At, Version: f.Version, What: "drifted", Misfit: &f.Drift.Misfit})
		}
	}
	slices.SortStableFunc(news, func(a, b ModelNews) int { return int(min(max(b.At-a.At, -1), 1)) })
	return &door.Reply[door.Listed[ModelNews]]{Status: http.StatusOK, Position: door.MomentOf(r).Header(), Body: door.ListOf(news, nil)}, nil
}

// somebody is a person and their name; null where it was nobody.
func somebody(r *report.Reader, id sales.UserID) (by, name *string) {
	if u, known := r.Picture.User(id); known {
		name = &u.Facts.Name
	}
	return door.OrNull(string(id)), name
}

// rollback lets a model stand in the transaction that writes so into the ledger: nobody is told of one without the other.
func (a room) rollback(ctx context.Context, in *rollbackIn) (*door.Reply[ModelView], error) {
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	c := door.CallerOf(ctx)
	_, before, err := a.standing(ctx, r.Now)
	if err != nil {
		return nil, err
	}
	entry, err := a.keeper.Entry(ctx, c.Workspace, in.Version, keep.Wish{Why: chronicle.Asked})
	if err != nil {
		return nil, err
	}
	w := door.Write[ModelView]{Command: chronicle.LetStand{Version: in.Version, StoodAgain: chronicle.StoodAgain{Before: before, By: c.User}}, Key: in.Key, Status: http.StatusOK,
		Within: func(ctx context.Context, tx *sql.Tx) error {
			return a.keeper.Rollback(ctx, tx, c.Workspace, in.Version)
		},
		View: func(b *ledger.Book) (ModelView, int64) {
			m := b.Object(entry.ID).(*chronicle.Model).Facts
			return ModelView{m.Version, m.Learnt, m.Position, m.Champion, true}, b.Version(entry.ID)
		}}
	if _, written := board.Find[chronicle.ModelFacts](r.Picture, entry.ID); !written { // learnt before there was a chronicle
		w.Command, w.Then = entry, []sales.Command{w.Command}
	}
	reply, err := door.Record(ctx, a.Door, w)
	if err == nil {
		a.keeper.Changed(c.Workspace)
	}
	return reply, err
}
