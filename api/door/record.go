package door

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"
	"strconv"
	"strings"

	"arus/api/problem"
	"arus/ledger"
	"arus/sales"
)

// Write is a change on its way to the ledger, with how its answer is made.
type Write[T any] struct {
	Command  sales.Command
	Then     []sales.Command // what follows from it, in the same transaction
	Within   func(context.Context, *sql.Tx) error
	At       sales.Instant
	Version  int64  // the subject must have; 0 any
	Key      string // idempotency
	Body     []byte // what the key is bound to
	Status   int    // of success
	Location string
	View     func(*ledger.Book) (T, int64)
	Where    func(order int) string // of several orders: what of the body each was made of
	Place    func(error) error      // says where in the body a problem is; nil knows no better than the problem
}

// Record gives the order and answers with the view that was made inside its transaction.
func Record[T any](ctx context.Context, d *Door, w Write[T]) (*Reply[T], error) {
	who := d.Who(ctx)
	request := ledger.Request{Who: who, Orders: []ledger.Order{{Command: w.Command, At: w.At, IfVersion: w.Version}}}
	request.Within = w.Within
	for _, c := range w.Then {
		request.Orders = append(request.Orders, ledger.Order{Command: c})
	}
	if w.Where != nil {
		orders := request.Orders
		request.Orders, request.Plan = nil, func(b *ledger.Book) error {
			for i, o := range orders {
				if _, err := b.Do(o); err != nil {
					return sales.Under(w.Where(i), err)
				}
			}
			return nil
		}
	}
	reply := &Reply[T]{Status: w.Status, Location: w.Location}
	landed, err := d.Keyed(ctx, &request, w.Key, w.Body)
	if err != nil {
		return nil, err
	}
	defer landed()
	request.Answer = func(_ ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
		var version int64
		reply.Body, version = w.View(b)
		reply.ETag = ETag(version)
		body, err := json.Marshal(reply.Body)
		return ledger.Answer{Status: w.Status, Body: body, Headers: reply.ETag + "\n" + w.Location}, err
	}
	receipt, err := d.Ledger.RecordAll(ctx, request)
	if err != nil {
		if w.Place != nil {
			err = w.Place(err)
		}
		return nil, d.Explained(ctx, w.Command.Subject(), err)
	}
	reply.Position = strconv.FormatInt(receipt.Position, 10)
	if receipt.Replayed {
		reply.Replayed, reply.Status = "true", receipt.Answer.Status
		reply.ETag, reply.Location, _ = strings.Cut(receipt.Answer.Headers, "\n")
		id := w.Command.Subject()
		if made := sales.ID(path.Base(reply.Location)); made.Kind() != "" {
			id = made
		}
		if _, err := d.Load(ctx, id); err != nil {
			return nil, err // seen then, and not any more
		}
		return reply, json.Unmarshal(receipt.Answer.Body, &reply.Body)
	}
	d.Settle(ctx, who.Workspace, receipt.Position)
	return reply, nil
}

// Keyed makes a request idempotent under a client's key, if there is one. Only one with the same key is under way on this
// node until landed is called.
func (d *Door) Keyed(ctx context.Context, r *ledger.Request, key string, body []byte) (landed func(), err error) {
	if key = strings.Trim(key, `"`); key == "" {
		return func() {}, nil
	}
	r.Key = r.Actor + "/" + CallerOf(ctx).Token + ":" + key // nobody is answered what another was
	sum := sha256.Sum256(append([]byte(VisitOf(ctx).Path+"\n"), body...))
	r.Fingerprint = hex.EncodeToString(sum[:])
	flight := string(r.Workspace) + r.Key
	if !d.flights.take(flight) {
		return nil, problem.Fail(ctx, http.StatusConflict, "in_flight", "a request with this idempotency key is under way")
	}
	return func() { d.flights.land(flight) }, nil
}

// Settle waits a moment for the board, so that a client which reads right after writing sees what it wrote. A board that
// is behind does not fail the write: Arus-Min-Position is there for who must be sure.
func (d *Door) Settle(ctx context.Context, ws sales.WorkspaceID, position int64) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if b, err := d.Boards.Of(ctx, ws); err == nil {
		_ = b.WaitFor(ctx, position) // late is allowed, as said above
	}
}

// Explained adds to a stale writer's problem who changed the object, and when.
func (d *Door) Explained(ctx context.Context, id sales.ID, err error) error {
	p := problem.New(ctx, http.StatusInternalServerError, "", err)
	if p.Code != "stale" {
		return err // said where it leaves, with what the operation knows
	}
	who := d.Who(ctx)
	last, failed := d.Ledger.History(ctx, who.Workspace, id, 0, 1)
	if failed == nil && len(last) == 1 {
		p.Current = &problem.Current{Version: last[0].Version, ChangedBy: d.Names(who.Workspace).Of(ctx, last[0].Actor), ChangedAt: last[0].Recorded}
	}
	return p
}
