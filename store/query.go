package store

import (
	"context"
	"database/sql"
	"errors"
)

// Queryer is anything that answers a query: *sql.DB, *sql.Tx, *sql.Conn.
type Queryer interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// Rows runs a query and calls each for every row, after the row has been scanned into the places that scan named.
// The same value is used for every row, so memory does not grow with their number. each may stop by an error.
func Rows[T any](ctx context.Context, q Queryer, scan func(*T) []any, each func(*T) error, text string, args ...any) (err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var row T
	places := scan(&row)
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := each(&row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// All collects the rows of a query. scan names the fields in the order of the columns; it is called once.
// No rows is an empty slice and no error.
func All[T any](ctx context.Context, q Queryer, scan func(*T) []any, text string, args ...any) ([]T, error) {
	var all []T
	err := Rows(ctx, q, scan, func(row *T) error { all = append(all, *row); return nil }, text, args...)
	return all, err
}

// One returns the first row of a query. found is false when there is none, which is no error.
func One[T any](ctx context.Context, q Queryer, scan func(*T) []any, text string, args ...any) (row T, found bool, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return row, false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return row, false, rows.Err()
	}
	if err := rows.Scan(scan(&row)...); err != nil {
		return row, false, err
	}
	return row, true, nil
}
