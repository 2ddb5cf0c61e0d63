package passkey_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/go-webauthn/webauthn/protocol"

	"arus/access"
	"arus/access/ceremony"
	"arus/access/keytest"
	"arus/access/passkey"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const (
	ws  = sales.WorkspaceID("ws_01k00000000000000000000001")
	ani = sales.UserID("user_01k00000000000000000000001")
)

var party = virtualwebauthn.RelyingParty{Name: "Arus", ID: "arus.example.com", Origin: "https://arus.example.com"}

// hall is a place where people sign in, with a clock that the test turns.
type hall struct {
	*passkey.Keys
	t      *testing.T
	access *access.Access
	now    atomic.Int64 // read by what is noted in the background, too
}

func newHall(t *testing.T, db *store.DB) *hall {
	h := &hall{t: t}
	h.now.Store(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).UnixNano())
	clock := func() time.Time { return time.Unix(0, h.now.Load()).UTC() }
	h.access = access.New(db, clock, rand.Reader)
	t.Cleanup(h.access.Settle)
	keys, err := passkey.New(ceremony.Book{DB: db, Clock: clock, Random: rand.Reader}, h.access, "https://arus.example.com")
	if err != nil {
		t.Fatal(err)
	}
	h.Keys = keys
	return h
}

func each(t *testing.T, fn func(t *testing.T, h *hall)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newHall(t, db)) })
}

// device holds keys and signs with them, as a telephone does.
type device struct {
	virtualwebauthn.Authenticator
	key virtualwebauthn.Credential
}

var caller = access.Caller{Workspace: ws, User: ani, Name: "Ani", Session: "sid_x"}

// register makes a passkey on a new device.
func (h *hall) register(options virtualwebauthn.AuthenticatorOptions) (*device, passkey.Key, error) {
	h.t.Helper()
	word, asked, err := h.Register(h.t.Context(), caller)
	if err != nil {
		h.t.Fatal(err)
	}
	d, made := h.made(options, word, asked)
	key, err := h.Add(h.t.Context(), caller, made)
	return d, key, err
}

// made is what a new device answers when it is asked for a passkey.
func (h *hall) made(options virtualwebauthn.AuthenticatorOptions, word string, asked *protocol.CredentialCreation) (*device, passkey.Made) {
	h.t.Helper()
	text, err := json.Marshal(asked)
	if err != nil {
		h.t.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAttestationOptions(string(text))
	if err != nil {
		h.t.Fatal(err)
	}
	options.UserHandle = []byte(string(ws) + "/" + string(ani))
	d := &device{virtualwebauthn.NewAuthenticatorWithOptions(options), keytest.New()}
	made := virtualwebauthn.CreateAttestationResponse(party, d.Authenticator, d.key, *parsed)
	d.AddCredential(d.key)
	return d, passkey.Made{Word: word, Name: "Telephone", Response: []byte(made)}
}

// answer signs a new challenge.
func (h *hall) answer(d *device, as virtualwebauthn.RelyingParty) (word, response string) {
	h.t.Helper()
	word, asked, err := h.Challenge(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := json.Marshal(asked)
	if err != nil {
		h.t.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAssertionOptions(string(text))
	if err != nil {
		h.t.Fatal(err)
	}
	return word, virtualwebauthn.CreateAssertionResponse(as, d.Authenticator, d.key, *parsed)
}

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, append(passkey.Queries(), ceremony.Queries()...)...)
}

func TestSigningInByAPasskey(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		d, key, err := h.register(virtualwebauthn.AuthenticatorOptions{})
		if err != nil {
			t.Fatal(err)
		}
		word, response := h.answer(d, party)
		secret, who, err := h.SignIn(t.Context(), word, []byte(response), access.Arrival{Address: "192.0.2.1"})
		if err != nil || who.User != ani || who.Workspace != ws {
			t.Fatal(who, err)
		}
		if c, err := h.access.Session(t.Context(), secret); err != nil || c.User != ani {
			t.Error(c, err)
		}
		if all, err := h.List(t.Context(), ws, ani); err != nil || len(all) != 1 || all[0].UsedAt == 0 || all[0].Name != "Telephone" || all[0].ID != key.ID {
			t.Errorf("%+v, %v", all, err)
		}
		var p *sales.Problem
		other := access.Caller{Workspace: ws, User: "user_01k00000000000000000000002"}
		if err := h.Remove(t.Context(), other, key.ID, ""); !errors.As(err, &p) || p.Kind != sales.KindMissing {
			t.Errorf("another removes it: %v", err)
		}
		if err := h.Remove(t.Context(), caller, key.ID, ""); err != nil {
			t.Fatal(err)
		}
		word, response = h.answer(d, party)
		_, _, err = h.SignIn(t.Context(), word, []byte(response), access.Arrival{})
		refused(t, err)
	})
}

// refused fails unless err is the one answer of this room.
func refused(t *testing.T, err error) {
	t.Helper()
	var d *access.Denial
	if !errors.As(err, &d) || d.Problem.Code != access.CodeUnauthenticated || !strings.Contains(d.Error(), "this passkey opens nothing here") {
		t.Errorf("%v", err)
	}
}

func TestWhatDoesNotFitIsAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		d, _, err := h.register(virtualwebauthn.AuthenticatorOptions{})
		if err != nil {
			t.Fatal(err)
		}
		try := func(word, response string) {
			t.Helper()
			_, _, err := h.SignIn(t.Context(), word, []byte(response), access.Arrival{})
			refused(t, err)
		}
		word, response := h.answer(d, party)
		if _, _, err := h.SignIn(t.Context(), word, []byte(response), access.Arrival{}); err != nil {
			t.Fatal(err)
		}
		try(word, response) // replayed
		fresh, _ := h.answer(d, party)
		try(fresh, response) // an old answer to a new challenge
		word, response = h.answer(d, virtualwebauthn.RelyingParty{ID: "arus.example.com", Origin: "https://evil.example"})
		try(word, response)
		word, response = h.answer(d, virtualwebauthn.RelyingParty{ID: "evil.example", Origin: "https://arus.example.com"})
		try(word, response)
		stranger := &device{d.Authenticator, keytest.New()}
		word, response = h.answer(stranger, party)
		try(word, response)
		forged := &device{d.Authenticator, keytest.New()}
		forged.key.ID = d.key.ID // her key's name, another key
		word, response = h.answer(forged, party)
		try(word, response)
		word, response = h.answer(d, party)
		h.now.Add(ceremony.Life.Nanoseconds())
		try(word, response) // too late
		_, response = h.answer(d, party)
		for _, no := range []string{"", "{}", "null", response[:len(response)/2], strings.Replace(response, `"type"`, `"typo"`, 1)} {
			word, _ = h.answer(d, party)
			try(word, no)
		}
		unverified := &device{virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: d.Options.UserHandle, UserNotVerified: true}), d.key}
		word, response = h.answer(unverified, party)
		try(word, response)
		for _, handle := range []string{"", "nobody", string(ws) + "/" + string(ani) + "/x", "ws_01k00000000000000000000002/" + string(ani)} {
			d.Options.UserHandle = []byte(handle)
			word, response = h.answer(d, party)
			try(word, response)
		}
	})
}

func TestAPasskeyIsMadeAsAskedOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		bad := func(err error) {
			t.Helper()
			var p *sales.Problem
			if !errors.As(err, &p) || p.Code != "bad_passkey" {
				t.Errorf("%v", err)
			}
		}
		_, _, err := h.register(virtualwebauthn.AuthenticatorOptions{UserNotVerified: true})
		bad(err)
		_, err = h.Add(t.Context(), caller, passkey.Made{Word: "nonsense", Response: []byte("{}")})
		bad(err)
		word, _, err := h.Register(t.Context(), caller)
		if err != nil {
			t.Fatal(err)
		}
		other := caller
		other.Workspace = "ws_01k00000000000000000000002"
		_, err = h.Add(t.Context(), other, passkey.Made{Word: word, Response: []byte("{}")})
		bad(err)
		if all, err := h.List(t.Context(), ws, ani); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestAnInvitationIsFollowedWithAPasskeyAlone(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		link := func(p access.Purpose) string {
			t.Helper()
			secret, _, err := h.access.CreateLink(t.Context(), access.NewLink{Workspace: ws, Purpose: p, User: ani, Email: "ani@example.com", Language: "id"})
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		code := func(err error, want string) {
			t.Helper()
			var p *sales.Problem
			if !errors.As(err, &p) || p.Code != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		_, _, err := h.Invite(t.Context(), link(access.Forgotten))
		code(err, "not_invited")
		secret := link(access.Invitation)
		word, asked, err := h.Invite(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		_, made := h.made(virtualwebauthn.AuthenticatorOptions{UserNotVerified: true}, word, asked)
		_, _, err = h.Follow(t.Context(), secret, made, access.Arrival{})
		code(err, "bad_passkey")
		if word, asked, err = h.Invite(t.Context(), secret); err != nil {
			t.Fatalf("a passkey that was not made as asked used the invitation up: %v", err)
		}
		d, made := h.made(virtualwebauthn.AuthenticatorOptions{}, word, asked)
		session, who, err := h.Follow(t.Context(), secret, made, access.Arrival{Address: "192.0.2.1"})
		if err != nil || who.User != ani || who.Workspace != ws {
			t.Fatal(who, err)
		}
		if c, err := h.access.Session(t.Context(), session); err != nil || c.User != ani {
			t.Error(c, err)
		}
		if has, err := h.access.HasPassword(t.Context(), ws, ani); err != nil || has {
			t.Errorf("has a password: %v, %v", has, err)
		}
		word, response := h.answer(d, party)
		if _, _, err := h.SignIn(t.Context(), word, []byte(response), access.Arrival{}); err != nil {
			t.Errorf("the passkey does not open afterwards: %v", err)
		}
		_, _, err = h.Invite(t.Context(), secret)
		code(err, access.CodeLinkEnded)
		_, _, err = h.Follow(t.Context(), secret, made, access.Arrival{})
		code(err, access.CodeLinkEnded)
	})
}

func TestOfTwoWhoFollowAnInvitationAtOnceOneComesIn(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		secret, _, err := h.access.CreateLink(t.Context(), access.NewLink{Workspace: ws, Purpose: access.Invitation, User: ani, Email: "ani@example.com", Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var in atomic.Int32
		var answers []passkey.Made
		for range 4 {
			word, asked, err := h.Invite(t.Context(), secret)
			if err != nil {
				t.Fatal(err)
			}
			_, made := h.made(virtualwebauthn.AuthenticatorOptions{}, word, asked)
			answers = append(answers, made)
		}
		for _, made := range answers {
			all.Go(func() {
				if _, _, err := h.Follow(t.Context(), secret, made, access.Arrival{}); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		keys, err := h.List(t.Context(), ws, ani)
		if err != nil || in.Load() != 1 || len(keys) != 1 {
			t.Errorf("%d came in with %d passkeys, %v", in.Load(), len(keys), err)
		}
	})
}

func TestThisMachineIsCalledLocalhost(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	for address, good := range map[string]bool{"http://127.0.0.1:8080": true, "https://arus.example.com": true, "": false, "nowhere": false} {
		if _, err := passkey.New(ceremony.Book{DB: db}, nil, address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
