package api_test

import (
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"

	"arus/api/deals"
	"arus/api/scores"
)

func TestAPersonsProbabilityWeighsBesideWhatIsWorkedOut(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "Kopi", obj{"value": idr("1000.00")}).id()
	path := "/v1/deals/" + id + "/probability"
	before := read[deals.DealView](t, h.ask("GET", "/v1/deals/"+id, nil)).Probability
	if before.Override != nil || before.Source == "override" {
		t.Fatalf("%+v", before)
	}
	h.ask("PUT", path, obj{"p": .8, "reason": "The budget is signed"}).ok(http.StatusPreconditionRequired)
	h.ask("PUT", path, obj{"p": 1, "reason": "x"}, "If-Match", "*").ok(http.StatusUnprocessableEntity)
	h.ask("PUT", path, obj{"p": .8, "reason": " "}, "If-Match", "*").fails(http.StatusUnprocessableEntity, "required")
	said := read[deals.DealView](t, h.ask("PUT", path, obj{"p": .8, "reason": "The budget is signed"}, "If-Match", "*"))
	now := said.Probability
	if now.P != .8 || now.Source != "override" || now.Override == nil || now.Override.Reason != "The budget is signed" || *now.Override.ByName != "Ani" || *now.Override.Worked != before.P || *now.Override.Then != before.P {
		t.Fatalf("%+v %+v", now, now.Override)
	}
	if said.WeightedValue.String() != "800.00 IDR" {
		t.Errorf("weighs %s", said.WeightedValue)
	}
	weighed := h.ask("POST", "/v1/reports/query", obj{"measures": []string{"weighted_value"}}).ok(200).object()["totals"].([]any)[0].(obj)
	if weighed["amount"] != "800.00" {
		t.Errorf("a report weighs %v", weighed)
	}
	why := read[scores.Explained](t, h.ask("GET", "/v1/deals/"+id+"/explain", nil))
	if *why.P != .8 || why.Source != "override" || *why.Worked != before.P {
		t.Errorf("%+v", why)
	}
	h.pass(time.Minute)
	moment := h.clock().UTC().Format(time.RFC3339Nano)
	h.pass(time.Hour)
	restored := read[deals.DealView](t, h.ask("DELETE", path+"?reason=too+early", nil, "If-Match", "*")).Probability
	if restored.P != before.P || restored.Override != nil {
		t.Errorf("%+v", restored)
	}
	if then := read[deals.DealView](t, h.ask("GET", "/v1/deals/"+id+"?as_of="+moment, nil)).Probability; then.P != .8 || then.Override == nil {
		t.Errorf("an hour ago: %+v", then)
	}
}

func TestPeopleAreScoredAgainstWhatWasWorkedOut(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	var people, worked float64
	for i, end := range []string{"win", "lose", "win", ""} {
		id := h.deal(pipe, "deal "+strconv.Itoa(i), obj{"value": idr("1000.00")}).id()
		v := read[deals.DealView](t, h.ask("PUT", "/v1/deals/"+id+"/probability", obj{"p": .9, "reason": "sure"}, "If-Match", "*"))
		if end == "" {
			continue // nobody knows yet
		}
		outcome := map[string]float64{"win": 1}[end]
		people += (.9 - outcome) * (.9 - outcome) / 3
		worked += (*v.Probability.Override.Then - outcome) * (*v.Probability.Override.Then - outcome) / 3
		h.ask("POST", "/v1/deals/"+id+"/"+end, map[string]obj{"win": {}, "lose": {"reason": "Price"}}[end], "If-Match", "*").ok(200)
	}
	c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil)).People
	if len(c) != 2 || c[0].User != nil || c[0].N != 3 || c[1].N != 3 || *c[1].Name != "Ani" {
		t.Fatalf("%+v", c)
	}
	if math.Abs(c[0].Brier-people) > 1e-12 || math.Abs(c[0].Worked-worked) > 1e-12 || math.Abs(c[0].Bias-(.9-2./3)) > 1e-12 {
		t.Errorf("%+v, want %v and %v", c[0], people, worked)
	}
}

func TestADealCountsInAnotherCategoryForAReason(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	id := h.deal(pipe, "Kopi").id()
	h.ask("POST", "/v1/deals/"+id+"/category", obj{"category": "commit"}, "If-Match", "*").fails(http.StatusUnprocessableEntity, "required")
	if p := h.ask("PATCH", "/v1/deals/"+id, obj{"category": "commit"}, "If-Match", "*").fails(http.StatusUnprocessableEntity, "required"); p.Errors[0].Pointer != "/category" {
		t.Errorf("%+v", p)
	}
	moved := read[deals.DealView](t, h.ask("POST", "/v1/deals/"+id+"/category", obj{"category": "commit", "reason": "The day is named"}, "If-Match", "*"))
	if moved.Category != "commit" || moved.CategoryMove == nil || moved.CategoryMove.Usual != "pipeline" {
		t.Fatalf("%+v", moved.CategoryMove)
	}
	read := read[deals.DealView](t, h.ask("GET", "/v1/deals/"+id, nil))
	for _, m := range []*deals.CategoryMoveView{moved.CategoryMove, read.CategoryMove} {
		if m == nil || m.Reason == nil || *m.Reason != "The day is named" || *m.ByName != "Ani" || *m.At != *read.CategoryMove.At {
			t.Fatalf("%+v", m)
		}
	}
	h.ask("POST", "/v1/deals/"+id+"/category", obj{"category": ""}, "If-Match", "*").ok(200)
	if back := h.ask("GET", "/v1/deals/"+id, nil).ok(200).object(); back["category"] != "pipeline" || back["category_move"] != nil {
		t.Errorf("%v %v", back["category"], back["category_move"])
	}
}

func TestRatesAreAdjustedForOneFactor(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	for i, segment := range []string{"smb", "smb", "big", ""} {
		id := h.deal(pipe, "deal "+strconv.Itoa(i), obj{"segment": segment, "value": idr("1500.00")}).id()
		end, body := "win", obj{}
		if segment == "big" {
			end, body = "lose", obj{"reason": "Price"}
		}
		h.ask("POST", "/v1/deals/"+id+"/"+end, body, "If-Match", "*").ok(200)
	}
	h.pass(time.Hour)
	all := read[listOf[scores.FactorRates]](t, h.ask("GET", "/v1/scores/factors?factor=segment&pipeline="+pipe, nil)).Data
	if len(all) != 3 || all[0].Word != "" || all[1].Word != "big" || all[2].Word != "smb" || len(all[2].Stages) != len(stages) {
		t.Fatalf("%+v", all)
	}
	if big, smb := all[1].Stages[0], all[2].Stages[0]; big.N != 1 || big.Won != 0 || smb.N != 2 || smb.Won != 2 || big.P >= smb.P || smb.Low >= smb.P {
		t.Errorf("%+v, %+v", big, smb)
	}
	if bands := read[listOf[scores.FactorRates]](t, h.ask("GET", "/v1/scores/factors?factor=value_band&pipeline="+pipe, nil)).Data; len(bands) != 1 || bands[0].Word != "1000" {
		t.Errorf("%+v", bands)
	}
	h.ask("GET", "/v1/scores/factors?factor=segment&pipeline=pipe_nowhere", nil).ok(http.StatusNotFound)
	h.ask("GET", "/v1/scores/factors?factor=colour&pipeline="+pipe, nil).ok(http.StatusUnprocessableEntity)
}

// Before there is a model, what deals have in common weighs them where it has proved itself, and every answer says so.
func TestAFactorThatHasProvedItselfWeighsReports(t *testing.T) {
	h := opened(t)
	pipe, _ := h.pipeline()
	if c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil)); c.Factors == nil || c.Factors.Chosen != nil || len(c.Factors.Tried) > 0 || c.Weighed != "stage" {
		t.Fatalf("nothing has closed: %+v", c.Factors)
	}
	for i := range 90 {
		segment, end, body := "smb", "win", obj{}
		if i%2 == 0 {
			segment, end, body = "big", "lose", obj{"reason": "Price"}
		}
		id := h.deal(pipe, "deal "+strconv.Itoa(i), obj{"segment": segment, "value": idr("1500.00")}).id()
		h.pass(2 * time.Hour)
		h.ask("POST", "/v1/deals/"+id+"/"+end, body, "If-Match", "*").ok(200)
	}
	big, odd := h.deal(pipe, "big", obj{"segment": "big", "value": idr("1000.00")}).id(), h.deal(pipe, "odd", obj{"segment": "never seen", "value": idr("1000.00")}).id()
	h.pass(time.Hour)
	c := read[scores.Calibration](t, h.ask("GET", "/v1/scores/calibration", nil))
	if f := c.Factors; c.State != "thin" || f == nil || f.Chosen == nil || *f.Chosen != "segment" || f.Learnt != 60 || f.Judged != 30 || f.Since == nil || len(f.Tried) != 1 || f.Tried[0].Better <= 2*f.Tried[0].Error {
		t.Fatalf("%+v", c.Factors)
	}
	// None of the 45 big ones was won: what is left of the rate is the prior of twenty deals.
	plain := read[deals.DealView](t, h.ask("GET", "/v1/deals/"+odd, nil)).Probability
	own := read[deals.DealView](t, h.ask("GET", "/v1/deals/"+big, nil)).Probability
	if plain.Factor != nil || plain.N != 90 || own.Factor == nil || *own.Factor != "segment" || own.Source != "stage" || own.N != 45 || math.Abs(own.P-20*plain.P/65) > 1e-12 {
		t.Errorf("%+v beside %+v", own, plain)
	}
	why := read[scores.Explained](t, h.ask("GET", "/v1/deals/"+big+"/explain", nil, "Accept-Language", "id"))
	if a := why.Factor; a == nil || a.Word != "big" || a.Label != "Segmen big" || a.N != 45 || a.Won != 0 || a.Stage != plain.P || why.Logit != nil || *why.P != own.P {
		t.Errorf("%+v", why)
	}
	if why := read[scores.Explained](t, h.ask("GET", "/v1/deals/"+odd+"/explain", nil)); why.Factor != nil || *why.P != plain.P {
		t.Errorf("a word that was never seen: %+v", why)
	}
	pipeline := h.ask("GET", "/v1/reports/pipeline?pipeline="+pipe, nil).ok(200).object()
	totals := pipeline["totals"].([]any)
	weighted, err := strconv.ParseFloat(totals[4].(obj)["amount"].(string), 64)
	if want := 1000 * (own.P + plain.P); err != nil || math.Abs(weighted-want) > .011 || pipeline["weighed_by"] != "segment" {
		t.Errorf("%v by %v, by hand %g", totals[4], pipeline["weighed_by"], want)
	}
	if name := h.ask("GET", "/v1/scores/factors?factor=value_band&pipeline="+pipe, nil, "Accept-Language", "id").ok(200).object()["data"].([]any)[0].(obj)["name"]; name != "1.000–3.000" {
		t.Errorf("a band is called %v", name)
	}
}
