package automation_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"arus/automation"
	"arus/automation/hook"
	"arus/process"
	"arus/sales"
	"arus/score/chronicle"
	"arus/store/storetest"
)

// call is what a receiver was told.
type call struct {
	id, body string
	signed   bool
}

// receiver is somebody's server, which answers with each status in turn and with the last one for ever.
func (h *house) receiver(secret string, statuses ...int) (address string, calls <-chan call) {
	h.t.Helper()
	heard := make(chan call, 100)
	var asked atomic.Int32 // several may call at once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		seconds, bad := strconv.ParseInt(r.Header.Get("webhook-timestamp"), 10, 64)
		if err != nil || bad != nil {
			h.t.Error(err, bad)
		}
		want, err := hook.Sign(secret, r.Header.Get("webhook-id"), time.Unix(seconds, 0), body)
		w.WriteHeader(statuses[min(int(asked.Add(1)), len(statuses))-1])
		heard <- call{r.Header.Get("webhook-id"), string(body), err == nil && r.Header.Get("webhook-signature") == want}
	}))
	h.t.Cleanup(server.Close)
	return server.URL + "/hook", heard
}

// hears gives the next call.
func (h *house) hears(calls <-chan call) call {
	h.t.Helper()
	select {
	case c := <-calls:
		return c
	case <-h.t.Context().Done():
		h.t.Fatal("nobody called")
	case <-time.After(time.Minute):
		h.t.Fatal("nobody called")
	}
	return call{}
}

// sent is what the only run of a rule says became of its webhook, once nothing is under way any more.
func (h *house) sent(rule sales.ID) automation.Sent {
	h.t.Helper()
	stopping, done := context.WithTimeout(context.WithoutCancel(h.t.Context()), time.Minute)
	defer done()
	must(h.t, h.jobs.Stop(stopping))
	runs := h.runs(rule)
	if len(runs) != 1 || len(runs[0].Did) != 2 || runs[0].Did[1].Sent == nil {
		h.t.Fatalf("%+v", runs)
	}
	return *runs[0].Did[1].Sent
}

// webhook makes a rule that calls an address, lets it run, and begins to work.
func (h *house) webhook(address string, private bool) sales.ID {
	h.t.Helper()
	rule := h.rule("deal.moved", "", process.Action{Do: process.Notify, Text: "Moved"}, process.Action{Do: process.CallWebhook, URL: address})
	deal := h.Deal("Roof")
	h.move(deal, 1)
	h.catchUp()
	h.want(rule, "did")
	h.HandleJobs(hook.New(h.World.Clock.Now, private))
	must(h.t, h.jobs.Start(h.t.Context()))
	return rule
}

// A receiver that is down twice is called a third time, with the same message, signed each time; the trace says so.
func TestAWebhookIsCalledUntilItIsTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		secret, err := h.NewSecret(t.Context(), h.Who.Workspace)
		must(t, err)
		address, calls := h.receiver(secret, http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusNoContent)
		rule := h.webhook(address, true)
		first := h.hears(calls)
		for n := range 3 {
			c := first
			if n > 0 {
				c = h.hears(calls)
			}
			if !c.signed || c.id != first.id || c.body != first.body {
				t.Errorf("call %d: %+v, after %+v", n+1, c, first)
			}
		}
		var told struct {
			Type string
			Data automation.Trace
		}
		if err := json.Unmarshal([]byte(first.body), &told); err != nil || told.Type != "rule.ran" || told.Data.Rule != rule || told.Data.Outcome != automation.Did {
			t.Errorf("%s: %v", first.body, err)
		}
		if got := h.sent(rule); got.State != automation.Delivered || got.Calls != 3 || got.Why != "" {
			t.Errorf("%+v", got)
		}
	})
}

// One that never takes it is given up after twenty calls, and one in the house is never called; the trace says why.
func TestAWebhookIsGivenUp(t *testing.T) {
	h := opened(t, storetest.Open(t, t.TempDir()))
	secret, err := h.NewSecret(t.Context(), h.Who.Workspace)
	must(t, err)
	address, calls := h.receiver(secret, http.StatusInternalServerError)
	rule := h.webhook(address, true)
	for range 20 {
		h.hears(calls)
	}
	if got := h.sent(rule); got.State != automation.GivenUp || got.Calls != 20 || got.Why != "hook: answered 500 Internal Server Error" {
		t.Errorf("%+v", got)
	}
	if len(calls) > 0 {
		t.Error("called after it was given up")
	}
}

func TestAWebhookIntoTheHouseIsNeverCalled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		address, calls := h.receiver("", http.StatusNoContent)
		rule := h.webhook(address, false)
		got := automation.Sent{}
		for got.State == "" { // nobody is called who could tell when it is over
			if did := h.runs(rule)[0].Did[1]; did.Sent != nil {
				got = *did.Sent
			}
		}
		if got.State != automation.GivenUp || got.Calls != 1 || len(calls) > 0 {
			t.Errorf("%+v", got)
		}
	})
}

// What happens to models is news for rules, too: an address is called with what is said of it, and somebody is told.
func TestWhatHappensToModelsIsToldToWebhooks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		secret, err := h.NewSecret(t.Context(), h.Who.Workspace)
		must(t, err)
		address, calls := h.receiver(secret, http.StatusOK)
		names := []string{"model.created", "model.drifted", "model.stood_again"}
		var rules []sales.ID
		for _, name := range names {
			rules = append(rules, h.rule(name, "", process.Action{Do: process.Notify, To: h.Users[0], Text: "A model"}, process.Action{Do: process.CallWebhook, URL: address}))
		}
		h.Do(sales.Create[chronicle.ModelFacts]{ID: chronicle.IDOf(1), Facts: chronicle.ModelFacts{Version: 1, Why: chronicle.First}})
		h.Do(chronicle.NoteDrift{Version: 1, Misfit: chronicle.Misfit{Of: "level", Deals: 50}})
		h.Do(chronicle.LetStand{Version: 1, StoodAgain: chronicle.StoodAgain{Before: 2}})
		h.catchUp()
		h.catchUp() // nothing twice
		h.HandleJobs(hook.New(h.World.Clock.Now, true))
		must(t, h.jobs.Start(t.Context()))
		said := map[string]string{}
		for range names {
			c := h.hears(calls)
			var body struct {
				Data struct {
					Event, Model string
					News         json.RawMessage
				}
			}
			if err := json.Unmarshal([]byte(c.body), &body); err != nil || !c.signed || body.Data.Model != "model_1" {
				t.Errorf("%v: %s", err, c.body)
			}
			said[body.Data.Event] = strings.ReplaceAll(string(body.Data.News), " ", "") // a database may keep its own blanks
		}
		for _, rule := range rules {
			h.want(rule, "did")
		}
		if len(said) != 3 || !strings.Contains(said["model.drifted"], `"level"`) || !strings.Contains(said["model.stood_again"], `"before":2`) {
			t.Errorf("%v", said)
		}
		notices, err := h.Notices(t.Context(), h.Who.Workspace, h.Users[0], "", 10)
		if must(t, err); len(notices) != 3 || notices[0].Deal != "" {
			t.Errorf("%+v", notices)
		}
	})
}
