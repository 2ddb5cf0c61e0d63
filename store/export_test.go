package store

import (
	"context"
	"io/fs"
)

// MigrateWith is Migrate of a program that has other steps.
func (d *DB) MigrateWith(ctx context.Context, files fs.FS) error {
	known, err := migrationsFor(d.engine, files)
	if err != nil {
		return err
	}
	return d.migrate(ctx, known)
}

// Statements are the fixed texts of this package, to be checked like everybody's.
func Statements() []string {
	return []string{createSchemaStep, selectSchemaStep, insertSchemaStep, insertText("event", []string{"a", "b", "c"})}
}
