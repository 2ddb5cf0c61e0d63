package door

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

	"arus/api/body"
	"arus/api/problem"
	"arus/sales"
)

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

// ETag names a version of an object.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Seen is the version that the client has seen; it reads an If-Match header: 428 without, 400 when it is no version of ours. The star is any version.
func (m IfMatch) Seen(ctx context.Context) (int64, error) {
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

// Cursor is where a list goes on. It is bound to what was asked, so that it cannot be used with another filter.
type Cursor struct {
	After    string `json:"a"`
	Question string `json:"q"`
}

// Question is a fingerprint of what a cursor is bound to: the parameters, and who asks.
func Question(ctx context.Context, parts ...string) string {
	c := CallerOf(ctx)
	parts = append(parts, string(c.Workspace), string(c.User), c.Token)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// Encode is the cursor as clients see it.
func (c Cursor) Encode() string {
	text, _ := json.Marshal(c) // strings cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// From reads where a page begins. question is what its cursor must be bound to.
func (p Page) From(question string) (Cursor, error) {
	if p.Cursor == "" {
		return Cursor{Question: question}, nil
	}
	var c Cursor
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || json.Unmarshal(text, &c) != nil || c.Question != question {
		return c, sales.Invalid("#cursor", "bad_cursor", "the cursor is not of this list: leave it out to begin anew")
	}
	return c, nil
}

// ListOf closes a page: next is the cursor after its last row, or none.
func ListOf[T any](rows []T, next *Cursor) Listed[T] {
	l := Listed[T]{Data: rows}
	if rows == nil {
		l.Data = []T{}
	}
	if next != nil {
		text := next.Encode()
		l.NextCursor = &text
	}
	return l
}

// Link is the Link header to the next page: the same question with another cursor.
func Link(ctx context.Context, next *string) string {
	if next == nil {
		return ""
	}
	v := VisitOf(ctx)
	query := v.URL.Query()
	query.Set("cursor", *next)
	return "<" + (&url.URL{Path: v.Path, RawQuery: query.Encode()}).String() + `>; rel="next"`
}

// By names a record that another system knows.
type By struct {
	Source   string `path:"source"`
	SourceID string `path:"source_id"`
}

// Origin is the name as the ledger keeps it.
func (b By) Origin() sales.Origin { return sales.Origin{Source: b.Source, SourceID: b.SourceID} }

// Get asks for one object as it is now.
type Get struct {
	AtLeast
	ID string `path:"id"`
}

// Patch changes facts of one object.
type Patch[F any] struct {
	IfMatch
	ID   string `path:"id"`
	Body body.Patch[F]
}

// Remove takes one object away.
type Remove struct {
	IfMatch
	ID string `path:"id"`
}

// OriginView is where an imported object came from, or nil.
func OriginView(o sales.Origin) *sales.Origin {
	if o.Source == "" {
		return nil
	}
	return &o
}

// OrNull is nil for a zero value: what is not known is null on the wire.
func OrNull[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// OrEmpty is a list that is never null on the wire.
func OrEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
