package relay_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"arus/relay"
)

// mailbox is a real mail server that keeps what it is sent: Mailpit, built by make tools.
type mailbox struct {
	smtp string
	web  string
}

func openMailbox(t *testing.T) mailbox {
	t.Helper()
	program, err := filepath.Abs("../.tools/mailpit-v1.27.11")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("no Mailpit: run make tools")
	}
	m := mailbox{smtp: free(t), web: free(t)}
	c := exec.CommandContext(t.Context(), program, "--smtp", m.smtp, "--listen", m.web, "--disable-version-check", "--database", filepath.Join(t.TempDir(), "mail.db"))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for tick := time.NewTicker(20 * time.Millisecond); ; <-tick.C {
		if conn, err := net.Dial("tcp", m.smtp); err == nil {
			_ = conn.Close()
			return m
		}
		if t.Context().Err() != nil {
			t.Fatal("Mailpit does not listen")
		}
	}
}

// free is an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// read is what the mailbox has under a path of its own API.
func (m mailbox) read(t *testing.T, path string, into any) {
	t.Helper()
	r, err := http.Get("http://" + m.web + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestLettersArrive(t *testing.T) {
	m := openMailbox(t)
	r, err := relay.New("smtp://"+m.smtp, "Arus <arus@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	o := relay.Occasion{To: "budi@example.com", Workspace: "Kopi\r\nBcc: all@example.com", From: "Ani http://evil.example", Link: "https://arus.example.com/link#link_x", Until: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)}
	want := map[string][]string{}
	for _, language := range []string{"en", "id"} {
		o.Language = language
		for _, letter := range []relay.Letter{relay.Invitation(o), relay.Forgotten(o)} {
			if err := r.Send(t.Context(), letter); err != nil {
				t.Fatal(err)
			}
			want[letter.Subject] = []string{o.Link, "2026-12-01 08:00 UTC", "Kopi Bcc: all@example.com"}
		}
	}
	var box struct {
		Messages []struct {
			ID, Subject string
			To, Bcc     []struct{ Address string }
			From        struct{ Address string }
		}
	}
	m.read(t, "/api/v1/messages", &box)
	if len(box.Messages) != 4 || len(want) != 4 {
		t.Fatalf("%d letters arrived", len(box.Messages))
	}
	for _, got := range box.Messages {
		if len(got.To) != 1 || got.To[0].Address != "budi@example.com" || len(got.Bcc) != 0 || got.From.Address != "arus@example.com" {
			t.Errorf("%+v", got)
		}
		var letter struct{ Text string }
		m.read(t, "/api/v1/message/"+got.ID, &letter)
		for _, words := range want[got.Subject] {
			if !strings.Contains(letter.Text, words) {
				t.Errorf("%q: no %q in\n%s", got.Subject, words, letter.Text)
			}
		}
		if strings.Contains(letter.Text, "http://evil") || strings.Contains(letter.Text, "%!") {
			t.Errorf("%s", letter.Text)
		}
	}
}

func TestServersThatAreNone(t *testing.T) {
	for _, c := range [][2]string{{"", "a@b"}, {"mail.example.com", "a@b"}, {"https://mail", "a@b"}, {"smtp://", "a@b"}, {"smtp://mail", "nobody"}, {"smtp://mail:x", "a@b"}} {
		if _, err := relay.New(c[0], c[1]); err == nil {
			t.Errorf("%v is taken for a server", c)
		}
	}
	r, err := relay.New("smtp://"+free(t), "a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), relay.Letter{To: "b@example.com"}); err == nil {
		t.Error("sent to nobody")
	}
	secret := "geheim"
	r, err = relay.New(fmt.Sprintf("smtp://ani:%s@%s", secret, free(t)), "a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), relay.Letter{To: "b@example.com"}); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
}
