// Package ledgertest says what a ledger promises, as a suite that runs on every database.
//
// It exists so that SQLite and PostgreSQL, one writer and many, are held to the same sentences, and so that tests of
// other packages can start from a small workspace with a pipeline and people in it. It refuses to be used outside tests.
package ledgertest
