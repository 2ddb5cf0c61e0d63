package attic

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"

	"arus/sales"
	"arus/store"
)

// Attic is where boxes are.
type Attic struct{ Store *store.DB }

// Box is that of an object.
func (a Attic) Box(ws sales.WorkspaceID, of sales.ID) Box { return Box{a.Store, ws, of} }

// Box is where the files of one object are kept: of an import, or of a piece of evidence.
type Box struct {
	Store     *store.DB
	Workspace sales.WorkspaceID
	Of        sales.ID
}

// File is a file that comes from elsewhere. It may be opened several times.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Files are those of one import.
type Files []File

// Names of the files, in their order.
func (all Files) Names() (names []string) {
	for _, f := range all {
		names = append(names, f.Name)
	}
	return names
}

// Open opens the file that a map names: by its name, or without its directories, since uploads carry none.
func (all Files) Open(name string) (io.ReadCloser, error) {
	for _, as := range []string{name, path.Base(filepath.ToSlash(name))} {
		if i := slices.Index(all.Names(), as); i >= 0 {
			return all[i].Open()
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Text is a file of a text at hand.
func Text(name string, text []byte) File {
	return File{name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

const (
	partSize = 1 << 20

	deleteUpload = `DELETE FROM upload WHERE workspace = $1 AND id = $2`
	selectPart   = `SELECT bytes FROM upload WHERE workspace = $1 AND id = $2 AND name = $3 AND part = $4`
)

// Queries lists the queries of the package, for the test that checks their form.
func Queries() []string { return []string{deleteUpload, selectPart} }

// Keep writes a file down, within a transaction of the store.
func (b Box) Keep(ctx context.Context, tx *sql.Tx, f File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	var failed error
	rows := func(yield func([]any) bool) {
		for part := int64(0); ; part++ {
			text := make([]byte, partSize)
			n, err := io.ReadFull(r, text)
			end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
			if err != nil && !end {
				failed = err
				return
			}
			if n == 0 && part > 0 || !yield([]any{string(b.Workspace), string(b.Of), f.Name, part, text[:n]}) || end {
				return
			}
		}
	}
	return errors.Join(b.Store.Insert(ctx, tx, "upload", []string{"workspace", "id", "name", "part", "bytes"}, iter.Seq[[]any](rows)), failed)
}

// Clear lets go of everything in the box.
func (b Box) Clear(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, deleteUpload, string(b.Workspace), string(b.Of))
	return err
}

// Read gives a kept file as a whole; empty when there is none.
func (b Box) Read(ctx context.Context, name string) ([]byte, error) {
	return io.ReadAll(b.Open(ctx, name))
}

// Open reads a kept file part by part, so that memory does not grow with it. One that is not there is empty.
func (b Box) Open(ctx context.Context, name string) io.ReadCloser {
	return &kept{ctx: ctx, db: b.Store, key: []any{string(b.Workspace), string(b.Of), name}}
}

// Files are those kept under a prefix, by their names without it.
func (b Box) Files(ctx context.Context, prefix string, names []string) (all Files) {
	for _, name := range names {
		all = append(all, File{name, func() (io.ReadCloser, error) { return b.Open(ctx, prefix+name), nil }})
	}
	return all
}

// kept is an open file, with what is left of its current part.
type kept struct {
	ctx  context.Context
	db   *store.DB
	key  []any
	next int64
	rest []byte
}

// Read gives what is left of the current part, or the next part.
func (k *kept) Read(into []byte) (int, error) {
	if len(k.rest) == 0 {
		part, found, err := store.One(k.ctx, k.db.Read(), func(b *[]byte) []any { return []any{b} }, selectPart, append(slices.Clone(k.key), k.next)...)
		if err != nil {
			return 0, err
		}
		if !found || len(part) == 0 {
			return 0, io.EOF
		}
		k.rest, k.next = part, k.next+1
	}
	n := copy(into, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

// Close has nothing to close.
func (k *kept) Close() error { return nil }
