package storetest

import "testing"

func TestQueriesThatMeanTheSameEverywherePass(t *testing.T) {
	CheckQueries(t,
		`SELECT 1`,
		`SELECT a FROM b WHERE c = $1 AND d > $2 AND (e = $1 OR f = $3)`,
		`SELECT '$9 ::text ?' FROM b -- why ::? $7
			WHERE c = $1 AND d IS NULL`,
		`INSERT INTO t VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`)
}

func TestQueriesThatWouldNotAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT $2, $1`: "$2 before $1",
		`SELECT a FROM b WHERE c = $1 AND d = $3`: "$3 before $2",
		`SELECT $0`:                   "parameter $0",
		`SELECT $1::text`:             "a :: cast",
		`SELECT a FROM b WHERE c = ?`: "a ? parameter",
		`SELECT a FROM b WHERE $1 IS NULL OR c = $1`:  "a parameter tested for null",
		`SELECT a FROM b WHERE ( $1 ) is not null`:    "a parameter tested for null",
		"SELECT a FROM b WHERE c = 'it''s' AND d = ?": "a ? parameter",
	} {
		if got := queryFault(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
