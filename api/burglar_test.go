package api_test

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/automation"
	"arus/dispatch"
	"arus/intake"
	sheets "arus/intake/sheet"
	"arus/ledger"
	"arus/sales"
	"arus/store/storetest"
)

var attempts = flag.Int("attempts", 3000, "how often TestNothingGoesRoundTheCriteria tries to get a deal past its criteria")

// burglar tries every way in: each writing operation of the document, imports, rules and changes of the definition itself.
type burglar struct {
	*matrix
	r      *rand.Rand
	ops    []operation
	engine *automation.Engine
	pipe   string
	stages []string
	deals  []string
	tried  map[string]int // by operation
	taken  map[string]int
}

// A hundred thousand attempts (in make proof), and no deal stands where its criteria do not let it, unless somebody said
// why: as an independent reader of the ledger finds, who knows nothing of the gate.
func TestNothingGoesRoundTheCriteria(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	m := &matrix{world: newWorld(t, db), t: t, ran: map[string]bool{}}
	b := &burglar{matrix: m, r: rand.New(rand.NewPCG(6, 100_000)), tried: map[string]int{}, taken: map[string]int{}}
	b.engine = automation.New(automation.Config{Ledger: m.ledger, Store: db, Gate: m.gate, Clock: m.clock, Mint: m.mint, Random: func([]byte) {}})
	for _, op := range operationsOf(t, m.world) {
		if op.method != "GET" && op.id != "restore-probability" {
			b.ops = append(b.ops, op)
		}
	}
	b.catchUp()
	b.define()
	for n := range *attempts {
		b.attempt(n)
	}
	b.catchUp()
	read := &reader{definitions: map[sales.ID][]ledger.Event{}, lives: map[sales.ID][]ledger.Event{}}
	for after := int64(0); ; {
		events, err := m.ledger.After(t.Context(), m.ws, after, 2000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, v := range events {
			read.take(t, v)
		}
		after = events[len(events)-1].Position
	}
	done := 0
	for _, n := range b.taken {
		done += n
	}
	t.Logf("%d attempts by %d operations, %d taken; %d steps in the ledger: %d by overrides with a reason, %d illegal", *attempts, len(b.tried), done, read.steps, read.overridden, read.illegal)
	for _, op := range b.ops {
		if b.tried[op.id] == 0 && *attempts > 50_000 {
			t.Errorf("nobody tried %s", op.id)
		}
	}
	if read.steps < *attempts/50 || read.overridden == 0 || read.overridden == read.steps {
		t.Error("hardly anybody got in: nothing is proved")
	}
}

func (b *burglar) catchUp() {
	b.t.Helper()
	if err := b.engine.CatchUp(b.t.Context(), b.ws); err != nil {
		b.t.Fatal(err)
	}
}

// carryOut carries out what was planned.
func (b *burglar) carryOut() {
	b.t.Helper()
	current, err := b.boards.Of(b.t.Context(), b.ws)
	if err == nil {
		_, err = dispatch.Desk{Ledger: b.ledger, Gate: b.gate}.CarryOut(b.t.Context(), current, sales.InstantOf(b.clock()))
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// mostRules are made: each is asked about everything that happens from then on.
const mostRules = 12

// define makes the pipeline that is to be got through.
func (b *burglar) define() {
	says := obj{"en": "say", "id": "kata"}
	made := b.house.ask("POST", "/v1/pipelines", obj{"name": "Guarded", "currency": "IDR", "lost_reasons": []string{"Price"}, "stages": []obj{
		{"name": "A"},
		{"name": "B", "entry": []obj{{"key": "company", "says": says, "facts": []string{"account"}}}},
		{"name": "C", "entry": []obj{{"key": "paper", "says": says, "evidence": "document"}}, "exit": []obj{{"key": "size", "says": says, "rule": "deal.value > 1000"}}},
		{"name": "D", "entry": []obj{{"key": "met", "says": says, "rule": "deal.meetings > 0"}}}}}).ok(201)
	b.pipe = made.id()
	for _, s := range made.object()["stages"].([]any) {
		b.stages = append(b.stages, s.(obj)["id"].(string))
	}
}

// one picks at random.
func one[T any](b *burglar, list []T) T { return list[b.r.IntN(len(list))] }

func (b *burglar) attempt(n int) {
	switch {
	case n%500 == 499:
		b.catchUp()
		b.pass(time.Hour)
		b.carryOut()
	case n%250 == 100:
		b.carryIn(n)
	case n%40 == 7:
		b.redefine()
	case n%60 == 9 && b.taken["create-rule"] < mostRules:
		b.rule()
	case n%8 == 3:
		b.other(one(b, b.ops))
	case len(b.deals) == 0 || b.r.IntN(8) == 0:
		b.create()
	default:
		b.push(one(b, b.deals))
	}
}

// ask counts what was tried.
func (b *burglar) ask(id, method, path string, body any) answer {
	head := []string{"If-Match", "*"}
	if b.r.IntN(5) == 0 {
		head = append(head, "Authorization", "Bearer "+one(b, b.askers).bearer)
	}
	got := b.house.ask(method, path, body, head...)
	b.tried[id]++
	if got.status < 300 {
		b.taken[id]++
	}
	if got.status >= 500 {
		b.t.Errorf("%s: %d: %s", id, got.status, got.text)
	}
	return got
}

// override is sometimes a reason, sometimes none.
func (b *burglar) override(body obj) obj {
	switch b.r.IntN(12) {
	case 0:
		body["override"] = "the board has decided"
	case 1:
		body["override"] = one(b, []string{"", " ", "\t"})
	}
	if b.r.IntN(10) == 0 { // in the past
		body["at"] = b.clock().Add(-time.Duration(b.r.IntN(48*60)) * time.Minute).Format(time.RFC3339)
	}
	return body
}

func (b *burglar) create() {
	body := b.override(obj{"name": "Deal", "pipeline": b.pipe, "stage": one(b, append(b.stages, ""))})
	if at, back := body["at"]; back {
		body["created_at"] = at
		delete(body, "at")
	}
	if body["stage"] == "" {
		delete(body, "stage")
	}
	if b.r.IntN(2) == 0 {
		body["account"], body["value"] = b.objects[own][sales.AccountKind], idr(fmt.Sprint(b.r.IntN(3000), ".00"))
	}
	if got := b.ask("create-deal", "POST", "/v1/deals", body); got.status == 201 {
		b.deals = append(b.deals, got.id())
	}
}

// push tries to get one deal on.
func (b *burglar) push(deal string) {
	at := "/v1/deals/" + deal
	switch b.r.IntN(14) {
	case 0, 1, 2, 3:
		b.ask("move-deal", "POST", at+"/move", b.override(obj{"to": one(b, b.stages)}))
	case 4:
		b.ask("win-deal", "POST", at+"/win", b.override(obj{}))
	case 5:
		b.ask("lose-deal", "POST", at+"/lose", obj{"reason": "Price"})
	case 6, 7:
		b.ask("reopen-deal", "POST", at+"/reopen", b.override(obj{"reason": "back", "to": one(b, b.stages)}))
	case 8:
		b.ask("attach-evidence", "POST", at+"/evidence", obj{"criterion": one(b, []string{"paper", "company", "nothing"}), "note": "x"})
	case 9:
		b.ask("log-activity", "POST", "/v1/activities", obj{"deal": deal, "kind": one(b, []string{"meeting", "call"})})
	case 10:
		b.ask("change-deal", "PATCH", at, obj{"value": idr(fmt.Sprint(b.r.IntN(3000), ".00"))})
	case 11:
		b.ask("change-deal", "PATCH", at, obj{"account": one(b, []any{nil, b.objects[own][sales.AccountKind]})})
	case 12: // what no patch may set
		b.ask("change-deal", "PATCH", at, one(b, []obj{{"stage": b.stages[3]}, {"outcome": "won"}, {"pipeline": b.pipe}, {"evidence": []obj{{"criterion": "paper"}}}, {"done": obj{"meeting": 1}}}))
	case 13:
		b.ask("move-deal", "POST", at+"/move", b.override(obj{"to": one(b, append(b.stages, b.world.stages[own]...)), "pipeline": one(b, []string{b.pipe, b.pipes[own]})}))
	}
}

// redefine changes what is asked for, with and without deals that move along.
func (b *burglar) redefine() {
	moves := obj{"no_skip": b.r.IntN(2) == 0, "no_back": b.r.IntN(3) == 0}
	if b.r.IntN(2) == 0 {
		b.ask("change-pipeline", "PATCH", "/v1/pipelines/"+b.pipe, obj{"moves": moves})
		return
	}
	change := obj{"definition": obj{"moves": moves}, "mapping": obj{one(b, b.stages): one(b, b.stages)}, "reason": one(b, []string{"a new year", ""})}
	if b.r.IntN(3) == 0 {
		change["effective_at"] = b.clock().Add(time.Duration(1+b.r.IntN(90)) * time.Minute).Format(time.RFC3339)
	}
	b.ask("redefine-pipeline", "POST", "/v1/pipelines/"+b.pipe+"/redefine", change)
}

// rule makes one that acts on deals, and tries to set what it may not.
func (b *burglar) rule() {
	field := one(b, []obj{{"field": "stage", "value": b.stages[3]}, {"field": "outcome", "value": "won"}, {"field": "region", "value": "Bali"}, {"field": "account", "value": b.objects[own][sales.AccountKind]},
		{"field": "pipeline", "value": b.pipe}, {"field": "evidence", "value": []string{}}})
	field["do"] = "set_field"
	b.ask("create-rule", "POST", "/v1/rules", obj{"name": "Burglar", "on": true, "when": obj{"event": one(b, []string{"deal.moved", "deal.created", "deal.changed"})}, "then": []obj{field}})
}

// carryIn imports deals that stand anywhere.
func (b *burglar) carryIn(n int) {
	files := map[string]string{"deals.csv": "id,name,created,stage,outcome,account,value\n", "history.csv": "deal,to,at\n"}
	for i := range 4 {
		day := b.clock().AddDate(0, 0, -b.r.IntN(40)-2)
		stage := one(b, []string{"A", "B", "C", "D"})
		files["deals.csv"] += fmt.Sprintf("%d-%d,Imported,%s,%s,%s,%s,%d\n", n, i, day.Format(time.RFC3339), stage, one(b, []string{"Open", "Won"}), one(b, []string{"", "PT Maju"}), b.r.IntN(3000))
		files["history.csv"] += fmt.Sprintf("%d-%d,%s,%s\n", n, i, stage, day.AddDate(0, 0, 1).Format(time.RFC3339))
	}
	m, _ := sheets.ParseMap("map.yaml", []byte("source: burglar\npipeline: {name: Guarded, currency: IDR, stages: [A, B, C, D]}\ndeals: {file: deals.csv, id: id, name: name, created_at: created, stage: stage, account: account, value: value, currency: {const: IDR}, "+
		"outcome: {column: outcome, won: [Won], open: [Open]}}\nhistory: {file: history.csv, deal: deal, to: to, at: at}\n"))
	desk := intake.NewDesk(intake.Config{Store: b.db, Ledger: b.ledger, Mint: b.mint, Clock: b.clock})
	b.tried["import"]++
	done, err := desk.Import(b.t.Context(), ledger.Who{Workspace: b.ws, Actor: "import"}, intake.Input{Map: m, Open: func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(files[name])), nil
	}})
	if err == nil && !done.Unchanged {
		b.taken["import"]++
	}
}

// other tries any operation at all on any object, with its example or the example of another.
func (b *burglar) other(op operation) {
	relation := one(b, []string{own, team, other})
	id := b.objects[relation][kindOf[op.noun()]]
	if op.noun() == "deals" {
		id = one(b, append(slices.Clone(b.deals), id))
	}
	path := pathPart.ReplaceAllStringFunc(op.path, func(part string) string {
		switch part {
		case "{id}", "{source_id}":
			return url.PathEscape(id)
		case "{period}":
			return "2026-Q4"
		}
		return "crm"
	})
	like := op
	if b.r.IntN(4) == 0 {
		like = one(b, b.ops)
	}
	body, _ := b.body(like, relation)
	if text, is := body.(string); is && b.r.IntN(2) == 0 {
		body = strings.ReplaceAll(text, b.objects[relation][sales.StageKind], one(b, b.stages))
	}
	if op.id == "revoke-token" || op.id == "revoke-sessions" {
		path += "?user=nobody"
	}
	b.ask(op.id, op.method, path, body)
}
