package leaving_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"arus/access"
	"arus/access/leaving"
	"arus/ledger"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

const (
	ws   = sales.WorkspaceID("ws_01k00000000000000000000001")
	ani  = sales.ID("user_01k00000000000000000000001")
	budi = sales.ID("user_01k00000000000000000000002")
)

// Whoever has left comes back by a new way: neither before nor after the watch began does an old token open anything.
func TestSecretsStayEndedWhenSomebodyComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := ledger.Open(db, ledger.Config{Clock: time.Now})
		t.Cleanup(l.Close)
		who := ledger.Who{Workspace: ws, Actor: "system"}
		hire := func(id sales.ID) ledger.Order {
			return ledger.Order{Command: sales.Create[sales.UserFacts]{ID: id, Facts: sales.UserFacts{Name: string(id)}}}
		}
		if err := l.CreateWorkspace(t.Context(), who, sales.NewWorkspace("Kopi"), hire(ani), hire(budi)); err != nil {
			t.Fatal(err)
		}
		set := func(id sales.ID, inactive string) {
			t.Helper()
			if _, err := l.Record(t.Context(), who, ledger.Order{Command: sales.Change[sales.UserFacts]{ID: id, Patch: json.RawMessage(`{"inactive":` + inactive + `}`)}}); err != nil {
				t.Fatal(err)
			}
		}
		a := access.New(db, time.Now, rand.Reader)
		t.Cleanup(a.Settle)
		token := func(id sales.ID) string {
			t.Helper()
			secret, _, err := a.CreateToken(t.Context(), access.NewToken{Workspace: ws, User: sales.UserID(id), Name: "x", Role: access.Rep, Life: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		first, second := token(ani), token(budi)
		set(ani, "true") // before anybody watches
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- leaving.Watch(ctx, l, a, ws) }()
		gone := func(secret string) {
			t.Helper()
			for t.Context().Err() == nil {
				if _, err := a.Bearer(t.Context(), secret); err != nil {
					return
				}
			}
		}
		gone(first)
		set(budi, "true")
		gone(second)
		set(ani, "false")
		set(budi, "false")
		for _, secret := range []string{first, second} {
			if _, err := a.Bearer(t.Context(), secret); err == nil {
				t.Error("an old token is good again")
			}
		}
		stop()
		t.Log(<-ended) // how it ended does not matter: it was told to
	})
}
