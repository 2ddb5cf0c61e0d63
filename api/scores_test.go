package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"arus/api"
	"arus/api/feed"
	"arus/api/scores"
	"arus/job"
	"arus/ledger"
	"arus/sales"
	"arus/score/keep"
)

// read decodes an answer.
func read[T any](t *testing.T, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal(a.ok(200).text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAModelIsLearntWeighsReportsAndSaysWhy(t *testing.T) {
	h := opened(t, learning)
	pipe, _ := h.pipeline()
	if c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil)); c.State != "nothing_closed" || !c.Thin || c.NoSignal || c.Model != nil || c.Version != 0 {
		t.Errorf("without a deal: %+v", c)
	}
	for i := range 260 {
		source, verb, body := "referral", "win", obj{}
		if i%2 == 0 {
			source, verb, body = "event", "lose", obj{"reason": "Price"}
		}
		if i%20 == 0 {
			verb, body = "win", obj{}
		}
		id := h.deal(pipe, "deal "+strconv.Itoa(i), obj{"source": source}).id()
		h.pass(time.Hour)
		h.ask("POST", "/v1/deals/"+id+"/"+verb, body, "If-Match", "*").ok(200)
	}
	if c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil)); c.State != "not_learnt" || c.Thin || c.Closed != 260 {
		t.Errorf("before anything was learnt: %+v", c)
	}
	id := h.deal(pipe, "open", obj{"source": "referral"}).id()
	before := read[scores.Explained](t, h.ask("GET", "/v1/deals/"+id+"/explain", nil))
	if before.Source != "stage" || before.Logit != nil || len(before.Terms) != 0 {
		t.Errorf("without a model: %+v", before)
	}
	h.ask("POST", "/v1/scores/models/1/stand", nil).ok(404)
	h.learn(1)
	if m := read[listOf[scores.ModelView]](t, h.ask("GET", "/v1/scores/models", nil)).Data; len(m) != 1 || m[0].Version != 1 || !m[0].Stands || m[0].Champion == "stage" {
		t.Fatalf("%+v", m)
	}
	h.pass(8 * 24 * time.Hour)
	after := read[scores.Explained](t, h.ask("GET", "/v1/deals/"+id+"/explain", nil, "Accept-Language", "id"))
	if after.Source != "score" || after.Version != 1 || *after.P < .7 || after.Before == nil {
		t.Fatalf("%+v", after)
	}
	sum, changed := after.Average, after.Before.Logit
	for _, term := range after.Terms {
		sum += term.Points
	}
	for _, term := range after.Before.Changes {
		changed += term.Points
	}
	if math.Abs(sum-*after.Logit) > 1e-9 || math.Abs(changed-*after.Logit) > 1e-9 {
		t.Errorf("terms add up to %v, changes to %v, and the logit is %v", sum, changed, *after.Logit)
	}
	if first := after.Terms[0]; first.Fact != "source" || first.Text != "Sumber referral: menaikkan peluang menang" {
		t.Errorf("%+v", first)
	}
	deal := read[struct {
		Probability struct {
			P      float64
			Source string
		}
	}](t, h.ask("GET", "/v1/deals/"+id, nil))
	if deal.Probability.Source != "score" || deal.Probability.P != *after.P {
		t.Errorf("the deal says %+v, its explanation %v", deal, *after.P)
	}
	c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration?pipeline="+pipe, nil))
	if c.State != "learnt" || c.Thin || c.NoSignal || c.N == 0 || c.Model.AUC < .8 || c.Model.LogLoss >= c.Stage.LogLoss || len(c.Model.Bins) != 10 || len(c.Trial) != 6 {
		t.Errorf("%+v", c)
	}
	if l := c.Layers; len(l) != 3 || l[0].Kind != "level" || l[0].Judged == 0 || l[0].With == 0 || l[1].Kind != "beta" || l[1].Outcome != "too_few" || l[2].Outcome != "too_few" {
		t.Errorf("%+v", l)
	}
	for by, quality := range map[string]*scores.QualityView{"model": c.Model, "stage": c.Stage} {
		for k, bin := range quality.Bins {
			behind := read[listOf[scores.BehindBin]](t, h.ask("GET", fmt.Sprintf("/v1/scores/calibration/deals?pipeline=%s&by=%s&bin=%d&limit=500", pipe, by, k), nil)).Data
			won := 0.
			for _, b := range behind {
				if b.Won {
					won++
				}
				if b.Said < bin.Low || b.Said > bin.High {
					t.Errorf("%+v in a bin from %v to %v", b, bin.Low, bin.High)
				}
			}
			if len(behind) != bin.N || math.Abs(won-bin.Share*float64(bin.N)) > 1e-6 {
				t.Errorf("bin %d by %s: %d deals, %v won, but %+v", k, by, len(behind), won, bin)
			}
		}
	}
	h.ask("GET", "/v1/scores/calibration/deals?bin=0&pipeline=pipe_nowhere", nil).ok(404)
	h.ask("GET", "/v1/scores/calibration?pipeline=pipe_nowhere", nil).ok(404)
	h.learn(2)
	for _, version := range []int64{1, 2, 1} {
		back := read[scores.ModelView](t, h.ask("POST", fmt.Sprintf("/v1/scores/models/%d/stand", version), nil))
		if c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil)); back.Version != version || !back.Stands || c.Version != version {
			t.Errorf("%+v stands, and %d is calibrated", back, c.Version)
		}
	}
	h.ask("POST", "/v1/scores/models/9/stand", nil).ok(404)
	var told []string
	for page := (feed.EventPage{More: true}); page.More; {
		page = read[feed.EventPage](t, h.ask("GET", fmt.Sprintf("/v1/events?after=%d", page.Position), nil))
		for _, e := range page.Data {
			if strings.HasPrefix(e.Type, "model.") {
				told = append(told, e.Type+" "+e.Subject)
			}
		}
	}
	news := read[listOf[scores.ModelNews]](t, h.ask("GET", "/v1/scores/models/history", nil)).Data
	if len(news) != 5 || news[0].What != "stood_again" || news[0].Version != 1 || *news[0].Before != 2 || news[0].By == nil || news[4].What != "learnt" || *news[4].Why != "asked" {
		t.Errorf("%+v", news)
	}
	if !slices.Equal(told, []string{"model.created model_1", "model.created model_2", "model.stood_again model_1", "model.stood_again model_2", "model.stood_again model_1"}) {
		t.Errorf("the feed tells %v", told)
	}
}

// learning lets the house learn the models that it is asked for.
func learning(h *house, c *api.Config) {
	h.t.Helper()
	if err := job.Migrate(h.t.Context(), h.db); err != nil {
		h.t.Fatal(err)
	}
	jobs, err := job.New(h.db, job.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	keep.HandleJobs(jobs, c.Scores, keep.House{Boards: h.boards.Of, Clock: h.clock, Record: func(ctx context.Context, ws sales.WorkspaceID, c sales.Command) error {
		_, err := h.ledger.Record(ctx, ledger.Who{Workspace: ws, Actor: "system"}, ledger.Order{Command: c})
		return err
	}})
	if err := jobs.Start(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := jobs.Stop(context.Background()); err != nil {
			h.t.Error(err)
		}
	})
}

// learn asks for a model and waits for it.
func (h *house) learn(version int64) {
	h.t.Helper()
	var asked scores.Training
	if err := json.Unmarshal(h.ask("POST", "/v1/scores/models/train", nil).ok(202).text, &asked); err != nil {
		h.t.Fatal(err)
	}
	patience := time.After(3 * time.Minute)
	for {
		now := read[scores.Training](h.t, h.ask("GET", "/v1/scores/models/train", nil))
		if now.Number != asked.Number || now.Steps == 0 || now.Done > now.Steps {
			h.t.Fatalf("asked for %+v, and there is %+v", asked, now)
		}
		if now.Ended != nil {
			if now.State != "done" || *now.Version != version || now.Done != now.Steps {
				h.t.Fatalf("%+v", now)
			}
			return
		}
		select {
		case <-patience:
			h.t.Fatalf("still %+v", now)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
