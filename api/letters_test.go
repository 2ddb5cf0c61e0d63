package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"arus/api"
	"arus/relay"
	"arus/relay/relaytest"
)

// letters are those that a house has sent.
type letters struct {
	t   *testing.T
	box *relaytest.Mailbox
}

// withLetters gives the house a mail server.
func withLetters(t *testing.T) (letters, wish) {
	t.Helper()
	box := relaytest.Open(t)
	r, err := relay.New(box.Server, "arus@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return letters{t, box}, func(_ *house, c *api.Config) { c.Post = relay.Post{Relay: r, URL: "https://arus.example.com"} }
}

// to are the secrets of the links in the letters to an address, the newest first, with the newest letter's subject.
func (l letters) to(address string) (secrets []string, subject string) {
	l.t.Helper()
	for _, letter := range l.box.Letters(l.t, address) {
		if subject == "" {
			subject = letter.Subject
		}
		found := regexp.MustCompile(`https://arus\.example\.com/link#(link_\S+)`).FindStringSubmatch(letter.Text)
		if found == nil {
			l.t.Fatalf("no link in %s", letter.Text)
		}
		secrets = append(secrets, found[1])
	}
	return secrets, subject
}

var stranger = []string{"Authorization", ""}

func TestWhoIsInvitedComesInOnce(t *testing.T) {
	box, wish := withLetters(t)
	h := opened(t, wish)
	sent := h.ask("POST", "/v1/invitations", obj{"email": "Budi@example.com", "name": "Budi", "role": "manager", "language": "id"}).ok(201)
	if sent.object()["sent"] != true || sent.object()["link"] != nil || strings.Contains(string(sent.text), "link_") && !strings.Contains(sent.object()["id"].(string), "link_") {
		t.Errorf("%s", sent.text)
	}
	secrets, subject := box.to("budi@example.com")
	if len(secrets) != 1 || subject != "Undangan ke Kopi Nusantara di Arus" {
		t.Fatal(secrets, subject)
	}
	where := h.ask("POST", "/v1/session/link", obj{"secret": secrets[0]}, stranger...).ok(200).object()
	if where["email"] != "budi@example.com" || where["workspace"] != "Kopi Nusantara" || where["name"] != "Budi" || where["language"] != "id" || where["purpose"] != "invitation" {
		t.Errorf("%v", where)
	}
	h.ask("POST", "/v1/session/follow", obj{"secret": secrets[0], "password": "password12"}, stranger...).fails(422, "password_known")
	in := h.ask("POST", "/v1/session/follow", obj{"secret": secrets[0], "password": password}, stranger...).ok(201)
	if !strings.Contains(in.header.Get("Set-Cookie"), "HttpOnly") || in.object()["user"].(obj)["name"] != "Budi" {
		t.Errorf("%s %s", in.header, in.text)
	}
	h.ask("POST", "/v1/session/follow", obj{"secret": secrets[0], "password": password}, stranger...).fails(410, "link_ended")
	h.cookie("budi@example.com", password)
	if rows := h.ask("GET", "/v1/invitations", nil).ok(200).rows(); len(rows) != 1 || rows[0]["state"] != "accepted" || rows[0]["invited_by"] != "Ani" {
		t.Errorf("%v", rows)
	}
	h.ask("POST", "/v1/invitations", obj{"email": "budi@example.com"}).fails(409, "can_sign_in")
	if user := h.ask("GET", "/v1/users/"+sent.object()["user"].(string), nil).ok(200).object(); user["role"] != "manager" {
		t.Errorf("%v", user)
	}
}

func TestAnInvitationEndsByTimeByAnotherAndByHand(t *testing.T) {
	box, wish := withLetters(t)
	h := opened(t, wish)
	h.ask("POST", "/v1/invitations", obj{"email": "citra@example.com"}).ok(201)
	h.ask("POST", "/v1/invitations", obj{"email": "citra@example.com"}).ok(201)
	secrets, _ := box.to("citra@example.com")
	users := h.ask("GET", "/v1/users?q=citra", nil).ok(200).rows()
	if len(secrets) != 2 || len(users) != 1 {
		t.Fatal(secrets, users)
	}
	good := 0
	for _, secret := range secrets {
		if h.ask("POST", "/v1/session/link", obj{"secret": secret}, stranger...).status == 200 {
			good++
		}
	}
	open := h.ask("GET", "/v1/invitations", nil).ok(200).rows()
	if good != 1 || len(open) != 2 {
		t.Errorf("%d good links, %v", good, open)
	}
	for _, row := range open {
		if row["state"] == "open" {
			h.ask("DELETE", "/v1/invitations/"+row["id"].(string), nil).ok(204)
		} else {
			h.ask("DELETE", "/v1/invitations/"+row["id"].(string), nil).fails(404, "not_found")
		}
	}
	h.ask("POST", "/v1/invitations", obj{"email": "citra@example.com"}).ok(201)
	secrets, _ = box.to("citra@example.com")
	h.pass(7 * 24 * time.Hour)
	for _, secret := range append(secrets, "link_nonsense", "") {
		said := h.ask("POST", "/v1/session/link", obj{"secret": secret}, stranger...)
		said.fails(410, "link_ended")
		if strings.Contains(string(said.text), "itra") {
			t.Errorf("a stranger learns %s", said.text)
		}
	}
}

func TestWithoutAMailServerTheLinkIsHandedOver(t *testing.T) {
	h := opened(t, func(_ *house, c *api.Config) { c.Post = relay.Post{URL: "https://arus.example.com"} })
	made := h.ask("POST", "/v1/invitations", obj{"email": "dewi@example.com"}).ok(201).object()
	_, secret, _ := strings.Cut(made["link"].(string), "#")
	if made["sent"] != false || !strings.HasPrefix(made["link"].(string), "https://arus.example.com/link#") {
		t.Errorf("%v", made)
	}
	h.ask("POST", "/v1/session/follow", obj{"secret": secret, "password": password}, stranger...).ok(201)
	rep := h.cookie("dewi@example.com", password)
	h.ask("POST", "/v1/invitations", obj{"email": "x@example.com"}, rep...).fails(403, "forbidden")
	h.ask("GET", "/v1/invitations", nil, rep...).fails(403, "forbidden")
	h.ask("POST", "/v1/invitations", obj{"email": "nobody"}).fails(422, "bad_email")
	h.ask("POST", "/v1/invitations", obj{"email": "x@example.com", "role": "root"}).fails(422, "not_a_choice")
	h.ask("POST", "/v1/invitations", obj{"user": "user_00000000000000000000000000"}).fails(404, "not_found")
}

func TestAMailServerThatIsAwayIsSaid(t *testing.T) {
	r, err := relay.New("smtp://"+relaytest.Free(t), "arus@example.com")
	if err != nil {
		t.Fatal(err)
	}
	h := opened(t, func(_ *house, c *api.Config) { c.Post = relay.Post{Relay: r} })
	h.ask("POST", "/v1/invitations", obj{"email": "dewi@example.com"}).fails(503, "mail_failed")
	h.ask("POST", "/v1/session/forgotten", obj{"email": "dewi@example.com"}, stranger...).ok(202)
	h.door.Finish()
}

func TestAForgottenPassword(t *testing.T) {
	box, wish := withLetters(t)
	h := opened(t, wish)
	_, hers := h.signedIn("Anisa", nil)
	known := h.ask("POST", "/v1/session/forgotten", obj{"email": "ANISA@example.com", "language": "id"}, stranger...).ok(202)
	unknown := h.ask("POST", "/v1/session/forgotten", obj{"email": "nobody@example.com"}, stranger...).ok(202)
	if string(known.text) != string(unknown.text) {
		t.Errorf("%q and %q", known.text, unknown.text)
	}
	h.door.Finish()
	secrets, subject := box.to("anisa@example.com")
	if others, _ := box.to("nobody@example.com"); len(secrets) != 1 || len(others) != 0 || subject != "Kata sandi baru untuk Kopi Nusantara" {
		t.Fatal(secrets, others, subject)
	}
	fresh := "nasi goreng pagi hari"
	h.ask("POST", "/v1/session/follow", obj{"secret": secrets[0], "password": fresh}, stranger...).ok(201)
	h.ask("GET", "/v1/session", nil, hers...).fails(401, "unauthenticated")
	h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": password}, stranger...).fails(401, "unauthenticated")
	mine := h.cookie("anisa@example.com", fresh)

	h.ask("POST", "/v1/session/password", obj{"old": password, "password": password}, mine...).fails(422, "wrong_password").at(t, "/old", "wrong_password")
	changed := h.ask("POST", "/v1/session/password", obj{"old": fresh, "password": password}, mine...).ok(204)
	h.ask("GET", "/v1/session", nil, mine...).fails(401, "unauthenticated")
	secret, _, _ := strings.Cut(changed.header.Get("Set-Cookie"), ";")
	h.ask("GET", "/v1/session", nil, "Authorization", "", "Cookie", secret).ok(200)
	h.ask("POST", "/v1/session/password", obj{"old": fresh, "password": password}).fails(403, "forbidden") // a token
}

func TestOnePasswordForTwoWorkspacesIsAskedWhich(t *testing.T) {
	h := opened(t)
	h.signedIn("Anisa", nil)
	other := on(t, h.db)
	other.password(other.ask("POST", "/v1/users", obj{"name": "Anisa", "email": "anisa@example.com"}).ok(201).id(), "anisa@example.com")
	var which struct{ Choices []struct{ ID, Name string } }
	asked := h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": password}, stranger...)
	asked.fails(422, "workspace_needed")
	if err := json.Unmarshal(asked.text, &which); err != nil || len(which.Choices) != 2 || which.Choices[0].Name != "Kopi Nusantara" {
		t.Fatalf("%s", asked.text)
	}
	for _, c := range which.Choices {
		in := h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": password, "workspace": c.ID}, stranger...).ok(201)
		if in.object()["workspace"].(obj)["id"] != c.ID {
			t.Errorf("%s", in.text)
		}
	}
	wrong := h.ask("POST", "/v1/session", obj{"email": "anisa@example.com", "password": "wrong wrong wrong"}, stranger...)
	wrong.fails(401, "unauthenticated")
	if strings.Contains(string(wrong.text), "choices") {
		t.Errorf("%s", wrong.text)
	}
}
