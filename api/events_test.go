package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/api"
)

func TestStreamGoesOnWithoutAGapWhileOthersWrite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, _ := h.pipeline()
		head := h.ask("GET", "/v1/pipelines", nil).header.Get("Arus-Position")
		var group sync.WaitGroup
		group.Go(func() {
			for i := range 60 {
				h.deal(pipe, fmt.Sprint(i))
			}
		})
		defer group.Wait()
		last, want := head, 0
		if _, err := fmt.Sscan(head, &want); err != nil {
			t.Fatal(err)
		}
		for range 4 { // four connections, each cut off after some events
			s := h.listen("Last-Event-ID", last)
			for range 15 {
				id, name, data := s.event()
				want++
				if id != fmt.Sprint(want) || name != "" || data["position"] != float64(want) || data["type"] != "deal.created" || data["specversion"] != "1.0" || data["actorname"] != "Ani" {
					t.Fatalf("event %s %s %v, want position %d", id, name, data, want)
				}
				last = id
			}
			_ = s.body.Close()
		}
	})
}

func TestStreamBeginsNowBeatsResetsAndEnds(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.Heartbeat = 5 * time.Millisecond })
	pipe, _ := h.pipeline()
	h.deal(pipe, "before")
	s := h.listen()
	if first := s.next(); !strings.Contains(first, "retry:") || strings.Contains(first, "reset") {
		t.Errorf("begins with %q", first)
	}
	for block := ""; block != ": beat"; {
		if block = s.next(); block == "" {
			t.Fatal("no heartbeat")
		}
	}
	h.deal(pipe, "after")
	if _, _, data := s.event(); data["data"].(obj)["name"] != "after" {
		t.Errorf("%v", data)
	}
	if _, name, _ := h.listen("Last-Event-ID", "1000000").event(); name != "reset" {
		t.Errorf("a position of another life: %q", name)
	}
	if id, _, _ := h.listen("Last-Event-ID", "0").event(); id != "1" {
		t.Errorf("from the beginning: %q", id)
	}
	left := h.listen()
	h.pass(31 * 24 * time.Hour) // the token ends, and with it what it listens to
	for left.next() != "" {
	}
	for s.next() != "" {
	}
}

func TestStreamsEndOnClose(t *testing.T) {
	h := opened(t)
	s := h.listen()
	s.next()
	h.door.Close()
	for s.next() != "" {
	}
	h.door.Close() // twice is once
}

func TestEventsInPagesForEver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipe, stages := h.pipeline()
		for i := range 7 {
			h.ask("POST", "/v1/deals/"+h.deal(pipe, fmt.Sprint(i)).id()+"/move", obj{"to": stages[1]}, "If-Match", "*").ok(200)
		}
		after, seen := 0.0, 0.0
		for more := true; more; {
			page := h.ask("GET", fmt.Sprintf("/v1/events?after=%v&limit=4", after), nil).ok(200).object()
			for _, e := range page["data"].([]any) {
				if seen++; e.(obj)["position"] != seen {
					t.Fatalf("position %v, want %v", e.(obj)["position"], seen)
				}
			}
			after, more = page["position"].(float64), page["more"].(bool)
		}
		if want := 3 + 1 + 14.0; seen != want {
			t.Errorf("%v events, want %v", seen, want)
		}
		if page := h.ask("GET", fmt.Sprintf("/v1/events?after=%v", after), nil).ok(200).object(); len(page["data"].([]any)) != 0 || page["position"] != after {
			t.Errorf("%v", page)
		}
		h.ask("GET", "/v1/events?after=x", nil).fails(422, "invalid").at(t, "#after", "invalid")
	})
}
