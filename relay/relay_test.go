package relay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"arus/relay"
	"arus/relay/relaytest"
)

func TestLettersArrive(t *testing.T) {
	m := relaytest.Open(t)
	r, err := relay.New(m.Server, "Arus <arus@example.com>")
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
	box := m.Letters(t, "budi@example.com")
	if len(box) != 4 || len(want) != 4 {
		t.Fatalf("%d letters arrived", len(box))
	}
	for _, letter := range box {
		if len(letter.Bcc) != 0 || letter.From.Address != "arus@example.com" {
			t.Errorf("%+v", letter)
		}
		for _, words := range want[letter.Subject] {
			if !strings.Contains(letter.Text, words) {
				t.Errorf("%q: no %q in\n%s", letter.Subject, words, letter.Text)
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
	r, err := relay.New("smtp://"+relaytest.Free(t), "a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), relay.Letter{To: "b@example.com"}); err == nil {
		t.Error("sent to nobody")
	}
	secret := "geheim"
	r, err = relay.New(fmt.Sprintf("smtp://ani:%s@%s", secret, relaytest.Free(t)), "a@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), relay.Letter{To: "b@example.com"}); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
}
