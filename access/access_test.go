package access_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"

	"github.com/alexedwards/argon2id"
)

const (
	wsA   = sales.WorkspaceID("ws_01k00000000000000000000001")
	wsB   = sales.WorkspaceID("ws_01k00000000000000000000002")
	ani   = sales.UserID("user_01k00000000000000000000001")
	budi  = sales.UserID("user_01k00000000000000000000002")
	good  = "kopi tubruk sore hari"
	other = "nasi goreng pagi hari"
)

// door is an Access with a clock that the test turns.
type door struct {
	*access.Access
	t   *testing.T
	db  *store.DB
	now time.Time
	mu  sync.Mutex
}

func newDoor(t *testing.T, db *store.DB) *door {
	d := anotherNode(t, db)
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		for _, ws := range []sales.WorkspaceID{wsA, wsB} {
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO workspace (workspace, name, created_at) VALUES ($1, $2, $3)`, string(ws), string(ws), int64(1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// anotherNode is a door beside one on the same database.
func anotherNode(t *testing.T, db *store.DB) *door {
	d := &door{t: t, db: db, now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	d.Access = access.New(db, d.clock, rand.Reader)
	t.Cleanup(d.Settle)
	return d
}

func (d *door) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *door) pass(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(t)
}

// resident gives a user a password.
func (d *door) resident(ws sales.WorkspaceID, user sales.UserID, email, password string) {
	d.t.Helper()
	if err := d.SetPassword(d.t.Context(), access.NewPassword{Workspace: ws, User: user, Email: email, Password: password}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *door) signIn(email, password string) string {
	d.t.Helper()
	secret, _, err := d.SignIn(d.t.Context(), access.Credentials{Email: email, Password: password, Agent: "test"})
	if err != nil {
		d.t.Fatal(err)
	}
	return secret
}

func (d *door) token(n access.NewToken) (secret, id string) {
	d.t.Helper()
	secret, id, err := d.CreateToken(d.t.Context(), n)
	if err != nil {
		d.t.Fatal(err)
	}
	return secret, id
}

// wantDenial fails unless err denies with a code.
func wantDenial(t *testing.T, err error, code string) *access.Denial {
	t.Helper()
	var denial *access.Denial
	var problem *sales.Problem
	if !errors.As(err, &denial) || !errors.As(err, &problem) || problem.Code != code {
		t.Fatalf("%v; want a denial %q", err, code)
	}
	return denial
}

func each(t *testing.T, fn func(t *testing.T, d *door)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(t, newDoor(t, db)) })
}

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, access.Queries()...)
}

func TestSigningIn(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, " Ani@Example.com", good)
		secret, caller, err := d.SignIn(t.Context(), access.Credentials{Email: "ani@example.COM ", Password: good, Agent: "Firefox\x00\x1b[2J"})
		if err != nil || caller.Workspace != wsA || caller.User != ani || caller.Role != access.Rep || caller.Demo || caller.Token != "" {
			t.Fatalf("%+v, %v", caller, err)
		}
		if again, err := d.Session(t.Context(), secret); err != nil || again.User != ani || again.Workspace != wsA {
			t.Errorf("%+v, %v", again, err)
		}
		if url.QueryEscape(secret) != secret || len(secret) > 120 {
			t.Errorf("%q is no good cookie", secret)
		}
	})
}

func TestEveryFailureToSignInIsTheSame(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		var hashed []string
		d.CountHashing(func(hash string) { hashed = append(hashed, hash) })
		said := map[string]bool{}
		for _, c := range []access.Credentials{
			{Email: "ani@example.com", Password: good + " "},
			{Email: "nobody@example.com", Password: good},
			{Email: "ani@example.com", Password: good, Workspace: wsB},
			{Email: "nobody@example.com", Password: ""},
		} {
			hashed = hashed[:0]
			secret, caller, err := d.SignIn(t.Context(), c)
			said[wantDenial(t, err, access.CodeUnauthenticated).Error()] = true
			if secret != "" || caller.User != "" || len(hashed) != 1 {
				t.Errorf("%+v: %q, %+v, hashed %d times", c, secret, caller, len(hashed))
			}
		}
		if len(said) != 1 {
			t.Errorf("the answers differ: %v", said)
		}
		for _, c := range []access.Credentials{{Email: "ani@example.com\x00", Password: good}, {Email: "\xff@x", Password: good},
			{Email: "ani@example.com", Password: good, Workspace: "ws_'\x00"}, {Email: strings.Repeat("a", 5000) + "@x"}, {Password: strings.Repeat("a", 5000)}} {
			_, _, err := d.SignIn(t.Context(), c)
			wantDenial(t, err, access.CodeUnauthenticated)
		}
	})
}

func TestNobodysHashTakesAsLongAsAnybodys(t *testing.T) {
	nobody, _, _, err := argon2id.DecodeHash(access.NobodysHash)
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, storetest.Dir(t))
	d := newDoor(t, db)
	d.resident(wsA, ani, "ani@example.com", good)
	var hash string
	d.CountHashing(func(h string) { hash = h })
	d.signIn("ani@example.com", good)
	if somebody, _, _, err := argon2id.DecodeHash(hash); err != nil || *somebody != *nobody {
		t.Errorf("%+v and %+v, %v", somebody, nobody, err)
	}
}

func TestAnAddressInSeveralWorkspaces(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		d.resident(wsB, budi, "ani@example.com", other)
		if c, err := d.Session(t.Context(), d.signIn("ani@example.com", other)); err != nil || c.Workspace != wsB || c.User != budi {
			t.Errorf("%+v, %v", c, err)
		}
		d.resident(wsB, budi, "ani@example.com", good)
		_, _, err := d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: good})
		var p *sales.Problem
		if !errors.As(err, &p) || p.Code != "workspace_needed" {
			t.Fatal(err)
		}
		_, c, err := d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: good, Workspace: wsA})
		if err != nil || c.Workspace != wsA || c.User != ani {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestPasswordsThatAreNoGood(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		for password, code := range map[string]string{"short": "password_short", "Qwertyuiop123": "password_known", "abababababababab": "password_known",
			"ani.wijaya@example.com": "password_known", strings.Repeat("long ", 300): "password_long", "réponse10": "password_short"} {
			err := d.SetPassword(t.Context(), access.NewPassword{Workspace: wsA, User: ani, Email: "Ani.Wijaya@example.com", Password: password})
			var p *sales.Problem
			if !errors.As(err, &p) || p.Code != code {
				t.Errorf("%.20s: %v, want %s", password, err, code)
			}
		}
		d.resident(wsA, ani, "ani@example.com", good)
		var p *sales.Problem
		err := d.SetPassword(t.Context(), access.NewPassword{Workspace: wsA, User: budi, Email: "ANI@example.com", Password: other})
		if !errors.As(err, &p) || p.Code != "email_taken" {
			t.Errorf("%v", err)
		}
		if err := d.SetPassword(t.Context(), access.NewPassword{Workspace: wsA, User: budi, Email: "budi", Password: other}); !errors.As(err, &p) || p.Code != "bad_email" {
			t.Errorf("%v", err)
		}
	})
}

// TestNoSecretIsInTheDatabase looks through every row of every table for secrets, passwords and pieces of them.
func TestNoSecretIsInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		session := d.signIn("ani@example.com", good)
		demo, _, err := d.DemoSession(t.Context(), wsA, ani)
		if err != nil {
			t.Fatal(err)
		}
		token, _ := d.token(access.NewToken{Workspace: wsA, Name: "ci", Role: access.Admin, Life: time.Hour})
		if _, err := d.Bearer(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		d.Settle()
		dump := everything(t, d.db)
		if !strings.Contains(dump, "ani@example.com") || !strings.Contains(dump, "$argon2id$") || !strings.Contains(dump, "test") {
			t.Fatalf("the dump misses what should be there:\n%s", dump)
		}
		for _, secret := range []string{session, demo, token} {
			random := secret[strings.LastIndexByte(secret, '_')+1:]
			for i := 0; i+16 <= len(random); i += 4 {
				if strings.Contains(dump, random[i:i+16]) {
					t.Errorf("a piece of %.10s… is in the database", secret)
				}
			}
		}
		if strings.Contains(dump, good) {
			t.Error("the password is in the database")
		}
	})
}

// everything is all rows of all tables as text.
func everything(t *testing.T, db *store.DB) string {
	t.Helper()
	names := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if db.Engine() == "postgres" {
		names = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	tables, err := store.All(t.Context(), db.Read(), func(s *string) []any { return []any{s} }, names)
	if err != nil || len(tables) < 5 {
		t.Fatal(tables, err)
	}
	var dump strings.Builder
	for _, table := range tables {
		rows, err := db.Read().QueryContext(t.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(row...); err != nil {
				t.Fatal(err)
			}
			for _, cell := range row {
				if b, isBytes := (*cell.(*any)).([]byte); isBytes {
					fmt.Fprintf(&dump, "%s ", b)
				} else {
					fmt.Fprintf(&dump, "%v ", *cell.(*any))
				}
			}
			dump.WriteByte('\n')
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dump.String()
}
