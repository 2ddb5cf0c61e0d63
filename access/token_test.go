package access_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"arus/access"
	"arus/access/audit"
	"arus/sales"
	"arus/store/storetest"
)

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret, id := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Integration, User: budi, Scopes: access.Scopes{access.Read, access.Write}, Life: time.Hour})
		if !strings.HasPrefix(secret, "arus_01k00000000000000000000001_") {
			t.Errorf("%q does not say where it belongs", secret)
		}
		c, err := d.Bearer(t.Context(), secret)
		if err != nil || c.Workspace != wsA || c.User != budi || c.Name != "ci" || c.Role != access.Integration || c.Token != id || c.Scopes.String() != "read write" {
			t.Fatalf("%+v, %v", c, err)
		}
		d.Settle()
		all, err := d.ListTokens(t.Context(), wsA)
		if err != nil || len(all) != 1 || all[0].ID != id || all[0].LastUsedAt != sales.InstantOf(d.now) || all[0].RevokedAt != 0 ||
			all[0].ExpiresAt != sales.InstantOf(d.now.Add(time.Hour)) || all[0].Scopes.String() != "read write" {
			t.Errorf("%+v, %v", all, err)
		}
		if all, err := d.ListTokens(t.Context(), wsB); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestATokenActsInItsOwnRole(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.WithRoster(func(context.Context, sales.WorkspaceID, sales.UserID) (access.Person, error) {
			return access.Person{Name: "Ani", Active: true, Roles: []access.Role{access.Leader, access.Finance}}, nil
		})
		for role, want := range map[access.Role][]access.Role{access.Rep: {access.Rep}, access.Finance: {access.Finance}, access.Admin: {access.Leader, access.Finance}} {
			secret, _ := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: role, User: ani, Life: time.Hour})
			if c, err := d.Bearer(t.Context(), secret); err != nil || !slices.Equal(c.Roles, want) {
				t.Errorf("a token of a %s acts as %v, want %v (%v)", role, c.Roles, want, err)
			}
		}
	})
}

func TestTokensThatAreNoneOfOurs(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret, _ := d.token(access.NewToken{Workspace: wsA, Name: "a", Role: access.Admin, Life: time.Hour})
		d.resident(wsA, ani, "ani@example.com", good)
		session := d.signIn("ani@example.com", good)
		for _, no := range []string{
			"", "arus_", "arus__", "nonsense", secret[:len(secret)-1], secret + "a", secret[5:], strings.ToUpper(secret), " " + secret,
			strings.Replace(secret, "00001_", "00002_", 1), // of another workspace
			"arus_01k00000000000000000000001_", "arus_01k00000000000000000000001_\x00", "arus_' OR 1=1 --_x", "arus_" + strings.Repeat("0", 1<<16) + "_x",
			session, strings.Replace(session, "sess_", "arus_", 1),
		} {
			_, err := d.Bearer(t.Context(), no)
			wantDenial(t, err, access.CodeUnauthenticated)
			if no != session {
				_, err = d.Session(t.Context(), no)
				wantDenial(t, err, access.CodeUnauthenticated)
			}
		}
		_, err := d.Session(t.Context(), secret)
		wantDenial(t, err, access.CodeUnauthenticated)
	})
}

func TestExpiredAndRevokedTokens(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		short, _ := d.token(access.NewToken{Workspace: wsA, Name: "short", Role: access.Admin, Life: 2 * time.Second})
		long, id := d.token(access.NewToken{Workspace: wsA, Name: "long", Role: access.Admin, Life: time.Hour})
		for _, secret := range []string{short, long} {
			if _, err := d.Bearer(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
		}
		d.pass(2 * time.Second) // and no longer because it is remembered
		_, err := d.Bearer(t.Context(), short)
		wantDenial(t, err, access.CodeTokenExpired)

		var p *sales.Problem
		for _, no := range []string{"tok_00000000000000000000000000", "x\x00"} {
			if err := d.RevokeToken(t.Context(), audit.By{Actor: "system"}, wsA, no); !errors.As(err, &p) || p.Kind != sales.KindMissing {
				t.Errorf("%q: %v", no, err)
			}
		}
		if err := d.RevokeToken(t.Context(), audit.By{Actor: "system"}, wsB, id); !errors.As(err, &p) || p.Kind != sales.KindMissing {
			t.Errorf("another workspace revokes it: %v", err)
		}
		revoked := sales.InstantOf(d.now)
		for range 2 {
			if err := d.RevokeToken(t.Context(), audit.By{Actor: "system"}, wsA, id); err != nil {
				t.Fatal(err)
			}
			_, err = d.Bearer(t.Context(), long)
			wantDenial(t, err, access.CodeUnauthenticated)
			d.pass(time.Minute)
		}
		all, err := d.ListTokens(t.Context(), wsA)
		if err != nil || len(all) != 2 {
			t.Fatalf("%+v, %v", all, err)
		}
		for _, token := range all {
			if token.ID == id && token.RevokedAt != revoked || token.ID != id && token.RevokedAt != 0 {
				t.Errorf("%+v", token)
			}
		}
	})
}

// Two doors to one database are two nodes.
func TestAnotherNodeNoticesWithinSecondsAndAtOnceWhenItListens(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		second := access.New(d.db, d.clock, nil)
		t.Cleanup(second.Settle)
		secret, id := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour})
		if _, err := second.Bearer(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		if err := d.RevokeToken(t.Context(), audit.By{}, wsA, id); err != nil {
			t.Fatal(err)
		}
		d.pass(5 * time.Second)
		_, err := second.Bearer(t.Context(), secret)
		wantDenial(t, err, access.CodeUnauthenticated)
		d.pass(-5 * time.Second)

		if d.db.Engine() != "postgres" {
			return // where there is one node only
		}
		listening, stop := context.WithCancel(t.Context())
		heard := make(chan error, 1)
		go func() { heard <- second.Listen(listening) }()
		secret, id = d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour})
		if _, err := second.Bearer(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		if err := d.RevokeToken(t.Context(), audit.By{}, wsA, id); err != nil {
			t.Fatal(err)
		}
		for err = nil; err == nil && t.Context().Err() == nil; { // the clock stands still: only the news can end it
			_, err = second.Bearer(t.Context(), secret)
		}
		wantDenial(t, err, access.CodeUnauthenticated)
		stop()
		t.Log(<-heard) // how it ended does not matter: it was told to
	})
}

func TestAUseIsWrittenDownOncePerMinute(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		secret, _ := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour})
		var noted []sales.Instant
		for range 130 {
			if _, err := d.Bearer(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			d.Settle()
			all, err := d.ListTokens(t.Context(), wsA)
			if err != nil {
				t.Fatal(err)
			}
			if at := all[0].LastUsedAt; len(noted) == 0 || noted[len(noted)-1] != at {
				noted = append(noted, at)
			}
			d.pass(time.Second)
		}
		if len(noted) != 3 || noted[1]-noted[0] < 60_000_000 || noted[1]-noted[0] > 66_000_000 {
			t.Errorf("noted %d times: %v", len(noted), noted)
		}
	})
}

func TestARememberedCallerNeedsNoDatabase(t *testing.T) {
	db := storetest.Open(t, storetest.Dir(t))
	d := newDoor(t, db)
	secret, _ := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour})
	if _, err := d.Bearer(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	d.Settle()
	err := db.Write(t.Context(), func(tx *sql.Tx) error { _, err := tx.ExecContext(t.Context(), "DELETE FROM token"); return err })
	if err != nil {
		t.Fatal(err)
	}
	d.pass(5*time.Second - time.Microsecond)
	if _, err := d.Bearer(t.Context(), secret); err != nil {
		t.Errorf("not remembered: %v", err)
	}
	d.pass(-time.Hour) // a clock set back prolongs nothing
	_, err = d.Bearer(t.Context(), secret)
	wantDenial(t, err, access.CodeUnauthenticated)
}

func TestTokensThatCannotBe(t *testing.T) {
	d := newDoor(t, storetest.Open(t, storetest.Dir(t)))
	fine := access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour}
	for pointer, spoil := range map[string]func(*access.NewToken){
		"/name":    func(n *access.NewToken) { n.Name = " " },
		"/name#":   func(n *access.NewToken) { n.Name = "a\x00" },
		"/name##":  func(n *access.NewToken) { n.Name = strings.Repeat("a", 201) },
		"/role":    func(n *access.NewToken) { n.Role = "root" },
		"/role#":   func(n *access.NewToken) { n.Role = "" },
		"/expires": func(n *access.NewToken) { n.Life = 0 },
		"/scopes":  func(n *access.NewToken) { n.Scopes = access.Scopes{"everything"} },
	} {
		n := fine
		spoil(&n)
		_, _, err := d.CreateToken(t.Context(), n)
		var p *sales.Problem
		if !errors.As(err, &p) || p.Pointer != strings.TrimRight(pointer, "#") {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	fine.Workspace = "ws_x"
	if _, _, err := d.CreateToken(t.Context(), fine); err == nil {
		t.Error("a token of no workspace")
	}
}

func BenchmarkBearer(b *testing.B) {
	db := storetest.Open(b, b.TempDir())
	now := time.Now()
	a := access.New(db, func() time.Time { return now }, nil)
	secret, _, err := a.CreateToken(b.Context(), access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: 5 * 365 * 24 * time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("remembered", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Bearer(b.Context(), secret); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("looked_up", func(b *testing.B) {
		for b.Loop() {
			now = now.Add(5 * time.Second) // by then it is forgotten
			if _, err := a.Bearer(b.Context(), secret); err != nil {
				b.Fatal(err)
			}
		}
	})
	a.Settle()
}
