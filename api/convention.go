package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"arus/api/problem"
	"arus/ledger"
	"arus/sales"
)

// When are the parameters of time travel, on every read of deals and reports.
type When struct {
	AsOf    string `query:"as_of" doc:"The picture that was true then: an instant, or a day (its end in the workspace's time zone)" example:"2026-09-30"`
	KnownAt string `query:"known_at" doc:"The picture as the system knew it then, whatever was back-dated later"`
}

// AtLeast lets a client that has just written demand to read its own writes.
type AtLeast struct {
	Position int64 `header:"Arus-Min-Position" doc:"Answer only from a picture at this ledger position or a later one"`
}

// Page are the parameters of every list.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" doc:"From next_cursor of the answer before; bound to its filter and sort"`
}

// IfMatch insists on the version that a client has seen.
type IfMatch struct {
	ETag string `header:"If-Match" doc:"The ETag of the version that this change is based on" example:"\"3\""`
}

// Once makes a POST idempotent.
type Once struct {
	Key string `header:"Idempotency-Key" maxLength:"202" pattern:"^[ -~]*$" doc:"The same key with the same body gets the stored answer, quoted or bare; kept for a day" example:"9b2f6e1c-order-77"`
}

// Listed is how every list is answered.
type Listed[T any] struct {
	Data       []T     `json:"data" nullable:"false"`
	NextCursor *string `json:"next_cursor" doc:"null on the last page"`
}

// Reply is an answer with its headers.
type Reply[T any] struct {
	Status   int
	ETag     string `header:"ETag"`
	Link     string `header:"Link"`
	Location string `header:"Location"`
	Position string `header:"Arus-Position" doc:"The ledger position this answer was made at"`
	Replayed string `header:"Idempotent-Replayed"`
	Body     T
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// version reads an If-Match header: 428 without, 400 when it is no version of ours. The star is any version.
func (m IfMatch) version(ctx context.Context) (int64, error) {
	text := strings.TrimSpace(m.ETag)
	switch text {
	case "":
		return 0, problem.Fail(ctx, http.StatusPreconditionRequired, "precondition_required",
			"say which version this change is based on: send its ETag as If-Match")
	case "*":
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil || n < 1 || strings.HasPrefix(text, "W/") {
		return 0, problem.Fail(ctx, http.StatusBadRequest, "bad_etag", "%s is not an ETag of this object", text)
	}
	return n, nil
}

// instant reads an instant or a day, whose end it means. Empty means def.
func instant(pointer, text string, in *time.Location, def sales.Instant) (sales.Instant, error) {
	if text == "" {
		return def, nil
	}
	if day, err := sales.ParseDay(text); err == nil {
		return day.End(in), nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, sales.Invalid(pointer, "bad_instant", "%q is neither a day such as 2026-09-30 nor an instant such as 2026-09-30T17:00:00Z", text)
	}
	return sales.InstantOf(t), nil
}

// cursor is where a list goes on. It is bound to what was asked, so that it cannot be used with another filter.
type cursor struct {
	After    string `json:"a"`
	Question string `json:"q"`
}

// question is a fingerprint of the parameters that a cursor is bound to.
func question(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

func (c cursor) encode() string {
	text, _ := json.Marshal(c) // strings cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

func (p Page) after(question string) (cursor, error) {
	if p.Cursor == "" {
		return cursor{Question: question}, nil
	}
	var c cursor
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || json.Unmarshal(text, &c) != nil || c.Question != question {
		return c, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
	}
	return c, nil
}

// listed closes a page: next is the cursor after its last row, or none.
func listed[T any](rows []T, next *cursor) Listed[T] {
	l := Listed[T]{Data: rows}
	if rows == nil {
		l.Data = []T{}
	}
	if next != nil {
		text := next.encode()
		l.NextCursor = &text
	}
	return l
}

// link is the Link header to the next page: the same question with another cursor.
func link(ctx context.Context, next *string) string {
	if next == nil {
		return ""
	}
	v := visitOf(ctx)
	query := v.url.Query()
	query.Set("cursor", *next)
	return "<" + (&url.URL{Path: v.Path, RawQuery: query.Encode()}).String() + `>; rel="next"`
}

// write is a change on its way to the ledger, with how its answer is made.
type write[T any] struct {
	command  sales.Command
	at       sales.Instant
	version  int64  // the subject must have; 0 any
	key      string // idempotency
	body     []byte // what the key is bound to
	status   int    // of success
	location string
	view     func(*ledger.Book) (T, int64)
	place    func(error) error // says where in the body a problem is; nil knows no better than the problem
}

// record gives the order and answers with the view that was made inside its transaction.
func record[T any](ctx context.Context, a *API, w write[T]) (*Reply[T], error) {
	who := a.who(ctx)
	request := ledger.Request{Who: who, Orders: []ledger.Order{{Command: w.command, At: w.at, IfVersion: w.version}}}
	key := strings.Trim(w.key, `"`)
	reply := &Reply[T]{Status: w.status, Location: w.location}
	if key != "" {
		request.Key = who.Actor + ":" + key
		sum := sha256.Sum256(append([]byte(visitOf(ctx).Path+"\n"), w.body...))
		request.Fingerprint = hex.EncodeToString(sum[:])
		if !a.flights.take(string(who.Workspace) + request.Key) {
			return nil, problem.Fail(ctx, http.StatusConflict, "in_flight", "a request with this idempotency key is under way")
		}
		defer a.flights.land(string(who.Workspace) + request.Key)
	}
	request.Answer = func(_ ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
		var version int64
		reply.Body, version = w.view(b)
		reply.ETag = etag(version)
		body, err := json.Marshal(reply.Body)
		return ledger.Answer{Status: w.status, Body: body, Headers: reply.ETag + "\n" + w.location}, err
	}
	receipt, err := a.ledger.RecordAll(ctx, request)
	if err != nil {
		if w.place != nil {
			err = w.place(err)
		}
		return nil, a.explained(ctx, w.command.Subject(), err)
	}
	reply.Position = strconv.FormatInt(receipt.Position, 10)
	if receipt.Replayed {
		reply.Replayed, reply.Status = "true", receipt.Answer.Status
		reply.ETag, reply.Location, _ = strings.Cut(receipt.Answer.Headers, "\n")
		return reply, json.Unmarshal(receipt.Answer.Body, &reply.Body)
	}
	a.settle(ctx, who.Workspace, receipt.Position)
	return reply, nil
}

// settle waits a moment for the board, so that a client which reads right after writing sees what it wrote. A board that
// is behind does not fail the write: Arus-Min-Position is there for who must be sure.
func (a *API) settle(ctx context.Context, ws sales.WorkspaceID, position int64) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if b, err := a.boards.Of(ctx, ws); err == nil {
		_ = b.WaitFor(ctx, position) // late is allowed, as said above
	}
}

const settleTime = 2 * time.Second

// explained adds to a stale writer's problem who changed the object, and when.
func (a *API) explained(ctx context.Context, id sales.ID, err error) error {
	p := problem.New(ctx, http.StatusInternalServerError, "", err)
	if p.Code != "stale" {
		return p
	}
	who := a.who(ctx)
	last, failed := a.ledger.History(ctx, who.Workspace, id, 0, 1)
	if failed == nil && len(last) == 1 {
		p.Current = &problem.Current{Version: last[0].Version, ChangedBy: a.names(who.Workspace).of(ctx, last[0].Actor), ChangedAt: last[0].Recorded}
	}
	return p
}

// standing is the position that answers from the ledger itself are made at, once it has reached the one demanded.
func (a *API) standing(ctx context.Context, least AtLeast) (string, error) {
	head, _, err := a.ledger.Head(ctx, callerOf(ctx).Workspace)
	if err == nil && head < least.Position {
		err = behind(head, least)
	}
	return strconv.FormatInt(head, 10), err
}

func behind(position int64, least AtLeast) error {
	return &sales.Problem{Kind: sales.KindBusy, Code: "behind", Format: "this node is at position %d, before %d: try again",
		Args: []any{position, least.Position}}
}
