package access_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"arus/access"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

func TestGuessingIsLockedOut(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.resident(wsA, ani, "ani@example.com", good)
		try := func(password, address string) error {
			_, _, err := d.SignIn(t.Context(), access.Credentials{Email: "Ani@example.com", Password: password, Address: address})
			return err
		}
		for range 5 {
			wantDenial(t, try("wrong", "192.0.2.1"), access.CodeUnauthenticated)
		}
		locked := wantDenial(t, try(good, "192.0.2.1"), access.CodeLockedOut)
		if locked.RetryAfter != 30*time.Second || locked.Problem.Kind != sales.KindBusy {
			t.Errorf("%+v", locked)
		}
		if err := try(good, "192.0.2.2"); err != nil {
			t.Errorf("somebody else's guesses keep the owner out: %v", err)
		}
		d.pass(31 * time.Second)
		wantDenial(t, try("wrong", "192.0.2.1"), access.CodeUnauthenticated)
		if locked := wantDenial(t, try(good, "192.0.2.1"), access.CodeLockedOut); locked.RetryAfter != time.Minute {
			t.Errorf("the wait does not grow: %v", locked.RetryAfter)
		}
		d.pass(61 * time.Second)
		if err := try(good, "192.0.2.1"); err != nil {
			t.Error(err)
		}
		for range 4 {
			wantDenial(t, try("wrong", "192.0.2.1"), access.CodeUnauthenticated) // the right one has forgiven what was before
		}
	})
}

func TestManyGuessesAtOnceOnSeveralNodesGainNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		nodes := []*door{newDoor(t, db), anotherNode(t, db)}
		var mu sync.Mutex
		hashed := 0
		for _, d := range nodes {
			d.CountHashing(func(string) { mu.Lock(); hashed++; mu.Unlock() })
		}
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				_, _, err := nodes[i%2].SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: fmt.Sprint(i), Address: "192.0.2.1"})
				if !isDenied(err) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if hashed != 5 {
			t.Errorf("%d passwords were tried, 5 may be", hashed)
		}
	})
}

func isDenied(err error) bool {
	var d *access.Denial
	return errors.As(err, &d)
}

func TestALockHoldsOnEveryNodeAndAfterARestart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first := newDoor(t, db)
		first.resident(wsA, ani, "ani@example.com", good)
		try := func(d *door, password string) error {
			_, _, err := d.SignIn(t.Context(), access.Credentials{Email: "ani@example.com", Password: password, Address: "192.0.2.1"})
			return err
		}
		for range 5 {
			wantDenial(t, try(first, "wrong"), access.CodeUnauthenticated)
		}
		second := anotherNode(t, db)
		wantDenial(t, try(second, good), access.CodeLockedOut)
		second.pass(31 * time.Second)
		if err := try(second, good); err != nil {
			t.Fatal(err)
		}
		for range 4 { // forgiven by the one, forgiven on the other
			wantDenial(t, try(first, "wrong"), access.CodeUnauthenticated)
		}
		second.pass(2 * time.Hour)
		if err := try(second, good); err != nil {
			t.Fatal(err)
		}
		if n := counters(t, db); n != 1 {
			t.Errorf("%d counters are kept after two hours, the one of the place that has just been seen may be", n)
		}
	})
}

func counters(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	if err := db.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM guess`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSprayingOnePasswordIsLockedOut(t *testing.T) {
	d := newDoor(t, storetest.Open(t, storetest.Dir(t)))
	d.CountHashing(func(string) {})
	codes := map[string]int{}
	for i := range 60 {
		_, _, err := d.SignIn(t.Context(), access.Credentials{Email: fmt.Sprintf("u%d@example.com", i), Password: "Summer2026!", Address: "192.0.2.9"})
		var p *sales.Problem
		if !errors.As(err, &p) {
			t.Fatal(err)
		}
		codes[p.Code]++
	}
	if codes[access.CodeUnauthenticated] != 50 || codes[access.CodeLockedOut] != 10 {
		t.Errorf("%v", codes)
	}
}

func TestAMachineIsCountedByItsNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "": "", "nonsense": "nonsense", "::ffff:192.0.2.1": "::ffff:192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::1": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := access.Whence(address); got != want {
			t.Errorf("%q is counted as %q, want %q", address, got, want)
		}
	}
}
