package deals

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/api/document"
	"arus/api/door"
	"arus/intake/attic"
	"arus/sales"
)

// FileMost bounds a file of evidence, in bytes: a long contract with its scans, and no film.
const FileMost = 10 << 20

// fileName is what the bytes are kept as; what people call the file is in the ledger.
const fileName = "file"

type fileIn struct {
	door.Once
	ID      string `path:"id"`
	RawBody multipart.Form
}

type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func (a room) addFiles() {
	attach := document.Answering(document.Operation("attach-file", http.MethodPost, "/v1/deals/{id}/evidence/file", "Attach a file that the buyer gave"), http.StatusCreated)
	attach.Description = "A form with the file as part `file`, the key of the criterion as `criterion`, and perhaps a `note`, a `link`, the id of a `contact`, and the instant `at`. At most 10 MiB; what a browser would run is refused."
	attach.Errors = append(attach.Errors, http.StatusConflict, http.StatusRequestEntityTooLarge)
	huma.Register(a.API, attach, a.attachFile)
	get := document.Operation("get-file", http.MethodGet, "/v1/deals/{id}/evidence/{evidence}/file", "The file of a piece of evidence")
	get.Responses = map[string]*huma.Response{"200": {Description: "The bytes that were handed in",
		Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(a.API, get, a.file)
}

// attachFile keeps the bytes in the transaction that notes them: neither is there without the other.
func (a room) attachFile(ctx context.Context, in *fileIn) (*door.Reply[DealView], error) {
	defer in.RawBody.RemoveAll() //nolint:errcheck // temporary files; the system clears what is left
	if sales.ID(in.ID).Kind() != sales.DealKind {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	if _, err := a.Load(ctx, sales.ID(in.ID)); err != nil {
		return nil, err
	}
	r, err := a.Reader(ctx, door.When{}, door.AtLeast{})
	if err != nil {
		return nil, err
	}
	file, text, err := fileOf(in.RawBody)
	if err != nil {
		return nil, err
	}
	said := func(name string) string { return strings.Join(in.RawBody.Value[name], " ") }
	at, err := a.Instant("/at", said("at"), time.UTC, 0)
	if err != nil {
		return nil, err
	}
	e := sales.Evidence{ID: sales.EvidenceID(a.Mint(sales.EvidenceKind)), Criterion: said("criterion"), Note: said("note"), Link: said("link"), File: file,
		Contact: sales.ContactID(said("contact")), At: at, By: door.CallerOf(ctx).User}
	id := sales.DealID(in.ID)
	box := a.files.Box(door.CallerOf(ctx).Workspace, sales.ID(e.ID))
	return door.Record(ctx, a.Door, door.Write[DealView]{Command: sales.AttachEvidence{Deal: id, Evidence: e}, Key: in.Key,
		Body:   fmt.Appendf(nil, "%q %q %q %q %q %d %s", e.Criterion, e.Note, e.Link, e.Contact, file.Name, e.At, file.SHA256),
		Status: http.StatusCreated, Location: "/v1/deals/" + in.ID + "/criteria", View: dealIn(ctx, id, r),
		Within: func(ctx context.Context, tx *sql.Tx) error { return box.Keep(ctx, tx, attic.Text(fileName, text)) }})
}

// runs are the types of what a browser would run.
var runs = []string{"text/html", "text/xml"}

// fileOf reads the one file of a form. Its type is told by its bytes, whatever it calls itself.
func fileOf(form multipart.Form) (f sales.File, text []byte, err error) {
	parts := form.File["file"]
	if len(parts) != 1 {
		return f, nil, sales.Invalid("/file", "required", "evidence by a file needs one part named file")
	}
	opened, err := parts[0].Open()
	if err != nil {
		return f, nil, err
	}
	text, err = io.ReadAll(io.LimitReader(opened, FileMost+1))
	if err := errors.Join(err, opened.Close()); err != nil {
		return f, nil, err
	}
	if len(text) > FileMost {
		return f, nil, sales.Invalid("/file", "too_long", "a file has at most %d bytes", FileMost)
	}
	sum := sha256.Sum256(text)
	f = sales.File{Name: path.Base(filepath.ToSlash(parts[0].Filename)), Type: http.DetectContentType(text), Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
	media, _, _ := strings.Cut(f.Type, ";")
	start := bytes.ToLower(text[:min(len(text), 1024)])
	if slices.Contains(runs, media) || bytes.Contains(start, []byte("<svg")) || bytes.Contains(start, []byte("<script")) {
		return f, nil, sales.Invalid("/file", "bad_file", "a browser would run what is in %q: hand in a document, a picture or a mail", f.Name)
	}
	return f, text, nil
}

// file hands the bytes out, to who sees the deal, as something to be saved and never to be shown by the browser.
func (a room) file(ctx context.Context, in *struct {
	ID       string `path:"id"`
	Evidence string `path:"evidence"`
}) (*fileOut, error) {
	current, err := a.Load(ctx, sales.ID(in.ID))
	if err != nil {
		return nil, err
	}
	d, is := current.Object.(*sales.Deal)
	if !is || d.Deleted {
		return nil, sales.Missing(sales.ID(in.ID))
	}
	i := slices.IndexFunc(d.Evidence, func(e sales.Evidence) bool { return string(e.ID) == in.Evidence && e.File != (sales.File{}) })
	if i < 0 {
		return nil, sales.Missing(sales.ID(in.Evidence))
	}
	f := d.Evidence[i].File
	text, err := a.files.Box(door.CallerOf(ctx).Workspace, sales.ID(in.Evidence)).Read(ctx, fileName)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, fmt.Errorf("deals: the file of %s is not the one that was handed in", in.Evidence)
	}
	return &fileOut{ContentType: f.Type, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}),
		Policy: "default-src 'none'; sandbox", ETag: `"` + f.SHA256 + `"`, Body: text}, nil
}
