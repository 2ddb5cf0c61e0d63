package api_test

import (
	"fmt"
	"reflect"
	"testing"
)

func TestAQuestionIsAnsweredPageByPage(t *testing.T) {
	h := opened(t)
	pipe, stages := h.pipeline()
	var first string
	for i := range 7 {
		id := h.deal(pipe, fmt.Sprintf("Deal %d", i), obj{"segment": fmt.Sprintf("s%d", i)}).id()
		if i == 1 {
			first = id
		}
	}
	ask := func(body obj) obj { return h.ask("POST", "/v1/reports/query", body).ok(200).object() }
	question := func(limit int, cursor any) obj {
		body := obj{"measures": []string{"count"}, "group_by": []string{"segment", "stage"}, "limit": limit}
		if cursor != nil {
			body["cursor"] = cursor
		}
		return body
	}
	whole := ask(obj{"measures": []string{"count"}, "group_by": []string{"segment", "stage"}})
	if _, more := whole["next_cursor"]; more || len(whole["rows"].([]any)) != 7 {
		t.Fatalf("the whole: %v", whole)
	}
	var rows []any
	var cursor any
	for pages := 1; ; pages++ {
		page := ask(question(3, cursor))
		if !reflect.DeepEqual(page["totals"], whole["totals"]) {
			t.Errorf("totals of page %d: %v", pages, page["totals"])
		}
		rows = append(rows, page["rows"].([]any)...)
		if cursor = page["next_cursor"]; cursor == nil {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
	}
	if !reflect.DeepEqual(rows, whole["rows"]) {
		t.Errorf("page by page %v, at once %v", rows, whole["rows"])
	}
	cursor = ask(question(2, nil))["next_cursor"]
	other := question(2, cursor)
	other["filter"] = "deal.value > 3.0"
	h.ask("POST", "/v1/reports/query", other).fails(422, "bad_cursor").at(t, "/cursor", "bad_cursor")
	h.ask("POST", "/v1/reports/query", obj{"measures": []string{"count"}, "limit": 0}).fails(422, "invalid").at(t, "/limit", "invalid")
	h.ask("POST", "/v1/deals/"+first+"/move", obj{"to": stages[1]}, "If-Match", "*").ok(200)
	h.ask("POST", "/v1/reports/query", question(2, cursor)).fails(422, "bad_cursor")
}
