// Command duckdb answers questions with DuckDB, and says how long that took. It is a peer of the benchmarks, in a module of
// its own: DuckDB comes as a C++ library of 72 MB, which nothing else should have to load.
//
// It reads one JSON object after the other from standard input, and answers each with one.
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

type asked struct {
	Statement string // done once
	Query     string
	Runs      int // of the query; the fastest counts
}

type answered struct {
	Nanoseconds int64
	Rows        []string
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var a asked
		if err := in.Decode(&a); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		answer, err := do(db, a)
		if err != nil {
			return fmt.Errorf("%s%s: %w", a.Statement, a.Query, err)
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
}

func do(db *sql.DB, a asked) (answer answered, err error) {
	if a.Statement != "" {
		_, err := db.Exec(a.Statement)
		return answer, err
	}
	least := time.Hour
	for range a.Runs {
		began := time.Now()
		if answer.Rows, err = rowsOf(db, a.Query); err != nil {
			return answer, err
		}
		least = min(least, time.Since(began))
	}
	answer.Nanoseconds = least.Nanoseconds()
	return answer, nil
}

func rowsOf(db *sql.DB, query string) (answer []string, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	cells, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		line := fmt.Sprintln(cells...)
		answer = append(answer, line[:len(line)-1])
	}
	return answer, rows.Err()
}
