package api_test

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write api/openapi.json anew")

// The document beside the code is the one that is served, and other programs are generated from it.
func TestOpenAPIDocument(t *testing.T) {
	text := opened(t).door.Document()
	text = []byte(strings.Replace(string(text), `"version": "test"`, `"version": "dev"`, 1))
	if *update {
		if err := os.WriteFile("openapi.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("openapi.json")
	if err != nil || string(kept) != string(text) {
		t.Errorf("openapi.json is not what the code says (%v): run go test ./api -run TestOpenAPIDocument -update", err)
	}
	if again := opened(t).door.Document(); len(again) != len(opened(t).door.Document()) {
		t.Error("the document changes from start to start")
	}
}

// What linters of such documents look for, and what we promise of each operation.
func TestDocumentIsWhole(t *testing.T) {
	var document obj
	if err := json.Unmarshal(opened(t).door.Document(), &document); err != nil {
		t.Fatal(err)
	}
	if document["openapi"] != "3.1.0" || len(document["webhooks"].(obj)) < 30 || document["servers"] == nil || document["info"].(obj)["license"] == nil {
		t.Errorf("the head of the document: %v %v", document["openapi"], document["info"])
	}
	tags := map[string]bool{}
	for _, tag := range document["tags"].([]any) {
		tags[tag.(obj)["name"].(string)] = tag.(obj)["description"] != ""
	}
	ids := map[string]bool{}
	for path, item := range document["paths"].(obj) {
		for method, op := range item.(obj) {
			checkOperation(t, method+" "+path, op.(obj), tags)
			id := op.(obj)["operationId"].(string)
			if ids[id] {
				t.Errorf("two operations %s", id)
			}
			ids[id] = true
		}
	}
	for name, item := range document["webhooks"].(obj) {
		id := item.(obj)["post"].(obj)["operationId"].(string)
		if ids[id] || item.(obj)["post"].(obj)["x-authz"] == nil {
			t.Errorf("webhook %s: %s", name, id)
		}
		ids[id] = true
	}
	if len(ids) < 60 {
		t.Errorf("%d operations", len(ids))
	}
	checkSchemas(t, document)
}

var (
	// What opens the door is no object of the ledger: it has no versions.
	versionless = regexp.MustCompile(`^/v1/(tokens|sessions|invitations|passkeys)/`)
	// Answers that hold a secret are not kept, a question changes nothing, and what a directory makes is known by its own id.
	keepsNothing = regexp.MustCompile(`^/v1/(session|tokens|invitations|passkeys|setup)\b|^/v1/(reports/query|rules/try)$|^/scim/`)
	// What strangers may ask for.
	forStrangers = []string{"post /v1/session", "post /v1/session/forgotten", "post /v1/session/link", "post /v1/session/link/passkey", "post /v1/session/follow", "get /v1/session/providers", "post /v1/session/provider", "get /v1/session/callback", "post /v1/session/passkey", "post /v1/session/passkey/request", "get /v1/setup", "post /v1/setup"}
)

func checkOperation(t *testing.T, name string, op obj, tags map[string]bool) {
	t.Helper()
	method, path, _ := strings.Cut(name, " ")
	if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(op["operationId"].(string)) || op["summary"] == "" || op["summary"] == nil || strings.HasSuffix(op["summary"].(string), ".") {
		t.Errorf("%s: id %v, summary %v", name, op["operationId"], op["summary"])
	}
	authz, _ := op["x-authz"].(obj)
	if authz["roles"] == nil || authz["scope"] == "" || authz["object"] == "" {
		t.Errorf("%s: x-authz %v", name, authz)
	}
	if roles, _ := authz["roles"].([]any); len(roles) == 0 && op["security"] == nil {
		t.Errorf("%s is for nobody: give %v a line in access/policy.txt", name, authz["object"])
	}
	if security, said := op["security"]; said && (!slices.Contains(forStrangers, name) || len(security.([]any)) != 0) {
		t.Errorf("%s is open", name)
	}
	for _, tag := range op["tags"].([]any) {
		if !tags[tag.(string)] {
			t.Errorf("%s: the tag %v is not described", name, tag)
		}
	}
	checkAnswers(t, name, op["responses"].(obj))
	if body, has := op["requestBody"]; has {
		for media, content := range body.(obj)["content"].(obj) {
			if !slices.Contains([]string{"application/json", "application/merge-patch+json", "multipart/form-data", "application/scim+json"}, media) || content.(obj)["schema"] == nil {
				t.Errorf("%s takes %s", name, media)
			}
			if method == "post" && (media == "application/json" || media == "application/scim+json") && content.(obj)["example"] == nil {
				t.Errorf("%s has no example", name)
			}
		}
	}
	var declared []string
	parameters, _ := op["parameters"].([]any)
	for _, p := range parameters {
		declared = append(declared, p.(obj)["in"].(string)+" "+p.(obj)["name"].(string))
	}
	if compact := slices.Compact(slices.Sorted(slices.Values(declared))); len(compact) != len(declared) {
		t.Errorf("%s: a parameter twice: %v", name, declared)
	}
	for _, in := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		if !slices.Contains(declared, "path "+in[1]) {
			t.Errorf("%s does not declare %s", name, in[1])
		}
	}
	if method == "patch" || method == "delete" && strings.Contains(path, "{id}") && !versionless.MatchString(path) {
		if !slices.Contains(declared, "header If-Match") {
			t.Errorf("%s takes no If-Match", name)
		}
	}
	asks := authz["scope"] == "read" // a question writes nothing, however often it is asked
	if method == "post" && !asks && !keepsNothing.MatchString(path) && !slices.Contains(declared, "header Idempotency-Key") {
		t.Errorf("%s takes no Idempotency-Key", name)
	}
	if strings.HasPrefix(path, "/v1/reports/") && method == "get" || name == "get /v1/deals" || name == "get /v1/deals/{id}" {
		for _, want := range []string{"query as_of", "query known_at", "header Arus-Min-Position"} {
			if !slices.Contains(declared, want) {
				t.Errorf("%s takes no %s", name, want)
			}
		}
	}
}

func checkAnswers(t *testing.T, name string, answers obj) {
	t.Helper()
	good, bad := 0, 0
	for status, answer := range answers {
		a := answer.(obj)
		if a["description"] == "" {
			t.Errorf("%s: %s is not described", name, status)
		}
		switch status[0] {
		case '2', '3':
			good++
		case '4', '5':
			bad++
			content, _ := a["content"].(obj)
			kind, schema := "application/problem+json", "Problem"
			if strings.Contains(name, " /scim/") {
				kind, schema = "application/scim+json", "SCIMError"
			}
			media, _ := content[kind].(obj)
			if len(content) != 1 || media == nil || media["schema"].(obj)["$ref"] != "#/components/schemas/"+schema {
				t.Errorf("%s: %s is answered with %v", name, status, content)
			}
		}
	}
	if good == 0 || bad < 3 {
		t.Errorf("%s: %d good answers, %d bad ones", name, good, bad)
	}
}

func checkSchemas(t *testing.T, document obj) {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	schemas := document["components"].(obj)["schemas"].(obj)
	for name := range schemas {
		ours := name != "NewView" && regexp.MustCompile(`[a-z]View|Facts|Body|Listed|Record`).MatchString(name) // a saved view is a noun of the API
		if ours || !regexp.MustCompile(`^[A-Z][a-zA-Z]+$`).MatchString(name) {
			t.Errorf("the schema name %s", name)
		}
		if !strings.Contains(string(text), `"#/components/schemas/`+name+`"`) {
			t.Errorf("nothing uses %s", name)
		}
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllStringSubmatch(string(text), -1) {
		if schemas[ref[1]] == nil {
			t.Errorf("%s is referred to and not there", ref[1])
		}
	}
	for _, name := range []string{"Deal", "DealList", "NewDeal", "DealPatch", "Account", "AccountList", "NewAccount", "AccountPatch", "Pipeline", "Problem", "CloudEvent", "Money"} {
		if schemas[name] == nil {
			t.Errorf("no schema %s", name)
		}
	}
	for name, member := range schemas["DealPatch"].(obj)["properties"].(obj) {
		if text, _ := json.Marshal(member); !strings.Contains(string(text), `"null"`) {
			t.Errorf("a patch cannot clear %s: %s", name, text)
		}
	}
	deal := schemas["Deal"].(obj)
	for _, name := range []string{"value", "owner", "close_date", "closed_at", "probability", "next_step", "imported_from"} {
		if text, _ := json.Marshal(deal["properties"].(obj)[name]); !strings.Contains(string(text), `"null"`) {
			t.Errorf("a deal's %s may be null: %s", name, text)
		}
	}
	if required := schemas["NewDeal"].(obj)["required"].([]any); len(required) != 2 {
		t.Errorf("a new deal requires %v", required)
	}
}
