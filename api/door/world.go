package door

import (
	"context"

	"arus/sales"
)

// World is the workspace as the ledger has it now, one object after the other as they are asked for: what a step would be
// judged by if it were taken. An object that cannot be loaded is not there; Err says why.
type World struct {
	ctx  context.Context
	door *Door
	ws   sales.WorkspaceID
	seen map[sales.ID]sales.Object
	Err  error
}

// World of the caller.
func (d *Door) World(ctx context.Context) *World {
	return &World{ctx: ctx, door: d, ws: CallerOf(ctx).Workspace, seen: map[sales.ID]sales.Object{}}
}

// Workspace is the id of the workspace.
func (w *World) Workspace() sales.ID { return sales.ID(w.ws) }

// Object is the current state of an object, or nil.
func (w *World) Object(id sales.ID) sales.Object {
	object, seen := w.seen[id]
	if seen || id == "" || w.Err != nil {
		return object
	}
	current, err := w.door.Ledger.Load(w.ctx, w.ws, id)
	if err != nil && !sales.IsMissing(err) {
		w.Err = err
	}
	w.seen[id] = current.Object
	return current.Object
}
