package work

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/dispatch"
	"arus/ledger"
	"arus/sales"
)

// room is where they are served.
type room struct {
	*door.Door
	desk dispatch.Desk
}

// Add registers the operations.
func Add(d *door.Door) {
	a := room{d, dispatch.Desk{Ledger: d.Ledger, Gate: d.Gate}}
	a.addLeads()
	a.addRoutes()
	a.addApprovals()
	a.addTasks()
	a.addAttention()
}

// current is the object of an id as it stands, with its version; an id of another kind is missing.
func current[T sales.Object](ctx context.Context, a room, id sales.ID) (object T, version int64, err error) {
	c, err := a.Load(ctx, id)
	if err != nil {
		return object, 0, err
	}
	object, is := c.Object.(T)
	if !is {
		return object, 0, sales.Missing(id)
	}
	return object, c.Version, nil
}

// Head is what every object on the wire begins with.
type Head struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version" doc:"Rises with every change; the ETag is this number in quotes"`
	CreatedAt sales.Instant `json:"created_at"`
}

// actIn is an order about an object, with its body.
type actIn[B any] struct {
	door.IfMatch
	door.Once
	ID   string `path:"id"`
	Body body.Of[B]
}

// action is an order that a body asks for.
type action[B, V any] struct {
	name, path, summary string
	kind                sales.Kind
	of                  func(ctx context.Context, id sales.ID, b B) (sales.Command, error)
	view                func(*ledger.Book, sales.ID) (V, int64)
}

// add registers an action on an object in the path.
func (x action[B, V]) add(a room) {
	op := document.Operation(x.name, http.MethodPost, x.path, x.summary)
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	huma.Register(a.API, op, func(ctx context.Context, in *actIn[B]) (*door.Reply[V], error) {
		version, err := in.Seen(ctx)
		if err != nil {
			return nil, err
		}
		id := sales.ID(in.ID)
		if id.Kind() != x.kind {
			return nil, sales.Missing(id)
		}
		if _, err := a.Load(ctx, id); err != nil {
			return nil, err // before anything is said of the body
		}
		command, err := x.of(ctx, id, in.Body.Value)
		if err != nil {
			return nil, err
		}
		return door.Record(ctx, a.Door, door.Write[V]{Command: command, Version: version, Key: in.Key, Body: in.Body.Text, Status: http.StatusOK,
			View: func(b *ledger.Book) (V, int64) { return x.view(b, id) }})
	})
}

// Reasoned is the body of what is done for a reason.
type Reasoned struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}
