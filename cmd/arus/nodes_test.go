package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/store/storetest"
)

// node is one of several servers on one PostgreSQL.
type node struct {
	t     *testing.T
	url   string
	token string
}

func startNode(t *testing.T, database string) *house {
	h, err := openHouse(t.Context(), place{Data: t.TempDir(), Database: database}, slog.New(slog.DiscardHandler), true)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func serveNode(t *testing.T, h *house, token string) node {
	ctx, stop := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- server{house: h, listen: "127.0.0.1:0"}.run(ctx, func(a string) { address <- a })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-address:
		return node{t, "http://" + a, token}
	case err := <-ended:
		t.Fatal(err)
		return node{}
	}
}

func (n node) ask(method, path, body string, header ...string) (*http.Response, map[string]any) {
	n.t.Helper()
	r, err := http.NewRequestWithContext(n.t.Context(), method, n.url+path, strings.NewReader(body))
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+n.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	var said map[string]any
	if err := json.Unmarshal(text, &said); err != nil {
		n.t.Fatalf("%s %s: %s: %s", method, path, answer.Status, text)
	}
	return answer, said
}

// TestTwoNodesTellOneStory: what is written on one node is read on the other, at once by who demands the position, and
// live by who listens.
func TestTwoNodesTellOneStory(t *testing.T) {
	database := storetest.Postgres(t, storetest.Fast)
	first, second := startNode(t, database), startNode(t, database)
	setup := initCommand{Workspace: "Two nodes", Email: "ana@example.com", Name: "Ana", Currency: "IDR", TimeZone: "Asia/Jakarta", FiscalYear: 1}
	ws, user, err := setup.make(t.Context(), first, "a long and unusual phrase")
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := first.access.CreateToken(t.Context(), access.NewToken{Workspace: ws, User: user, Name: "test", Role: access.Admin, Life: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	a, b := serveNode(t, first, token), serveNode(t, second, token)
	_, pipeline := a.ask("POST", "/v1/pipelines", `{"name":"Sales","stages":[{"name":"Qualification"},{"name":"Proposal"}]}`)
	live := b.listen()
	for i := range 20 {
		answer, deal := a.ask("POST", "/v1/deals", fmt.Sprintf(`{"name":"Deal %d","pipeline":%q}`, i, pipeline["id"]))
		if answer.StatusCode != http.StatusCreated {
			t.Fatalf("create: %s %v", answer.Status, deal)
		}
		position := answer.Header.Get("Arus-Position")
		read, same := b.ask("GET", "/v1/deals/"+deal["id"].(string), "", "Arus-Min-Position", position)
		if read.StatusCode != http.StatusOK || same["name"] != deal["name"] {
			t.Fatalf("deal %d on the other node at position %s: %s %v", i, position, read.Status, same)
		}
		if told := <-live; told != deal["id"] {
			t.Fatalf("the other node told of %q, not of %q", told, deal["id"])
		}
	}
}

// listen hands out the subjects of deals that the node's stream tells of as created.
func (n node) listen() <-chan string {
	r, err := http.NewRequestWithContext(n.t.Context(), http.MethodGet, n.url+"/v1/events", nil)
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+n.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), ":") { // the stream stands once its first comment is here
	}
	subjects := make(chan string, 100)
	go func() {
		for lines.Scan() {
			data, found := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
			var event struct{ Type, Subject string }
			if found && json.Unmarshal(data, &event) == nil && event.Type == "deal.created" {
				subjects <- event.Subject
			}
		}
	}()
	return subjects
}
