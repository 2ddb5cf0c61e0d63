package oidc_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/access/ceremony"
	"arus/access/oidc"
	"arus/relay/relaytest"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const (
	ws       = sales.WorkspaceID("ws_01k00000000000000000000001")
	ani      = sales.UserID("user_01k00000000000000000000001")
	budi     = sales.UserID("user_01k00000000000000000000002")
	callback = "https://arus.example.com/v1/session/callback"
)

// provider is oidc-provider from npm, a certified one, on this machine.
func provider(t *testing.T) (issuer string) {
	t.Helper()
	if _, err := os.Stat("testdata/provider/node_modules"); err != nil {
		t.Skip("no OpenID provider: run make tools")
	}
	_, port, _ := strings.Cut(relaytest.Free(t), ":")
	c := exec.CommandContext(t.Context(), "node", "provider.mjs", port, callback)
	c.Dir = "testdata/provider"
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, at, here := strings.Cut(lines.Text(), "provider at "); here {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return at
		}
	}
	t.Fatal("the provider does not start")
	return ""
}

// desk is one with the provider, and a user whose address it may verify.
func desk(t *testing.T, db *store.DB, issuer string) *oidc.Desk {
	t.Helper()
	a := access.New(db, time.Now, rand.Reader)
	t.Cleanup(a.Settle)
	find := func(_ context.Context, in sales.WorkspaceID, email string) (sales.UserID, bool, error) {
		return ani, in == ws && email == "ani@example.com", nil
	}
	p := oidc.Provider{ID: "company", Label: "Company", Workspace: ws, Issuer: issuer, Client: "arus", Secret: "a-secret-of-the-test-and-nobody-else", TrustEmail: true}
	return oidc.New(oidc.Config{Book: ceremony.Book{DB: db, Clock: time.Now, Random: rand.Reader}, Access: a, Find: find, Callback: callback, Providers: []oidc.Provider{p}})
}

var action = regexp.MustCompile(`action="([^"]+)"`)

// visit goes to a provider as a browser does, signs in there as somebody, agrees, and comes back with an answer.
func visit(t *testing.T, address, browser, as string) oidc.Answer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	client := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := client.Get(address)
	for _, form := range []url.Values{{"prompt": {"login"}, "login": {as}, "password": {"x"}}, {"prompt": {"consent"}}} {
		if err != nil {
			t.Fatal(err)
		}
		if back != nil {
			break
		}
		text, _ := io.ReadAll(page.Body)
		_ = page.Body.Close()
		found := action.FindSubmatch(text)
		if found == nil {
			t.Fatalf("no form at %s: %s", page.Request.URL, text)
		}
		to, wrong := page.Request.URL.Parse(string(found[1]))
		if wrong != nil {
			t.Fatal(wrong)
		}
		page, err = client.PostForm(to.String(), form)
	}
	if err != nil || back == nil {
		t.Fatalf("the provider does not send back: %v", err)
	}
	_ = page.Body.Close()
	q := back.Query()
	return oidc.Answer{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Browser: browser}
}

// go sends a browser out and brings its answer back.
func goThere(t *testing.T, d *oidc.Desk, invitation, as string) oidc.Answer {
	t.Helper()
	address, browser, err := d.Send(t.Context(), "company", invitation)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := url.Parse(address)
	if q.Query().Get("code_challenge_method") != "S256" || q.Query().Get("nonce") == "" || q.Query().Get("state") == "" {
		t.Errorf("sent to %s", address)
	}
	return visit(t, address, browser, as)
}

func refused(t *testing.T, err error) {
	t.Helper()
	var d *access.Denial
	if !errors.As(err, &d) || d.Problem.Code != access.CodeUnauthenticated || !strings.Contains(d.Error(), "this sign-in was not accepted") {
		t.Errorf("%v", err)
	}
}

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, oidc.Queries()...)
}

func TestSigningInAtARealProvider(t *testing.T) {
	issuer := provider(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := desk(t, db, issuer)
		from := access.Arrival{Address: "192.0.2.1"}
		for range 2 { // found by the verified address, then by issuer and subject
			secret, c, err := d.Receive(t.Context(), goThere(t, d, "", "ani"), from)
			if err != nil || c.User != ani || c.Workspace != ws {
				t.Fatal(c, err)
			}
			if c, err := d.Access.Session(t.Context(), secret); err != nil || c.User != ani {
				t.Error(c, err)
			}
		}
		for _, nobody := range []string{"citra", "unverified-ani"} {
			_, _, err := d.Receive(t.Context(), goThere(t, d, "", nobody), from)
			refused(t, err)
		}
		link, _, err := d.Access.CreateLink(t.Context(), access.NewLink{By: audit.By{Actor: "system"}, Workspace: ws, Purpose: access.Invitation, User: budi, Email: "b@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		forgotten, _, err := d.Access.CreateLink(t.Context(), access.NewLink{Workspace: ws, Purpose: access.Forgotten, User: budi, Email: "b@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		var denied *access.Denial
		if _, _, err := d.Receive(t.Context(), goThere(t, d, forgotten, "unverified-budi"), from); !errors.As(err, &denied) || denied.Problem.Code != access.CodeLinkEnded {
			t.Errorf("a link to another password makes a way in: %v", err)
		}
		if _, err := d.Access.ReadLink(t.Context(), forgotten); err != nil {
			t.Errorf("and is used up: %v", err)
		}
		for i := range 2 { // invited, whatever the address; then known
			invitation := []string{link, ""}[i]
			if _, c, err := d.Receive(t.Context(), goThere(t, d, invitation, "unverified-budi"), from); err != nil || c.User != budi {
				t.Fatal(c, err)
			}
		}
		_, _, err = d.Receive(t.Context(), goThere(t, d, link, "dewi"), from)
		if !errors.As(err, &denied) || denied.Problem.Code != access.CodeLinkEnded {
			t.Errorf("a used invitation: %v", err)
		}
	})
}

func TestForgedAndReplayedAnswersAreRefusedAlike(t *testing.T) {
	issuer := provider(t)
	d := desk(t, storetest.Open(t, storetest.Dir(t)), issuer)
	try := func(a oidc.Answer) {
		t.Helper()
		secret, c, err := d.Receive(t.Context(), a, access.Arrival{})
		refused(t, err)
		if secret != "" || c.User != "" {
			t.Errorf("let in as %v", c)
		}
	}
	good := goThere(t, d, "", "ani")
	if _, _, err := d.Receive(t.Context(), good, access.Arrival{}); err != nil {
		t.Fatal(err)
	}
	try(good) // replayed whole

	second := goThere(t, d, "", "ani")
	second.Code = good.Code // a code that was used
	try(second)
	for _, spoil := range []func(*oidc.Answer){
		func(a *oidc.Answer) { a.State = "forged" }, func(a *oidc.Answer) { a.State = "" }, func(a *oidc.Answer) { a.Code = "" }, func(a *oidc.Answer) { a.Code = "forged" },
		func(a *oidc.Answer) { a.Issuer = "https://evil.example" }, func(a *oidc.Answer) { a.Issuer = "" }, func(a *oidc.Answer) { a.Browser = "" }, func(a *oidc.Answer) { a.Browser = good.Browser },
	} {
		a := goThere(t, d, "", "ani")
		spoil(&a)
		try(a)
	}
	mine, hers := goThere(t, d, "", "ani"), goThere(t, d, "", "citra")
	mine.Code = hers.Code // another's code in my browser: it belongs to another verifier and nonce
	try(mine)
	if _, _, err := d.Send(t.Context(), "nobody", ""); err == nil {
		t.Error("sent to a provider that is none")
	}
}
