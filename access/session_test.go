package access_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/sales"
)

func TestAnotherPasswordEndsTheSessions(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		d.resident(wsA, budi, "budi@example.com", good)
		hers, his := d.signIn("ani@example.com", good), d.signIn("budi@example.com", good)
		if _, err := d.Session(t.Context(), hers); err != nil { // and remembered
			t.Fatal(err)
		}
		d.resident(wsA, ani, "ani@new.example.com", other)
		_, err := d.Session(t.Context(), hers)
		wantDenial(t, err, access.CodeUnauthenticated)
		if _, err := d.Session(t.Context(), his); err != nil {
			t.Error(err)
		}
		_, _, err = d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: good})
		wantDenial(t, err, access.CodeUnauthenticated)
		d.signIn("ani@new.example.com", other)
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		session := func(secret string) error { _, err := d.Session(t.Context(), secret); return err }

		idle := d.signIn("ani@example.com", good)
		d.pass(access.SessionIdle)
		wantDenial(t, session(idle), access.CodeUnauthenticated)

		busy := d.signIn("ani@example.com", good)
		for range 13 {
			d.pass(24 * time.Hour)
			if err := session(busy); err != nil {
				t.Fatal(err)
			}
			d.Settle()
		}
		d.pass(24 * time.Hour)
		wantDenial(t, session(busy), access.CodeUnauthenticated)

		out, kept := d.signIn("ani@example.com", good), d.signIn("ani@example.com", good)
		if session(out) != nil || d.SignOut(t.Context(), out, "") != nil || d.SignOut(t.Context(), out, "") != nil || d.SignOut(t.Context(), "nonsense", "") != nil {
			t.Error("signing out is an error")
		}
		wantDenial(t, session(out), access.CodeUnauthenticated)
		if err := session(kept); err != nil {
			t.Error(err)
		}
		if _, err := d.RevokeSessions(t.Context(), audit.By{Actor: "system"}, wsA, access.Session{User: ani}); err != nil {
			t.Fatal(err)
		}
		wantDenial(t, session(kept), access.CodeUnauthenticated)
	})
}

func TestRotationChangesTheSecretAndNotTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		first := d.signIn("ani@example.com", good)
		if second := d.signIn("ani@example.com", good); second == first {
			t.Error("two sessions have one secret")
		}
		d.pass(2 * 24 * time.Hour)
		if _, err := d.Session(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		fresh, err := d.Rotate(t.Context(), first)
		if err != nil || fresh == first {
			t.Fatal(fresh, err)
		}
		if c, err := d.Session(t.Context(), first); err != nil || c.Renew { // for what is under way
			t.Error(c, err)
		}
		_, err = d.Rotate(t.Context(), first)
		wantDenial(t, err, access.CodeUnauthenticated)
		if all, err := d.ListSessions(t.Context(), wsA, ani); err != nil || len(all) != 2 {
			t.Errorf("%+v, %v", all, err)
		}
		d.pass(time.Minute)
		_, err = d.Session(t.Context(), first)
		wantDenial(t, err, access.CodeUnauthenticated)
		d.pass(-time.Minute)
		for range 11 {
			if c, err := d.Session(t.Context(), fresh); err != nil || c.User != ani {
				t.Fatal(c, err)
			}
			d.Settle()
			d.pass(24 * time.Hour)
		}
		d.pass(24 * time.Hour)
		_, err = d.Session(t.Context(), fresh)
		wantDenial(t, err, access.CodeUnauthenticated)
	})
}

func TestDemoSession(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret, caller, err := d.DemoSession(t.Context(), wsA, ani)
		if err != nil || !caller.Demo || caller.User != ani {
			t.Fatalf("%+v, %v", caller, err)
		}
		if c, err := d.Session(t.Context(), secret); err != nil || !c.Demo {
			t.Errorf("%+v, %v", c, err)
		}
		// The mark of a demo cannot be put on or taken off: the hash is of the whole.
		_, err = d.Session(t.Context(), strings.Replace(secret, "demo_", "sess_", 1))
		wantDenial(t, err, access.CodeUnauthenticated)
		if err := d.SignOut(t.Context(), secret, ""); err != nil {
			t.Fatal(err)
		}
		_, err = d.Session(t.Context(), secret)
		wantDenial(t, err, access.CodeUnauthenticated)
	})
}

func TestWhoHasLeftStaysOutside(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		left := false
		d.WithRoster(func(_ context.Context, ws sales.WorkspaceID, user sales.UserID) (access.Person, error) {
			if ws != wsA || user != ani {
				return access.Person{}, fmt.Errorf("asked for %s in %s", user, ws)
			}
			return access.Person{Name: "Ani Wijaya", Active: !left, Roles: []access.Role{access.Rep}}, nil
		})
		d.resident(wsA, ani, "ani@example.com", good)
		secret := d.signIn("ani@example.com", good)
		token, _ := d.token(access.NewToken{Workspace: wsA, Name: "script", Role: access.Rep, User: ani, Life: time.Hour})
		if c, err := d.Session(t.Context(), secret); err != nil || c.Name != "Ani Wijaya" {
			t.Fatal(c, err)
		}
		if c, err := d.Bearer(t.Context(), token); err != nil || c.Name != "script" || c.User != ani {
			t.Fatal(c, err)
		}
		left = true // noticed at once, though the secrets are remembered
		_, err := d.Session(t.Context(), secret)
		wantDenial(t, err, access.CodeUnauthenticated)
		_, err = d.Bearer(t.Context(), token)
		wantDenial(t, err, access.CodeUnauthenticated)
		_, _, err = d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: good})
		wantDenial(t, err, access.CodeUnauthenticated)
	})
}

func TestASecretIsRenewedNowAndThenAndWhenRightsChange(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		secret := d.signIn("ani@example.com", good)
		renew := func(secret string, want bool) {
			t.Helper()
			if c, err := d.Session(t.Context(), secret); err != nil || c.Renew != want {
				t.Errorf("%+v, %v; want to renew: %v", c, err, want)
			}
		}
		renew(secret, false)
		d.pass(12 * time.Hour)
		renew(secret, true)
		fresh, err := d.Rotate(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		renew(fresh, false)
		if err := d.SignOut(t.Context(), secret, ""); err != nil { // with the old secret, in its last minute
			t.Fatal(err)
		}
		_, err = d.Session(t.Context(), fresh)
		wantDenial(t, err, access.CodeUnauthenticated)
	})
}

func TestSessionsAreListedAndRevokedByTheirNames(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		d.resident(wsA, budi, "budi@example.com", good)
		hers, lost, his := d.signIn("ani@example.com", good), d.signIn("ani@example.com", good), d.signIn("budi@example.com", good)
		his1, err := d.Session(t.Context(), his)
		if err != nil {
			t.Fatal(err)
		}
		gone, err := d.Session(t.Context(), lost)
		if err != nil {
			t.Fatal(err)
		}
		by := audit.By{Actor: string(ani)}
		for _, no := range []access.Session{{ID: his1.Session, User: ani}, {ID: "sid_00000000000000000000000000", User: ani}, {ID: "\x00", User: ani}, {}} {
			var p *sales.Problem
			if err := d.RevokeSession(t.Context(), by, wsA, no); !errors.As(err, &p) || p.Kind != sales.KindMissing {
				t.Errorf("%+v: %v", no, err)
			}
		}
		if err := d.RevokeSession(t.Context(), by, wsA, access.Session{ID: gone.Session, User: ani}); err != nil {
			t.Fatal(err)
		}
		_, err = d.Session(t.Context(), lost)
		wantDenial(t, err, access.CodeUnauthenticated)
		mine, err := d.Session(t.Context(), hers)
		if err != nil {
			t.Fatal(err)
		}
		all, err := d.ListSessions(t.Context(), wsA, ani)
		if err != nil || len(all) != 1 || all[0].ID != mine.Session || all[0].Agent != "test" || all[0].Means != access.ByPassword {
			t.Errorf("%+v, %v", all, err)
		}
		third := d.signIn("ani@example.com", good)
		if n, err := d.RevokeSessions(t.Context(), by, wsA, access.Session{ID: mine.Session, User: ani}); err != nil || n != 1 {
			t.Errorf("%d others ended, %v", n, err)
		}
		_, err = d.Session(t.Context(), third)
		wantDenial(t, err, access.CodeUnauthenticated)
		for _, kept := range []string{hers, his} {
			if _, err := d.Session(t.Context(), kept); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestLeavingEndsEverySecretForGood(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		d.resident(wsA, budi, "budi@example.com", good)
		session, his := d.signIn("ani@example.com", good), d.signIn("budi@example.com", good)
		token, _ := d.token(access.NewToken{Workspace: wsA, Name: "script", Role: access.Rep, User: ani, Life: time.Hour})
		link, _, err := d.CreateLink(t.Context(), access.NewLink{Workspace: wsA, Purpose: access.Forgotten, User: ani, Email: "ani@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := d.Leave(t.Context(), audit.By{Actor: "system"}, wsA, ani); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		if n, err := d.Leave(t.Context(), audit.By{Actor: "system"}, wsA, ani); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		_, err = d.Session(t.Context(), session)
		wantDenial(t, err, access.CodeUnauthenticated)
		_, err = d.Bearer(t.Context(), token)
		wantDenial(t, err, access.CodeUnauthenticated)
		_, err = d.ReadLink(t.Context(), link)
		wantDenial(t, err, access.CodeLinkEnded)
		if _, err := d.Session(t.Context(), his); err != nil {
			t.Error(err)
		}
	})
}
