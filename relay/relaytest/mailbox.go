// Package relaytest is a real mail server that keeps what it is sent: Mailpit, which make tools builds.
//
// It exists so that letters are tested as they arrive and no test plays the mail server itself. It refuses to be used outside
// tests.
package relaytest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// program is where make tools puts it.
const program = ".tools/mailpit-v1.27.11"

// Mailbox takes letters on an address of this machine.
type Mailbox struct {
	Server string // smtp://127.0.0.1:…
	web    string
}

// Letter is one that has arrived.
type Letter struct {
	ID, Subject, Text string
	From              Address
	To, Bcc           []Address
}

// Address of a letter.
type Address struct{ Address string }

// Open starts a mailbox, which is gone when the test ends. Where there is no Mailpit the test is skipped.
func Open(tb testing.TB) *Mailbox {
	tb.Helper()
	root, err := os.Getwd()
	for err == nil && root != "/" {
		if _, missing := os.Stat(filepath.Join(root, "go.mod")); missing == nil {
			break
		}
		root = filepath.Dir(root)
	}
	path := filepath.Join(root, program)
	if _, err := os.Stat(path); err != nil {
		tb.Skip("no Mailpit: run make tools")
	}
	smtp, web := Free(tb), Free(tb)
	c := exec.CommandContext(tb.Context(), path, "--smtp", smtp, "--listen", web, "--disable-version-check", "--database", filepath.Join(tb.TempDir(), "mail.db"))
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for _, address := range []string{smtp, web} {
		listening(tb, address)
	}
	return &Mailbox{Server: "smtp://" + smtp, web: "http://" + web}
}

// listening waits until somebody takes connections.
func listening(tb testing.TB, address string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := new(net.Dialer).DialContext(ctx, "tcp", address); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-ctx.Done():
			tb.Fatalf("nobody listens on %s", address)
		case <-tick.C:
		}
	}
}

// Free is an address of this machine that nobody listens on.
func Free(tb testing.TB) string {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Letters are those that have arrived for an address, the newest first.
func (m *Mailbox) Letters(tb testing.TB, to string) (letters []Letter) {
	tb.Helper()
	var box struct{ Messages []Letter }
	m.get(tb, "/api/v1/messages", &box)
	for _, l := range box.Messages {
		if len(l.To) == 1 && l.To[0].Address == to {
			m.get(tb, "/api/v1/message/"+l.ID, &l)
			letters = append(letters, l)
		}
	}
	return letters
}

func (m *Mailbox) get(tb testing.TB, path string, into any) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, m.web+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer w.Body.Close()
	if err := json.NewDecoder(w.Body).Decode(into); err != nil {
		tb.Fatal(err)
	}
}
