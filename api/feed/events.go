package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/ledger"
	"arus/sales"
)

// CloudEvent is one line of the ledger in the form of CloudEvents 1.0.
type CloudEvent struct {
	SpecVersion string          `json:"specversion" example:"1.0"`
	ID          string          `json:"id"`
	Source      string          `json:"source" doc:"/v1/workspaces/ and the workspace's id"`
	Type        string          `json:"type" example:"deal.moved"`
	Subject     string          `json:"subject" doc:"The object it happened to"`
	Time        sales.Instant   `json:"time" doc:"When it was true"`
	Recorded    sales.Instant   `json:"recorded" doc:"When it was written down"`
	Position    int64           `json:"position"`
	Version     int64           `json:"version" doc:"Of the object after it"`
	Actor       string          `json:"actor"`
	ActorName   string          `json:"actorname"`
	ContentType string          `json:"datacontenttype" example:"application/json"`
	Data        json.RawMessage `json:"data"`
}

func cloud(ctx context.Context, n door.Names, v ledger.Event) (CloudEvent, error) {
	data, err := json.Marshal(v.Fact.Event)
	ws := string(n.Workspace)
	return CloudEvent{SpecVersion: "1.0", ID: fmt.Sprintf("%s-%d", ws, v.Position), Source: "/v1/workspaces/" + ws,
		Type: v.Fact.Event.Name(), Subject: string(v.Object), Time: v.At, Recorded: v.Recorded, Position: v.Position, Version: v.Version,
		Actor: v.Actor, ActorName: n.Of(ctx, v.Actor), ContentType: "application/json", Data: data}, err
}

type eventsIn struct {
	After int64  `query:"after" doc:"JSON pages of events after this position" minimum:"-1" default:"-1"`
	Limit int    `query:"limit" doc:"Of a page" minimum:"1" maximum:"200" default:"200"`
	Last  string `header:"Last-Event-ID" doc:"Where an interrupted stream goes on"`
}

// EventPage is a page of the ledger.
type EventPage struct {
	Data     []CloudEvent `json:"data" nullable:"false"`
	Position int64        `json:"position" doc:"Ask again after this position"`
	More     bool         `json:"more"`
}

// Config is what streams need besides the door.
type Config struct {
	Identify  func(huma.Context) error // asked at each heartbeat, whether the listener still may
	Heartbeat time.Duration
	Closing   <-chan struct{} // ends all streams
}

// room is where they are served.
type room struct {
	*door.Door
	Config
}

// Add registers the feed.
func Add(d *door.Door, c Config) {
	a := room{d, c}
	op := document.Operation("follow-events", http.MethodGet, "/v1/events", "The ledger as it grows")
	op.Description = "Without `after`: server-sent events, from Last-Event-ID or from now on. With `after`: JSON pages of the same feed, for ever."
	page := a.API.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[EventPage](), true, "EventPage")
	op.Responses = map[string]*huma.Response{"200": {Description: "A stream of CloudEvents, or a page of them", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}, "application/json": {Schema: page}}}}
	huma.Register(a.API, op, func(ctx context.Context, in *eventsIn) (*huma.StreamResponse, error) {
		ws := door.CallerOf(ctx).Workspace
		if in.After >= 0 {
			return a.eventPage(ctx, ws, in)
		}
		head, _, err := a.Ledger.Head(ctx, ws)
		if err != nil {
			return nil, err
		}
		from, reset := head, false
		if last, err := strconv.ParseInt(in.Last, 10, 64); err == nil && last >= 0 {
			from = last
			reset = last > head // of another life of this database: what the client holds is not ours
		}
		return &huma.StreamResponse{Body: func(c huma.Context) { a.stream(c, ws, from, reset) }}, nil
	})
}

func (a room) eventPage(ctx context.Context, ws sales.WorkspaceID, in *eventsIn) (*huma.StreamResponse, error) {
	events, err := a.Ledger.After(ctx, ws, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := EventPage{Data: []CloudEvent{}, Position: in.After, More: len(events) > in.Limit}
	actors, events := a.Names(ws), events[:min(len(events), in.Limit)]
	seen, err := a.seen(ctx, events)
	if err != nil {
		return nil, err
	}
	for _, v := range seen {
		c, err := cloud(ctx, actors, v)
		if err != nil {
			return nil, err
		}
		page.Data = append(page.Data, c)
	}
	if len(events) > 0 {
		page.Position = events[len(events)-1].Position
	}
	body, err := json.Marshal(page)
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/json")
		c.SetHeader("Arus-Position", strconv.FormatInt(page.Position, 10))
		_, _ = c.BodyWriter().Write(body)
	}}, err
}

const (
	// resetBeyond: a client that missed more than this fetches anew sooner than it reads along.
	resetBeyond = 10000
	// stuckTime is how long a client may leave us waiting before its stream is cut.
	stuckTime = 30 * time.Second
)

// stream writes events as they are committed. One goroutine follows, this one writes, so that a slow client holds up
// nobody but itself.
func (a room) stream(c huma.Context, ws sales.WorkspaceID, from int64, reset bool) {
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	c.SetHeader("Content-Type", "text/event-stream")
	c.SetHeader("Cache-Control", "no-store")
	c.SetHeader("X-Accel-Buffering", "no")
	w := c.BodyWriter().(http.ResponseWriter)
	opening := ""
	if head, _, err := a.Ledger.Head(ctx, ws); err == nil && (reset || head-from > resetBeyond) {
		from = head
		opening = fmt.Sprintf("id: %d\nevent: reset\ndata: {}\n\n", head)
	}
	if send(w, fmt.Appendf(nil, "%sretry: 2000\n: from %d\n\n", opening, from)) != nil {
		return
	}
	if c.Method() == http.MethodHead {
		return
	}
	lines := make(chan []byte)
	go func() {
		defer cancel()
		_ = a.Ledger.Follow(ctx, ws, from, func(events []ledger.Event) error { return a.lines(ctx, ws, events, lines) })
	}()
	beat := time.NewTicker(a.Heartbeat)
	defer beat.Stop()
	for {
		var line []byte
		select {
		case line = <-lines:
		case <-beat.C:
			if a.Identify(c) != nil {
				return // signed out, revoked or expired while it was listening
			}
			line = []byte(": beat\n\n")
		case <-ctx.Done():
			return
		case <-a.Closing:
			return
		}
		if send(w, line) != nil {
			return
		}
	}
}

// send writes and flushes. A client that takes nothing for too long is cut off, or it would hold a shutdown up.
func send(w http.ResponseWriter, line []byte) error {
	out := http.NewResponseController(w)
	stuck := time.AfterFunc(stuckTime, func() { _ = out.SetWriteDeadline(time.Unix(1, 0)) })
	defer stuck.Stop()
	if _, err := w.Write(line); err != nil {
		return err
	}
	return out.Flush()
}

func (a room) lines(ctx context.Context, ws sales.WorkspaceID, events []ledger.Event, lines chan<- []byte) error {
	actors := a.Names(ws)
	events, err := a.seen(ctx, events)
	if err != nil {
		return err
	}
	for _, v := range events {
		event, err := cloud(ctx, actors, v)
		if err != nil {
			return err
		}
		data, err := json.Marshal(event)
		if err != nil {
			return err
		}
		select {
		case lines <- fmt.Appendf(nil, "id: %d\ndata: %s\n\n", v.Position, data):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
