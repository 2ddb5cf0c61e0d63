package api_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"mime/multipart"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"arus/merging"
	"arus/process"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

// The isolation matrix: every operation of the served document, by every caller, about an object in every relation. What
// must come back follows from x-authz; nothing here names an operation but to give it a body that its schema cannot say.

// operation is one of the document, as far as the matrix needs it.
type operation struct {
	id, method, path string
	Security         *[]any `json:"security"`
	Authz            struct {
		Roles         []string
		Scope, Object string
		Rows          map[string]string
		Fields        map[string][]string
		Members       map[string]map[string]string
	} `json:"x-authz"`
	Parameters  []struct{ Name, In string }
	RequestBody struct {
		Content map[string]struct{ Example, Schema obj }
	}
	OperationID string
}

// bodies are those that the document's examples do not give.
var bodies = map[string]obj{
	"move-deal":           {"to": "stage_01k8z3"},
	"win-deal":            {},
	"change-target":       {"amount": obj{"amount": "5.00", "currency": "IDR"}},
	"create-team":         {"name": "A new team"},
	"create-scim-user":    {"userName": "user_01k8z3"},                                                                                                          // another one each time
	"create-policy":       {"key": "user_01k8z3", "name": "Terms", "says": obj{"en": "Other terms"}, "steps": []obj{{"approvers": []obj{{"role": "finance"}}}}}, // another key each time
	"query-report":        {"measures": []string{"count", "value"}, "group_by": []string{"stage"}, "filter": "deal.outcome == 'open'"},                          // the example asks of a time before this world
	"try-pipeline-change": {"definition": obj{"name": "Projects 2027"}, "mapping": obj{}},
}

// neverRuns are the operations whose success the matrix cannot bring about, with the reason.
var neverRuns = map[string]string{
	"delegate-approval": "whom the example names owns the deal, and so may not answer",
	"change-password":   "the callers have tokens and no password",
	"request-passkey":   "the callers have tokens and no device",
	"add-passkey":       "the callers have tokens and no device",
	"remove-passkey":    "the callers have tokens and no device",
}

func operationsOf(t *testing.T, w *world) (all []operation) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]operation
	}
	if err := json.Unmarshal(w.door.Document(), &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method, op := range methods {
			op.id, op.method, op.path = op.OperationID, strings.ToUpper(method), path
			all = append(all, op)
		}
	}
	slices.SortFunc(all, func(a, b operation) int {
		return cmp.Or(cmp.Compare(strings.Index(a.path, "/scim"), strings.Index(b.path, "/scim")), strings.Compare(a.id, b.id))
	})
	return all
}

// open says that an operation is for everybody.
func (o operation) open() bool { return o.Security != nil && len(*o.Security) == 0 }

// noun of the operation's path: what stands behind the version.
func (o operation) noun() string {
	return strings.Split(strings.TrimPrefix(o.path, "/scim"), "/")[2]
}

// admits says whether an asker may call the operation at all: their role is one of those, and their token has the scope.
func (o operation) admits(a asker) bool {
	scoped := a.scope == o.Authz.Scope || a.scope == "" && o.Authz.Scope != "scim"
	return scoped && slices.Contains(o.Authz.Roles, a.role)
}

// about is the kind of the object in the path, or none.
func (o operation) about(t *testing.T) sales.Kind {
	t.Helper()
	switch {
	case !strings.Contains(o.path, "{id}") && !strings.Contains(o.path, "{source_id}"):
		return ""
	case kindOf[o.noun()] == "":
		t.Errorf("%s: which kind of object does /v1/%s/{id} name? Say so in kindOf, and how to make one in fresh", o.id, o.noun())
	}
	return kindOf[o.noun()]
}

// matrix counts what was asked, and which operations have really done something.
type matrix struct {
	*world
	t     *testing.T
	reads map[string]map[string]string // rows by role that show an object of a noun
	asked int
	ran   map[string]bool
}

// first ends the matrix after the first operation with a fault: that is enough for who only asks whether there is one.
var first = flag.Bool("first", false, "end the isolation matrix with the first operation that fails")

func TestIsolationMatrix(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := &matrix{world: newWorld(t, db), t: t, reads: map[string]map[string]string{}, ran: map[string]bool{}}
		all := operationsOf(t, m.world)
		for _, op := range all {
			if op.Authz.Scope == "" || op.Authz.Object == "" || len(op.Authz.Roles) == 0 && !op.open() {
				t.Errorf("%s has no x-authz that lets anybody in", op.id)
			}
			if op.Authz.Scope == "read" && op.Authz.Object == op.noun() || op.Authz.Scope == "scim" {
				m.reads[op.noun()] = op.Authz.Rows
			}
		}
		postgres := strings.HasSuffix(t.Name(), "postgres")
		world := true // is as it was made
		for i, op := range all {
			if world && op.Authz.Scope == "scim" { // a directory moves people about
				world = false
				m.lists()
				m.figures()
				m.streams()
			}
			if *first && t.Failed() {
				return
			}
			if op.id == "follow-events" || postgres && i%6 != 0 {
				continue // streams have a test of their own; PostgreSQL gets a cut, since nothing of this is the database's
			}
			m.operation(op)
			m.members(op)
		}
		for _, op := range all {
			if !m.ran[op.id] && !op.open() && neverRuns[op.id] == "" && op.id != "follow-events" && !postgres {
				t.Errorf("%s never succeeded: give it an example that can, in api/document/examples.go or here in bodies", op.id)
			}
		}
		t.Logf("%d operations, %d callers, %d relations: %d requests", len(all), len(m.askers), len(relations), m.asked)
	})
}

func (m *matrix) operation(op operation) {
	kind := op.about(m.t)
	for _, a := range m.askers {
		baseline := ""
		for _, relation := range []string{nonexistent, foreign, other, team, own, deleted} {
			id := m.objects[relation][kind]
			if kind != "" && (op.method != "GET" || strings.Contains(op.path, "{source_id}")) && relation != foreign && relation != nonexistent {
				id = m.fresh(kind, relation)
				m.ready(op, relation, id)
			}
			got := m.ask(a, op, relation, id)
			same := m.normal(got, relation, id)
			if relation == nonexistent {
				baseline = same
			}
			say := fmt.Sprintf("%s by the %s about %s (%s)", op.id, a.name, relation, id)
			switch {
			case op.open():
			case a.status != 0:
				m.want(say, got, a.status)
			case !op.admits(a):
				m.want(say, got, 403)
			case kind == "":
				m.placed(say, got, relation == foreign && same != baseline)
			case relation == foreign || relation == nonexistent || !m.visible(op, a, relation):
				m.want(say, got, 404)
				if same != baseline {
					m.t.Errorf("%s differs from what does not exist:\n%s\n%s", say, same, baseline)
				}
			case !a.reaches(m.world, op.Authz.Rows[a.role], relation):
				m.want(say, got, 403)
			case relation != deleted && (got.status == 401 || got.status == 403 || got.status == 404) && !strings.Contains(op.path, "{evidence}"):
				m.t.Errorf("%s: %d: %s", say, got.status, got.text)
			}
			if got.status < 300 {
				m.ran[op.id] = true
			}
		}
	}
}

// ready brings an object into the state that an operation is for.
func (m *matrix) ready(op operation, relation, id string) {
	switch {
	case relation == deleted:
	case op.id == "reopen-deal":
		m.in(m.house, sales.LoseDeal{Deal: sales.DealID(id), Reason: "Price"})
	case op.id == "move-deal" || op.id == "win-deal":
		m.evidence(relation, id)
	}
	if strings.HasPrefix(op.id, "unmerge-") && relation != nonexistent && relation != deleted {
		m.in(m.home(relation), merging.Merge{Loser: sales.ID(id), Into: sales.ID(m.objects[relation][sales.ID(id).Kind()])})
	}
	if op.id == "requalify-lead" {
		m.in(m.house, process.DisqualifyLead{Lead: sales.ID(id), Reason: "x"})
	}
}

// visible says whether an asker may know of the object in a relation.
func (m *matrix) visible(op operation, a asker, relation string) bool {
	return a.reaches(m.world, m.reads[op.noun()][a.role], relation)
}

func (m *matrix) want(say string, got answer, status int) {
	if got.status != status {
		m.t.Errorf("%s: %d, want %d: %s", say, got.status, status, got.text)
	}
}

// placed judges an operation without an object in its path: it is no fault of ours what it says to what it names, unless
// it tells apart what the caller must not.
func (m *matrix) placed(say string, got answer, told bool) {
	if got.status == 401 || got.status >= 500 {
		m.t.Errorf("%s: %d: %s", say, got.status, got.text)
	}
	if told && got.status >= 300 {
		m.t.Errorf("%s is told apart from what does not exist: %s", say, got.text)
	}
}

var (
	placeholder = regexp.MustCompile(`"([a-z]+)_01k8z3[0-9a-z]*"`)
	evidenceID  = regexp.MustCompile(`(evid|plan)_[0-9a-z]+`)
	requestID   = regexp.MustCompile(`req_[0-9a-f]+`)
	pathPart    = regexp.MustCompile(`\{([a-z_]+)\}`)
)

// normal is an answer without what must differ: the id that was asked for, and the request's own.
func (m *matrix) normal(got answer, relation, id string) string {
	text := fmt.Sprintf("%d %v %s", got.status, got.header["Etag"], requestID.ReplaceAllString(string(got.text), "REQ"))
	for kind, other := range m.objects[relation] {
		text = strings.ReplaceAll(text, other, "ID-"+string(kind))
	}
	if id != "" {
		text = strings.ReplaceAll(text, id, "ID-"+string(sales.ID(id).Kind()))
	}
	return evidenceID.ReplaceAllString(text, "EVID")
}

// ask sends an operation with an id in its path, and with the objects of a relation in its query and body.
func (m *matrix) ask(a asker, op operation, relation, id string) answer {
	path := pathPart.ReplaceAllStringFunc(op.path, func(part string) string {
		switch part {
		case "{id}", "{source_id}":
			return url.PathEscape(id)
		case "{source}":
			return "crm"
		case "{name}":
			return map[string]string{"get-scim-schema": "urn:ietf:params:scim:schemas:core:2.0:User", "get-scim-type": "User"}[op.id]
		case "{period}":
			return "2026-Q4"
		case "{version}":
			return "1"
		case "{evidence}":
			return m.evidence(relation, id)
		case "{day}":
			return sales.Day(20000).String() // of the rates that the world has
		case "{plan}":
			return m.plan(relation, id)
		}
		m.t.Errorf("%s: what stands for %s? Say so here", op.id, part)
		return "x"
	})
	query := url.Values{}
	at := m.objects[relation]
	for _, p := range op.Parameters {
		value := map[string]string{"owner": at[sales.UserKind], "user": at[sales.UserKind], "account": at[sales.AccountKind], "team": at[sales.TeamKind],
			"pipeline": at[sales.PipelineKind], "ids": at[sales.DealKind], "reason": "no more", "dry_run": "true", "factor": "segment"}[p.Name]
		if p.Name == "filter" && strings.HasPrefix(op.path, "/v1/deals") {
			value = fmt.Sprintf("deal.account == '%s'", at[sales.AccountKind])
		}
		if strings.HasPrefix(op.path, "/v1/submissions/draft") {
			value = map[string]string{"period": "2026-Q4"}[p.Name]
		}
		if strings.HasPrefix(op.path, "/v1/reports/") {
			value = cmp.Or(value, map[string]string{"from": "2026-10-01", "to": "2026-11-23"}[p.Name])
		}
		if p.In == "query" && value != "" && !(p.Name == "team" && query.Has("owner")) && !(p.Name == "owner" && query.Has("team")) {
			query.Set(p.Name, value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	body, content := m.body(op, relation)
	if op.Authz.Scope == "write" && len(op.Authz.Fields[a.role]) > 0 {
		body = obj{op.Authz.Fields[a.role][0]: idr("7.00")} // the example sets more than the role may
	}
	head := []string{"Authorization", "", "If-Match", m.seen(op, relation, id)}
	if a.bearer != "" {
		head[1] = "Bearer " + a.bearer
	}
	if content != "" {
		head = append(head, "Content-Type", content)
	}
	m.asked++
	got := m.house.ask(op.method, path, body, head...)
	m.leaks(a, op.id, got)
	return got
}

// seen is the version of an object that a caller says they have seen: any, and the real one, in turns.
func (m *matrix) seen(op operation, relation, id string) string {
	if m.asked%2 == 0 || op.Authz.Scope == "scim" {
		return "*"
	}
	current, err := m.home(relation).ledger.Load(m.t.Context(), m.home(relation).ws, sales.ID(id))
	if err != nil {
		return `"1"` // of what has no version, or is not there
	}
	return fmt.Sprintf(`"%d"`, current.Version)
}

// body is the operation's example with the objects of a relation in the places of those it names.
func (m *matrix) body(op operation, relation string) (body any, content string) {
	if len(op.RequestBody.Content) == 0 {
		return nil, ""
	}
	media := "application/json"
	if _, directory := op.RequestBody.Content["application/scim+json"]; directory {
		media = "application/scim+json"
	}
	if _, form := op.RequestBody.Content["multipart/form-data"]; form {
		var text bytes.Buffer
		w := multipart.NewWriter(&text)
		_ = w.WriteField("map", "source: t\npipeline: {name: Imported, stages: [One]}\ndeals: {file: deals.csv, id: id, name: name, created_at: created, stage: stage}\n")
		_ = w.WriteField("criterion", "budget")
		part, _ := w.CreateFormFile("file", "deals.csv")
		_, _ = part.Write([]byte("id,name,created,stage\n1,Satu,2026-10-01,One\n"))
		_ = w.Close()
		return text.String(), w.FormDataContentType()
	}
	example := op.RequestBody.Content[media].Example
	if given, known := bodies[op.id]; known {
		example = given
	}
	if example == nil {
		example = obj{"name": m.name("", "renamed")}
	}
	text, _ := json.Marshal(example)
	account := "" // as the example calls the first
	filled := placeholder.ReplaceAllStringFunc(string(text), func(quoted string) string {
		kind := sales.Kind(placeholder.FindStringSubmatch(quoted)[1])
		id, known := m.objects[relation][kind]
		if !known {
			m.t.Errorf("%s: the example names a %s, of which the matrix has none: add it to kinds", op.id, kind)
		}
		if kind == sales.AccountKind && account != "" && quoted != account {
			id = m.second[relation]
		} else if kind == sales.AccountKind {
			account = quoted
		}
		return `"` + id + `"`
	})
	return filled, media
}

// leaks fails when a word of what the asker must not know stands in an answer.
func (m *matrix) leaks(a asker, say string, got answer) {
	for _, relation := range []string{other, team, own, foreign} {
		shown := a.status == 0 && a.scope == "" && relation != foreign && a.reaches(m.world, m.reads["deals"][a.role], relation)
		for _, kind := range []string{"deal", "acct", "cont"} {
			if !shown && bytes.Contains(got.text, []byte(canary(relation)+kind)) {
				m.t.Errorf("%s tells the %s of a %s of the %s: %s", say, a.name, kind, relation, got.text)
			}
		}
	}
	if bytes.Contains(got.text, []byte(canary(foreign))) {
		m.t.Errorf("%s tells the %s of another workspace: %s", say, a.name, got.text)
	}
}
