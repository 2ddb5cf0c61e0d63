package intake_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"arus/intake"
	"arus/intake/attic"
	"arus/job"
	"arus/ledger"
	"arus/sales"
	"arus/store"
	"arus/store/storetest"
)

func TestEveryQueryMeansTheSameEverywhere(t *testing.T) {
	storetest.CheckQueries(t, attic.Queries()...)
}

// working is an office whose imports are applied in the background.
func working(t *testing.T, db *store.DB) *office {
	t.Helper()
	if err := job.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(db, job.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, db)
	o.desk.Jobs = jobs
	intake.HandleJobs(jobs, o.desk)
	if err := jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := jobs.Stop(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return o
}

func upload(text string, files map[string]string) intake.Upload {
	u := intake.Upload{Map: []byte(text)}
	for name, text := range files {
		u.Files = append(u.Files, intake.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	return u
}

func (o *office) request(u intake.Upload) *sales.Import {
	o.t.Helper()
	ticket, err := o.desk.Request(o.t.Context(), o.Who, u)
	if err != nil {
		o.t.Fatal(err, ticket.Findings)
	}
	done, err := o.desk.Wait(o.t.Context(), o.Who.Workspace, ticket.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return done
}

// kept counts what is kept of uploads.
func (o *office) kept(name string) (n int) {
	o.t.Helper()
	err := o.DB.Read().QueryRowContext(o.t.Context(), `SELECT count(*) FROM upload WHERE workspace = $1 AND name LIKE $2`, string(o.Who.Workspace), name).Scan(&n)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestUploadsAreAppliedInTheBackground(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := working(t, db)
		files := shop()
		files["deals.csv"] += "A,Other,Ani,,Lead,Open,2026-01-08T08:00:00Z,,400,\n"
		files["history.csv"] += strings.Repeat("\n", 3<<20) // more than a part
		done := o.request(upload(shopMap, files))
		if done.Status != sales.ImportDone || done.Counts.Created["deal"] != 4 || done.Source != "shop" || len(done.Files) != 2 {
			t.Fatalf("%+v", done)
		}
		found, err := o.desk.Report(t.Context(), o.Who.Workspace, done.ID)
		if err != nil {
			t.Fatal(err)
		}
		wantCodes(t, found, "duplicate_id deals.csv:6 id", "changes_out_of_order history.csv:7 ")
		if n := o.kept("file/%"); n != 0 {
			t.Errorf("%d parts of files are still kept", n)
		}
		again := o.request(upload(shopMap, files))
		if again.Status != sales.ImportDone || again.Counts.Unchanged != 4 || again.Counts.Created["deal"] != 0 {
			t.Errorf("%+v", again)
		}
		o.Do(sales.UndoImport{ID: done.ID})
		if len(o.deals()) != 0 {
			t.Error("not undone")
		}
	})
}

func TestAnUploadThatIsOfNoUseIsRefusedAtOnceOrFailsWithAReason(t *testing.T) {
	o := working(t, storetest.Open(t, storetest.Dir(t)))
	files := shop()
	delete(files, "history.csv")
	ticket, err := o.desk.Request(t.Context(), o.Who, upload(shopMap, files))
	var problem *sales.Problem
	if !errors.As(err, &problem) || len(ticket.Findings) != 1 || o.kept("%") != 0 {
		t.Errorf("%v %+v", err, ticket)
	}
	strict := upload(shopMap, shop())
	strict.Strict = true
	strict.Files = append(strict.Files[:0], upload("", map[string]string{"deals.csv": shop()["deals.csv"] + "A,Again,,,,,,,,\n", "history.csv": shop()["history.csv"]}).Files...)
	failed := o.request(strict)
	if failed.Status != sales.ImportBroken || !strings.Contains(failed.Reason, "1 of 12 rows") || len(o.deals()) != 0 {
		t.Errorf("%+v", failed)
	}
	if found, err := o.desk.Report(t.Context(), o.Who.Workspace, failed.ID); err != nil || len(found) != 2 || o.kept("file/%") != 0 {
		t.Errorf("%v %v", found, err)
	}
}

func TestTheSameRequestTwiceIsOneImport(t *testing.T) {
	o := working(t, storetest.Open(t, storetest.Dir(t)))
	u := upload(shopMap, shop())
	u.Key, u.Fingerprint = "key", "body"
	u.Answer = func(r ledger.Receipt, b *ledger.Book) (ledger.Answer, error) {
		return ledger.Answer{Status: 202, Body: []byte(b.Object(r.Events[0].Object).(*sales.Import).ID)}, nil
	}
	first, err1 := o.desk.Request(t.Context(), o.Who, u)
	second, err2 := o.desk.Request(t.Context(), o.Who, u)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if !second.Receipt.Replayed || !bytes.Equal(second.Receipt.Answer.Body, []byte(first.ID)) {
		t.Errorf("%+v", second)
	}
	if _, err := o.desk.Wait(t.Context(), o.Who.Workspace, first.ID); err != nil {
		t.Fatal(err)
	}
	if n := len(all[*sales.Import](o, sales.ImportKind)); n != 1 {
		t.Errorf("%d imports", n)
	}
}

func TestUploadsCarryNoDirectoriesThoughMapsMay(t *testing.T) {
	o := working(t, storetest.Open(t, storetest.Dir(t)))
	if done := o.request(upload(strings.Replace(shopMap, "deals.csv", "2026/deals.csv", 1), shop())); done.Counts.Created["deal"] != 4 {
		t.Errorf("%+v", done)
	}
}

func TestAnUploadIsTriedWithoutATrace(t *testing.T) {
	o := newOffice(t, storetest.Open(t, storetest.Dir(t)))
	before := len(o.Events())
	result, err := o.desk.Try(t.Context(), o.Who, upload(shopMap, shop()))
	if err != nil || result.Counts.Created["deal"] != 4 || len(o.Events()) != before || o.kept("%") != 0 {
		t.Errorf("%+v %v", result, err)
	}
}
