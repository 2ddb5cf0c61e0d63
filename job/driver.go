package job

import (
	"context"
	"database/sql"
	"fmt"

	"arus/store"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// newDriver makes River's driver for a database, and what closes the connections that it has beside the store's.
func newDriver(db *store.DB) (riverdriver.Driver[*sql.Tx], func(), error) {
	url := db.PostgresURL()
	if url == "" {
		return &sqliteDriver{Driver: riversqlite.New(db.Writer()), reader: riversqlite.New(db.Read())}, func() {}, nil
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, fmt.Errorf("job: %w", err)
	}
	config.MinConns, config.MaxConns = 0, 1 // River takes its one listening connection out of the pool
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		return nil, nil, fmt.Errorf("job: %w", err)
	}
	return riverdatabasesql.NewWithPgxListener(db.Writer(), pool), pool.Close, nil
}

// sqliteDriver lets River look for wake-ups, which it does twenty times a second,
// on the readers' connections instead of the one that writes.
type sqliteDriver struct {
	*riversqlite.Driver
	reader *riversqlite.Driver
}

// GetListener is part of River's driver.
func (d *sqliteDriver) GetListener(params *riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.reader.GetListener(params)
}
