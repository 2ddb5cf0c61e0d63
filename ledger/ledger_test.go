package ledger_test

import (
	"testing"

	"arus/ledger"
	"arus/ledger/ledgertest"
	"arus/store"
	"arus/store/storetest"
)

func TestLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ledgertest.Exercise(t, func(*testing.T) *store.DB { return db })
	})
}

func TestQueriesMeanTheSameOnBothEngines(t *testing.T) {
	storetest.CheckQueries(t, ledger.Queries()...)
	storetest.CheckQueries(t, ledgertest.Queries()...)
}
