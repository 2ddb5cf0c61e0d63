package access_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/sales"
)

// invite makes a link for a user.
func (d *door) link(purpose access.Purpose, user sales.UserID, email string) string {
	d.t.Helper()
	secret, _, err := d.CreateLink(d.t.Context(), access.NewLink{By: audit.By{Actor: string(budi)}, Workspace: wsA, Purpose: purpose, User: user, Email: email, Language: "id"})
	if err != nil {
		d.t.Fatal(err)
	}
	return secret
}

func TestALinkLetsInOnce(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret := d.link(access.Invitation, ani, " Ani@Example.com")
		if l, err := d.ReadLink(t.Context(), secret); err != nil || l.User != ani || l.Email != "ani@example.com" || l.Language != "id" || l.Workspace != wsA {
			t.Fatalf("%+v, %v", l, err)
		}
		var p *sales.Problem
		if _, _, err := d.FollowLink(t.Context(), secret, "short", access.Arrival{}); !errors.As(err, &p) || p.Code != "password_short" {
			t.Fatal(err)
		}
		session, caller, err := d.FollowLink(t.Context(), secret, good, access.Arrival{Means: access.ByLink, Address: "192.0.2.1"})
		if err != nil || caller.User != ani {
			t.Fatal(caller, err)
		}
		if c, err := d.Session(t.Context(), session); err != nil || c.User != ani {
			t.Error(c, err)
		}
		d.signIn("ani@example.com", good)
		_, _, err = d.FollowLink(t.Context(), secret, other, access.Arrival{})
		wantDenial(t, err, access.CodeLinkEnded)
		d.signIn("ani@example.com", good)
		if all, err := d.ListInvitations(t.Context(), wsA); err != nil || len(all) != 1 || all[0].UsedAt == 0 || all[0].CreatedBy != string(budi) {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestEveryLinkThatIsNotGoodIsAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		said := map[string]bool{}
		refused := func(secret string) {
			t.Helper()
			_, err := d.ReadLink(t.Context(), secret)
			said[wantDenial(t, err, access.CodeLinkEnded).Error()] = true
			_, _, err = d.FollowLink(t.Context(), secret, good, access.Arrival{})
			said[wantDenial(t, err, access.CodeLinkEnded).Error()] = true
		}
		for _, no := range []string{"", "link_", "nonsense", "link_01k00000000000000000000001_\x00", "link_' OR 1=1 --_x", "link_" + strings.Repeat("0", 1<<16) + "_x"} {
			refused(no)
		}
		secret := d.link(access.Invitation, ani, "ani@example.com")
		refused(strings.Replace(secret, "00001_", "00002_", 1))
		refused(strings.Replace(secret, "link_", "sess_", 1))
		_, err := d.Session(t.Context(), secret)
		wantDenial(t, err, access.CodeUnauthenticated)

		late := d.link(access.Forgotten, budi, "budi@example.com")
		d.pass(time.Hour)
		refused(late)

		again := d.link(access.Invitation, ani, "ani@example.com") // ends the one before
		refused(secret)
		all, err := d.ListInvitations(t.Context(), wsA)
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		var p *sales.Problem
		if err := d.RevokeInvitation(t.Context(), audit.By{}, wsB, all[0].ID); !errors.As(err, &p) || p.Kind != sales.KindMissing {
			t.Errorf("another workspace revokes it: %v", err)
		}
		if err := d.RevokeInvitation(t.Context(), audit.By{}, wsA, all[0].ID); err != nil {
			t.Fatal(err)
		}
		refused(again)
		if len(said) != 1 {
			t.Errorf("the answers differ: %v", said)
		}
	})
}

func TestOfManyWhoFollowALinkAtOnceOneIsLetIn(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret := d.link(access.Invitation, ani, "ani@example.com")
		var all sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 6 {
			all.Go(func() {
				_, _, err := d.FollowLink(t.Context(), secret, good, access.Arrival{Means: access.ByLink})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
					return
				}
				wantDenial(t, err, access.CodeLinkEnded)
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("%d were let in", in)
		}
	})
}

func TestForgettingAPasswordTellsAStrangerNothing(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		d.resident(wsB, budi, "ani@example.com", other)
		first, _, err := d.Forgot(t.Context(), "ani@example.com", "id", "192.0.2.9")
		if err != nil || len(first) != 2 {
			t.Fatal(first, err)
		}
		secrets, links, err := d.Forgot(t.Context(), "Ani@example.com", "id", "192.0.2.1")
		if err != nil || len(secrets) != 2 || links[0].Workspace == links[1].Workspace {
			t.Fatal(links, err)
		}
		if _, err := d.ReadLink(t.Context(), first[0]); err != nil {
			t.Errorf("a stranger who asks for a link has ended the one before: %v", err)
		}
		for _, nobody := range []string{"nobody@example.com", "", "\x00@", "nothing"} {
			if secrets, _, err := d.Forgot(t.Context(), nobody, "id", "192.0.2.1"); err != nil || len(secrets) != 0 {
				t.Errorf("%q: %v, %v", nobody, secrets, err)
			}
		}
		for _, email := range []string{"ani@example.com", "nobody@example.com"} {
			for range 5 {
				_, _, _ = d.Forgot(t.Context(), email, "id", "192.0.2.2")
			}
			_, _, err = d.Forgot(t.Context(), email, "id", "192.0.2.2")
			wantDenial(t, err, access.CodeLockedOut)
		}
	})
}

func TestChangingOnesPasswordNeedsTheOldOne(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		secret, elsewhere := d.signIn("ani@example.com", good), d.signIn("ani@example.com", good)
		caller, err := d.Session(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		from := access.Arrival{Address: "192.0.2.1"}
		var p *sales.Problem
		if _, err := d.ChangePassword(t.Context(), caller, other, other, from); !errors.As(err, &p) || p.Code != "wrong_password" {
			t.Fatal(err)
		}
		if _, err := d.ChangePassword(t.Context(), caller, good, "short", from); !errors.As(err, &p) || p.Code != "password_short" {
			t.Fatal(err)
		}
		fresh, err := d.ChangePassword(t.Context(), caller, good, other, from)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Session(t.Context(), fresh); err != nil {
			t.Error(err)
		}
		for _, old := range []string{secret, elsewhere} {
			_, err := d.Session(t.Context(), old)
			wantDenial(t, err, access.CodeUnauthenticated)
		}
		for range 5 {
			_, _ = d.ChangePassword(t.Context(), caller, "wrong", good, from)
		}
		_, err = d.ChangePassword(t.Context(), caller, other, good, from)
		wantDenial(t, err, access.CodeLockedOut)
		d.signIn("ani@example.com", other)
	})
}

func TestTheAuditTellsWhoCameInAndWhoDidNot(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		if err := d.SetPassword(t.Context(), access.NewPassword{Workspace: wsA, User: ani, Email: "ani@example.com", Password: good, By: audit.By{Actor: "init"}}); err != nil {
			t.Fatal(err)
		}
		for range 7 {
			_, _, err := d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: "wrong", Address: "192.0.2.1"})
			if err == nil {
				t.Fatal("let in")
			}
		}
		d.pass(time.Hour)
		d.signIn("ani@example.com", good)
		secret, id := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, User: ani, Life: 30 * 24 * time.Hour, By: audit.By{Actor: string(ani)}})
		for range 3 {
			if _, err := d.Bearer(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			d.Settle()
			d.pass(9 * time.Hour)
		}
		d.Exposed(t.Context(), secret, "192.0.2.7")
		for range 2 {
			if err := d.RevokeToken(t.Context(), audit.By{Actor: string(ani)}, wsA, id); err != nil {
				t.Fatal(err)
			}
		}
		d.Exposed(t.Context(), secret, "192.0.2.7") // a revoked one is nobody's
		d.Settle()
		page, _, err := d.Audit().List(t.Context(), wsA, audit.Question{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		times := map[audit.Action]int64{}
		for _, e := range page {
			times[e.Action] += e.Times
			if e.Action == audit.SessionRefused && (e.Actor != "" || e.Object != string(ani) || e.Address != "192.0.2.1") {
				t.Errorf("%+v", e)
			}
			if strings.Contains(e.Detail+e.Object+e.Actor, "example.com") {
				t.Errorf("%+v holds an address", e)
			}
		}
		for action, want := range map[audit.Action]int64{audit.PasswordSet: 1, audit.SessionRefused: 5, audit.SessionOpened: 1, audit.TokenCreated: 1,
			audit.TokenUsed: 2, audit.TokenExposed: 1, audit.TokenRevoked: 1} {
			if times[action] != want {
				t.Errorf("%s %d times, want %d", action, times[action], want)
			}
		}
		if times[audit.SessionLocked] < 1 {
			t.Errorf("the lock-out is not told: %v", times)
		}
		if page, _, err := d.Audit().List(t.Context(), wsB, audit.Question{Limit: 100}); err != nil || len(page) != 0 {
			t.Errorf("another workspace is told %v, %v", page, err)
		}
	})
}
