package problem

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/sales"
)

// Problem is an RFC 9457 problem details object: how every failure leaves.
type Problem struct {
	Type      string         `json:"type" example:"about:blank"`
	Title     string         `json:"title" example:"Conflict"`
	Status    int            `json:"status" example:"409"`
	Detail    string         `json:"detail,omitempty" doc:"What went wrong, in the language asked for"`
	Instance  string         `json:"instance,omitempty" doc:"The path that was asked"`
	Code      string         `json:"code" example:"deal_closed" doc:"Stable, the same in every language"`
	RequestID string         `json:"request_id,omitempty"`
	Errors    []FieldProblem `json:"errors,omitempty"`
	Current   *Current       `json:"current,omitempty" doc:"With 412: what the object is now"`
	Demo      bool           `json:"demo,omitempty" doc:"With 401: this server is a demo that anybody on this machine may enter"`

	Choices []Choice `json:"choices,omitempty" doc:"With workspace_needed: what to choose from"`

	Rate *RateGap `json:"rate,omitempty" doc:"With rate_missing: the rate that is to be set"`

	Retry time.Duration `json:"-"` // when to ask again; 0: not
}

// FieldProblem is about one place in the request.
type FieldProblem struct {
	Pointer string `json:"pointer" doc:"JSON pointer into the body, or #name for a parameter"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Current tells a stale writer who came first.
type Current struct {
	Version   int64         `json:"version"`
	ChangedBy string        `json:"changed_by"`
	ChangedAt sales.Instant `json:"changed_at"`
}

// RateGap is a rate between two currencies that nobody has set by a day.
type RateGap struct {
	From sales.Currency `json:"from" example:"USD"`
	To   sales.Currency `json:"to" example:"IDR"`
	Day  sales.Day      `json:"day" doc:"Dated on this day or before, it would do"`
}

// Choice is one of several that a caller has to choose from.
type Choice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Error is the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders says when to ask again.
func (p *Problem) GetHeaders() http.Header {
	if p.Retry == 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.FormatInt(int64((p.Retry+time.Second-1)/time.Second), 10)}}
}

// statusOf maps the kinds of problems to HTTP, in this one place. Who is not let in has statuses of their own.
func statusOf(p *sales.Problem) int {
	switch p.Code {
	case access.CodeUnauthenticated, access.CodeTokenExpired:
		return http.StatusUnauthorized
	case access.CodeLockedOut:
		return http.StatusTooManyRequests
	case access.CodeLinkEnded:
		return http.StatusGone
	case "forbidden":
		return http.StatusForbidden
	}
	switch p.Kind {
	case sales.KindRefused:
		return http.StatusConflict
	case sales.KindMissing:
		return http.StatusNotFound
	case sales.KindStale:
		return http.StatusPreconditionFailed
	case sales.KindBusy:
		return http.StatusServiceUnavailable
	}
	return http.StatusUnprocessableEntity
}

// codes of failures that HTTP itself names.
var codes = map[int]string{
	http.StatusBadRequest: "bad_request", http.StatusUnauthorized: "unauthenticated", http.StatusForbidden: "forbidden",
	http.StatusNotFound: "not_found", http.StatusMethodNotAllowed: "method_not_allowed", http.StatusNotAcceptable: "not_acceptable",
	http.StatusConflict: "conflict", http.StatusPreconditionFailed: "stale", http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType: "unsupported_media_type", http.StatusUnprocessableEntity: "invalid",
	http.StatusPreconditionRequired: "precondition_required", http.StatusTooManyRequests: "too_many_requests",
	http.StatusInternalServerError: "internal", http.StatusServiceUnavailable: "busy", http.StatusRequestTimeout: "timeout",
}

// Request is what problems say of the request they answer.
type Request struct {
	ID       string
	Path     string
	Language string
	Schemas  huma.Registry // of the bodies that may be sent
	Fault    func(error)   // notes an unforeseen error in the log
}

type requestKey struct{}

// About gives the problems of a context the request that they are about.
func About(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

func requestOf(ctx context.Context) Request {
	r, known := ctx.Value(requestKey{}).(Request)
	if !known {
		r.Fault = func(error) {}
	}
	return r
}

// New makes any error into problem details. Foreseen problems keep their words; anything else says nothing about
// the inside and is logged under the request's id.
func New(ctx context.Context, status int, message string, causes ...error) *Problem {
	v := requestOf(ctx)
	p := &Problem{Type: "about:blank", Status: status, Instance: v.Path, RequestID: v.ID, Code: codes[status]}
	var foreseen *sales.Problem
	var whole *Problem
	var denial *access.Denial
	for _, cause := range causes {
		switch {
		case errors.As(cause, &whole):
			return whole
		case errors.As(cause, &foreseen):
			if errors.As(cause, &denial) {
				p.Retry = denial.RetryAfter
			}
			if len(p.Errors) == 0 { // else the schema has found it already, in more places
				p.take(foreseen, v.Language)
			}
		case errors.Is(cause, context.Canceled), errors.Is(cause, context.DeadlineExceeded):
			p.Status, p.Code, message = http.StatusServiceUnavailable, "busy", "there was no time to finish: try again"
		case tooLarge(cause):
			p.Status, p.Code, p.Detail = http.StatusRequestEntityTooLarge, codes[http.StatusRequestEntityTooLarge], said(v.Language, "the files are more than one upload may hold")
		case status < http.StatusInternalServerError:
			p.Errors = append(p.Errors, fieldProblem(v.Language, status, cause))
		default:
			v.Fault(cause)
			message = faulty
		}
	}
	p.plainer()
	p.Title = said(v.Language, http.StatusText(p.Status))
	switch p.Status {
	case http.StatusServiceUnavailable:
		p.Retry = time.Second
	case http.StatusRequestEntityTooLarge:
		message = "the body is longer than 1 MiB"
	case http.StatusUnsupportedMediaType:
		p.Detail, p.Errors = said(v.Language, "the body is to be of a media type that this operation takes, such as application/json"), nil
	}
	if message == "" && p.Status >= http.StatusInternalServerError {
		message = faulty
	}
	if p.Detail == "" {
		p.Detail = said(v.Language, message)
	}
	return p
}

// BodyMost is the largest body of any request but imports and documents: 1 MiB.
const BodyMost = 1 << 20

// tooLarge: of an upload that is cut off, huma keeps no more than the words.
func tooLarge(cause error) bool {
	text, form := strings.CutPrefix(cause.Error(), "cannot read multipart form: ")
	return form && strings.Contains(text, "http: request body too large")
}

const faulty = "something went wrong on our side; the request id helps us find it"

// plainer: SCIM knows one status for what is wrong in a request.
func (p *Problem) plainer() {
	if p.forDirectory() && p.Status == http.StatusUnprocessableEntity {
		p.Status = http.StatusBadRequest
	}
}

func (p *Problem) take(foreseen *sales.Problem, language string) {
	p.Status, p.Code = statusOf(foreseen), foreseen.Code
	p.Detail = said(language, foreseen.Format, foreseen.Args...)
	if gap := foreseen.Rate; gap != nil {
		p.Rate = &RateGap{gap.From, gap.To, gap.Day}
	}
	parts := foreseen.Parts
	if foreseen.Pointer != "" {
		parts = append([]*sales.Problem{foreseen}, parts...)
	}
	for _, part := range parts {
		p.Errors = append(p.Errors, FieldProblem{part.Pointer, part.Code, said(language, part.Format, part.Args...)})
	}
}

// Fail is a problem that HTTP itself names, with a sentence.
func Fail(ctx context.Context, status int, code, format string, args ...any) *Problem {
	v := requestOf(ctx)
	return &Problem{Type: "about:blank", Title: said(v.Language, http.StatusText(status)), Status: status, Code: code,
		Detail: said(v.Language, format, args...), Instance: v.Path, RequestID: v.ID}
}

// Use makes huma speak in our problems. Its hook is a variable of its package, so it is set once.
var Use = sync.OnceFunc(func() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, causes ...error) huma.StatusError {
		p := New(ctx.Context(), status, message, causes...)
		p.suggest(ctx)
		for name, values := range p.GetHeaders() {
			ctx.SetHeader(name, values[0])
		}
		return p
	}
	huma.NewError = func(status int, message string, causes ...error) huma.StatusError {
		return New(context.Background(), status, message, causes...)
	}
})
