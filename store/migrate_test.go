package store_test

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"arus/store"
	"arus/store/storetest"
)

// steps makes a program's migrations from "name: text", the same text for both engines.
func steps(texts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, text := range texts {
		name, text, _ := strings.Cut(text, ": ")
		for _, engine := range []string{"sqlite", "postgres"} {
			files["migrations/"+name+"."+engine+".sql"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return files
}

const (
	first  = "0001_a: CREATE TABLE a (x TEXT NOT NULL); CREATE TABLE b (x TEXT NOT NULL)"
	second = "0002_c: CREATE TABLE c (x TEXT NOT NULL)"
)

// fresh opens the place without the real schema.
func fresh(t *testing.T, where string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestEightNodesMigrateAtOnce(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				db, err := store.Open(t.Context(), where)
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(db.Migrate(t.Context()), db.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func TestMigrateGoesForwardsOneStepAtATime(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		db, ctx := fresh(t, where), t.Context()
		for _, program := range []fstest.MapFS{steps(first), steps(first), steps(first, second)} {
			if err := db.MigrateWith(ctx, program); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range []string{"a", "b", "c"} {
			if !hasTable(t, db, table) {
				t.Errorf("table %s is missing", table)
			}
		}
	})
}

func hasTable(t *testing.T, db *store.DB, table string) bool {
	t.Helper()
	_, err := store.All(t.Context(), db.Read(), func(s *string) []any { return []any{s} }, `SELECT x FROM `+table)
	return err == nil
}

func TestFailedStepLeavesNothingOfItself(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		db, ctx := fresh(t, where), t.Context()
		err := db.MigrateWith(ctx, steps(first, "0002_bad: CREATE TABLE half (x TEXT NOT NULL); INSERT INTO nowhere VALUES (1)"))
		if err == nil || !strings.Contains(err.Error(), "0002_bad") {
			t.Errorf("error %v, want the name of the step", err)
		}
		if !hasTable(t, db, "a") || hasTable(t, db, "half") {
			t.Error("the good step is gone, or half of the bad one is there")
		}
		if err := db.MigrateWith(ctx, steps(first, second)); err != nil {
			t.Errorf("after the step was mended: %v", err)
		}
	})
}

func TestMigrateRefusesAHistoryItDoesNotKnow(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		db, ctx := fresh(t, where), t.Context()
		if err := db.MigrateWith(ctx, steps(first, second)); err != nil {
			t.Fatal(err)
		}
		for program, want := range map[*fstest.MapFS][]string{
			new(steps(first)):                       {"newer than this program", "0002_c", "written by Arus"},
			new(steps(first+" ", second)):           {"0001_a", "another text"},
			new(steps(first, "0002_other: SELECT")): {"0002_c", "0002_other"},
		} {
			err := db.MigrateWith(ctx, *program)
			for _, part := range want {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("error %v does not say %q", err, part)
				}
			}
		}
	})
}

// column and key describe the schema in the words of neither engine.
type (
	column struct{ table, name, kind, nullable string }
	key    struct{ table, unique, columns string }
)

const (
	sqliteColumns = `SELECT t.name, c.name, lower(c.type), CASE c."notnull" WHEN 0 THEN 'YES' ELSE 'NO' END
		FROM pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND t.type = 'table'`
	sqliteKeys = `SELECT t.name, i."unique", (SELECT group_concat(c.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c)
		FROM pragma_table_list t, pragma_index_list(t.name) i WHERE t.schema = 'main'`
	sqliteLoose     = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0`
	postgresColumns = `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'`
	postgresKeys    = `SELECT t.relname, CASE WHEN i.indisunique THEN '1' ELSE '0' END,
		(SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k(number, place)
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
		FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public'`
	postgresLoose = `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`
)

// registers are not about a workspace.
var registers = []string{"schema_step"}

func TestTwinsMakeTheSameSchema(t *testing.T) {
	columns, keys := map[string][]column{}, map[string][]key{}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		columnsText, keysText, looseText := sqliteColumns, sqliteKeys, sqliteLoose
		if db.Engine() == "postgres" {
			columnsText, keysText, looseText = postgresColumns, postgresKeys, postgresLoose
		}
		cs, err := store.All(t.Context(), db.Read(), func(c *column) []any { return []any{&c.table, &c.name, &c.kind, &c.nullable} }, columnsText)
		if err != nil {
			t.Fatal(err)
		}
		meaning := map[string]string{"integer": "bigint", "blob": "bytea"}
		for _, c := range cs {
			if other, ok := meaning[c.kind]; ok {
				c.kind = other
			}
			if !slices.Contains(registers, c.table) && !strings.HasPrefix(c.table, "sqlite_") {
				columns[db.Engine()] = append(columns[db.Engine()], c)
			}
		}
		ks, err := store.All(t.Context(), db.Read(), func(k *key) []any { return []any{&k.table, &k.unique, &k.columns} }, keysText)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range ks {
			if slices.Contains(registers, k.table) {
				continue
			}
			keys[db.Engine()] = append(keys[db.Engine()], k)
			if k.columns != "workspace" && !strings.HasPrefix(k.columns, "workspace,") {
				t.Errorf("a key of %s begins with another column than workspace: %s", k.table, k.columns)
			}
		}
		loose, err := store.All(t.Context(), db.Read(), func(s *string) []any { return []any{s} }, looseText)
		loose = slices.DeleteFunc(loose, func(name string) bool {
			return strings.HasPrefix(name, "schema_step") || strings.HasPrefix(name, "sqlite_")
		})
		if err != nil || len(loose) > 0 {
			t.Errorf("tables that are not STRICT, or text that is not collate \"C\": %v, %v", loose, err)
		}
	})
	if len(columns) < 2 {
		t.Skip("only one engine to compare")
	}
	onlyIn(t, columns["sqlite"], columns["postgres"])
	onlyIn(t, keys["sqlite"], keys["postgres"])
}

// onlyIn reports what one schema has and the other lacks.
func onlyIn[T comparable](t *testing.T, sqlite, postgres []T) {
	t.Helper()
	if len(sqlite) == 0 {
		t.Error("nothing to compare")
	}
	for _, x := range sqlite {
		if !slices.Contains(postgres, x) {
			t.Errorf("only in SQLite: %+v", x)
		}
	}
	for _, x := range postgres {
		if !slices.Contains(sqlite, x) {
			t.Errorf("only in PostgreSQL: %+v", x)
		}
	}
	if len(sqlite) != len(postgres) {
		t.Errorf("%d in SQLite, %d in PostgreSQL", len(sqlite), len(postgres))
	}
}

func TestEveryStepHasItsTwin(t *testing.T) {
	storetest.CheckQueries(t, store.Statements()...)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		names, err := store.All(t.Context(), db.Read(), func(s *string) []any { return []any{s} }, `SELECT name FROM schema_step ORDER BY name`)
		if err != nil || len(names) == 0 || names[0] != "0001_ledger" {
			t.Errorf("steps %v, %v", names, err)
		}
	})
}

// TestSchemaWriteExcludesOthers: while one node changes the schema, another waits.
func TestSchemaWriteExcludesOthers(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		one, two, ctx := storetest.Open(t, where), storetest.Open(t, where), t.Context()
		order := make(chan string, 2)
		inside, done := make(chan struct{}), make(chan error, 1)
		go func() {
			<-inside
			done <- two.WriteSchema(ctx, func(*sql.Tx) error { order <- "two"; return nil })
		}()
		err := one.WriteSchema(ctx, func(tx *sql.Tx) error {
			close(inside)
			// Enough work for the other to have come first if it could.
			for range 200 {
				if _, err := tx.ExecContext(ctx, `UPDATE head SET position = 0`); err != nil {
					return err
				}
			}
			order <- "one"
			return nil
		})
		if err := errors.Join(err, <-done); err != nil {
			t.Fatal(err)
		}
		if got := <-order; got != "one" {
			t.Errorf("%q came first", got)
		}
	})
}
