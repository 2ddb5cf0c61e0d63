package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// What stands before a deal is said in the reader's language, on every way in, with the place where something is missing.
func TestCriteriaStandBeforeEveryWay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pipeline := h.ask("POST", "/v1/pipelines", obj{"name": "Asked", "stages": []obj{{"name": "Talk"},
			{"name": "Offer", "buyer_action": "has seen an offer",
				"entry": []obj{{"key": "budget", "says": obj{"en": "The buyer has shown a budget", "id": "Pembeli sudah menunjukkan anggaran"}, "evidence": "document"},
					{"key": "size", "says": obj{"en": "It is worth our while", "id": "Nilainya sepadan"}, "rule": "deal.value >= 1000"},
					{"key": "when", "says": obj{"en": "We know when", "id": "Kita tahu kapan"}, "facts": []string{"close_date"}}}}}}).ok(http.StatusCreated).object()
		stages := pipeline["stages"].([]any)
		offer := stages[1].(obj)["id"].(string)
		deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": pipeline["id"]}).ok(http.StatusCreated).object()
		path := "/v1/deals/" + deal["id"].(string)

		blocked := h.ask("POST", path+"/move", obj{"to": offer}, "If-Match", `"1"`, "Accept-Language", "id").ok(http.StatusConflict).object()
		if blocked["code"] != "criteria_unmet" || len(blocked["errors"].([]any)) != 3 {
			t.Fatalf("%v", blocked)
		}
		first := blocked["errors"].([]any)[0].(obj)
		if first["detail"] != "Pembeli sudah menunjukkan anggaran" || first["pointer"] != "/evidence/budget" || first["code"] != "criterion_unmet" {
			t.Errorf("%v", first)
		}
		h.ask("POST", "/v1/deals", obj{"name": "Late", "pipeline": pipeline["id"], "stage": offer}).ok(http.StatusConflict)
		h.ask("POST", path+"/win", obj{}, "If-Match", `"1"`).ok(http.StatusConflict)

		list := h.ask("GET", path+"/criteria", nil).ok(http.StatusOK).object()
		if list["unmet"] != 3.0 || list["data"].([]any)[2].(obj)["says"] != "We know when" || list["data"].([]any)[2].(obj)["pointer"] != "/close_date" {
			t.Errorf("%v", list)
		}
		h.ask("POST", path+"/evidence", obj{"criterion": "budget", "link": "javascript:alert(1)"}).ok(http.StatusUnprocessableEntity)
		h.ask("POST", path+"/evidence", obj{"criterion": "size", "note": "x"}).ok(http.StatusUnprocessableEntity)
		h.ask("POST", path+"/evidence", obj{"criterion": "budget", "link": "https://example.com/budget.pdf"}).ok(http.StatusCreated)
		h.ask("PATCH", path, obj{"value": obj{"amount": "5000.00", "currency": "IDR"}, "close_date": "2026-12-24"}, "If-Match", "*").ok(http.StatusOK)
		list = h.ask("GET", path+"/criteria", nil).ok(http.StatusOK).object()
		if evidence := list["data"].([]any)[0].(obj)["evidence"].([]any); list["unmet"] != 0.0 || len(evidence) != 1 || evidence[0].(obj)["by_name"] != "Ani" {
			t.Errorf("%v", list)
		}
		h.ask("POST", path+"/move", obj{"to": offer}, "If-Match", "*").ok(http.StatusOK)
	})
}

func TestAnOverrideNeedsAReasonAndLeavesIt(t *testing.T) {
	h := opened(t)
	pipeline := h.ask("POST", "/v1/pipelines", obj{"name": "Asked", "stages": []obj{{"name": "Talk"},
		{"name": "Offer", "entry": []obj{{"key": "size", "says": obj{"en": "It is worth our while"}, "rule": "deal.value >= 1000"}}}}}).ok(http.StatusCreated).object()
	offer := pipeline["stages"].([]any)[1].(obj)["id"].(string)
	deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": pipeline["id"]}).ok(http.StatusCreated).object()
	path := "/v1/deals/" + deal["id"].(string)
	h.ask("POST", path+"/move", obj{"to": offer, "override": "   "}, "If-Match", "*").ok(http.StatusUnprocessableEntity)
	h.ask("POST", path+"/move", obj{"to": offer, "override": "the board has decided"}, "If-Match", "*").ok(http.StatusOK)
	if said := string(h.ask("GET", path+"/history", nil).ok(http.StatusOK).text); !strings.Contains(said, "deal.criteria_overridden") || !strings.Contains(said, "the board has decided") {
		t.Errorf("%s", said)
	}
	bad := h.ask("PATCH", "/v1/pipelines/"+pipeline["id"].(string), obj{"stages": []obj{{"id": pipeline["stages"].([]any)[0].(obj)["id"], "name": "Talk", "canonical": "qualify",
		"exit": []obj{{"key": "x", "says": obj{"en": "x"}, "rule": "deal.vallue > 1"}}}, {"id": offer, "name": "Offer", "canonical": "propose"}}}, "If-Match", "*").ok(http.StatusUnprocessableEntity).object()
	if p := bad["errors"].([]any)[0].(obj); p["pointer"] != "/stages/0/exit/0/rule" {
		t.Errorf("%v", bad)
	}
}

// hand hands a file in as evidence.
func (h *house) hand(deal, name string, text []byte, head ...string) answer {
	h.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("criterion", "budget")
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(text)
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return h.ask("POST", "/v1/deals/"+deal+"/evidence/file", form.String(), append(head, "Content-Type", w.FormDataContentType())...)
}

// A file is evidence like a link: what was handed in comes back byte for byte, to be saved and never to be run, to whoever sees
// the deal and nobody else.
func TestAFileIsEvidence(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		team := h.ask("POST", "/v1/teams", obj{"name": "Java"}).ok(http.StatusCreated).id()
		ani, asAni := h.worker("Ani", "rep", team)
		_, asBudi := h.worker("Budi", "rep", "")
		pipeline := h.ask("POST", "/v1/pipelines", obj{"name": "Asked", "stages": []obj{{"name": "Talk"},
			{"name": "Offer", "entry": []obj{{"key": "budget", "says": obj{"en": "The buyer has shown a budget"}, "evidence": "document"}}}}}).ok(http.StatusCreated).object()
		offer := pipeline["stages"].([]any)[1].(obj)["id"].(string)
		deal := h.ask("POST", "/v1/deals", obj{"name": "Roof", "pipeline": pipeline["id"], "owner": ani}).ok(http.StatusCreated).id()
		path := "/v1/deals/" + deal
		pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("a signed budget "), 100_000)...)

		h.hand(deal, "page.html", []byte("<!DOCTYPE html><script>alert(1)</script>")).fails(http.StatusUnprocessableEntity, "bad_file")
		h.hand(deal, "drawing.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)).fails(http.StatusUnprocessableEntity, "bad_file")
		h.hand(deal, "empty.pdf", nil).fails(http.StatusUnprocessableEntity, "bad_file")
		if got := h.hand(deal, "film.mp4", make([]byte, 12<<20)); got.status != http.StatusRequestEntityTooLarge && got.status != http.StatusUnprocessableEntity {
			t.Errorf("%d: %s", got.status, got.text)
		}
		h.hand(deal, "theirs.pdf", pdf, "Authorization", asBudi).fails(http.StatusNotFound, "not_found")
		h.hand(deal, "../../anggaran 2027.pdf", pdf, "Authorization", asAni, "Idempotency-Key", "once").ok(http.StatusCreated)
		if again := h.hand(deal, "../../anggaran 2027.pdf", pdf, "Authorization", asAni, "Idempotency-Key", "once").ok(http.StatusCreated); again.header.Get("Idempotent-Replayed") != "true" {
			t.Error("handed in twice")
		}
		evidence := h.as(asAni, "GET", path+"/criteria", nil).ok(http.StatusOK).rows()[0]["evidence"].([]any)
		if len(evidence) != 1 {
			t.Fatalf("%v", evidence)
		}
		given := evidence[0].(obj)
		file := given["file"].(obj)
		if file["name"] != "anggaran 2027.pdf" || file["type"] != "application/pdf" || file["size"] != float64(len(pdf)) || given["by_name"] != "Ani" {
			t.Errorf("%v", file)
		}
		address := path + "/evidence/" + given["id"].(string) + "/file"
		got := h.as(asAni, "GET", address, nil).ok(http.StatusOK)
		if !bytes.Equal(got.text, pdf) || got.header.Get("Content-Type") != "application/pdf" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			got.header.Get("Content-Disposition") != `attachment; filename="anggaran 2027.pdf"` || !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d bytes, %v", len(got.text), got.header)
		}
		h.as(asBudi, "GET", address, nil).fails(http.StatusNotFound, "not_found")
		h.ask("GET", path+"/evidence/evid_gone/file", nil).fails(http.StatusNotFound, "not_found")
		h.as(asAni, "POST", path+"/move", obj{"to": offer}).ok(http.StatusOK)
		h.as(asAni, "DELETE", path+"/evidence/"+given["id"].(string)+"?reason=forged", nil).ok(http.StatusOK)
		h.as(asAni, "GET", address, nil).fails(http.StatusNotFound, "not_found")
	})
}
