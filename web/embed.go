package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// all: keeps files whose names begin with _ or a dot; a bundler may make them.
//
//go:embed all:dist
var dist embed.FS

// ContentSecurityPolicy is sent with every answer of the workspace. Styles are
// files too: nothing inline may run or paint, and nobody may frame the page.
const ContentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const (
	assetPrefix  = "/ui/"
	indexName    = "index.html"
	hashLength   = 16 // hex digits: 64 bits, enough to tell builds apart
	foreverCache = "public, max-age=31536000, immutable"
)

// Handler serves the workspace:
//
//   - /ui/<hash>/<file>: a file of the build, cacheable for ever. The hash
//     covers every file, so an unknown hash is a build that is gone: 404.
//   - any path without an extension: index.html, never cached without asking,
//     because the browser's router owns those paths.
//   - anything else, and everything below /v1/: 404.
//
// The files are hashed and compressed once, here. It panics if the binary was
// built without an index.html, which no request could ever repair.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(fmt.Sprintf("web: %v", err))
	}
	w, err := newWorkspace(files)
	if err != nil {
		panic(fmt.Sprintf("web: %v", err))
	}
	return w
}

type asset struct {
	contentType string
	plain       []byte
	packed      []byte // nil where gzip does not pay: fonts, tiny files
}

type workspace struct {
	hash   string
	index  asset
	assets map[string]asset
}

func newWorkspace(files fs.FS) (*workspace, error) {
	w := &workspace{assets: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		// Lengths keep two files from sharing a sum by moving bytes between them.
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(body))
		sum.Write(body)
		a, err := newAsset(name, body)
		if err != nil {
			return err
		}
		w.assets[name] = a
		return nil
	})
	if err != nil {
		return nil, err
	}
	index, ok := w.assets[indexName]
	if !ok {
		return nil, errors.New("the build has no " + indexName)
	}
	w.hash = hex.EncodeToString(sum.Sum(nil))[:hashLength]
	rewritten := bytes.ReplaceAll(index.plain, []byte(`"./`), []byte(`"`+assetPrefix+w.hash+"/"))
	w.index, err = newAsset(indexName, rewritten)
	return w, err
}

func newAsset(name string, body []byte) (asset, error) {
	a := asset{contentType: contentType(name), plain: body}
	if strings.HasPrefix(a.contentType, "font/") || strings.HasPrefix(a.contentType, "image/png") {
		return a, nil
	}
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return asset{}, err
	}
	if _, err := z.Write(body); err != nil {
		return asset{}, err
	}
	if err := z.Close(); err != nil {
		return asset{}, err
	}
	if buf.Len() < len(body) {
		a.packed = buf.Bytes()
	}
	return a, nil
}

// contentType is a closed list: the machine's own MIME table differs between
// systems, and under nosniff a wrong type means a blank page.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return "application/octet-stream"
	}
}

// ServeHTTP implements http.Handler as Handler describes.
func (w *workspace) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	header := out.Header()
	header.Set("Content-Security-Policy", ContentSecurityPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	if in.Method != http.MethodGet && in.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		refuse(out, http.StatusMethodNotAllowed, "method_not_allowed")
		return
	}
	if rest, ok := strings.CutPrefix(in.URL.Path, assetPrefix); ok {
		hash, name, _ := strings.Cut(rest, "/")
		a, found := w.assets[name]
		if hash != w.hash || !found || name == indexName {
			refuse(out, http.StatusNotFound, "not_found")
			return
		}
		header.Set("Cache-Control", foreverCache)
		send(out, in, a)
		return
	}
	if path.Ext(in.URL.Path) != "" || in.URL.Path == "/v1" || strings.HasPrefix(in.URL.Path, "/v1/") {
		refuse(out, http.StatusNotFound, "not_found")
		return
	}
	etag := `"` + w.hash + `"`
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", etag)
	if in.Header.Get("If-None-Match") == etag {
		out.WriteHeader(http.StatusNotModified)
		return
	}
	send(out, in, w.index)
}

func send(out http.ResponseWriter, in *http.Request, a asset) {
	header := out.Header()
	header.Set("Content-Type", a.contentType)
	body := a.plain
	if a.packed != nil {
		header.Set("Vary", "Accept-Encoding")
		if acceptsGzip(in.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = a.packed
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	out.WriteHeader(http.StatusOK)
	if in.Method == http.MethodHead {
		return
	}
	// A reader that went away is its own business.
	_, _ = out.Write(body)
}

func acceptsGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		if !found {
			return true
		}
		value, err := strconv.ParseFloat(q, 64)
		return err == nil && value > 0
	}
	return false
}

// refuse answers in the one error format of the service (RFC 9457), without
// reaching upwards to the package that owns the rest of it.
func refuse(out http.ResponseWriter, status int, code string) {
	out.Header().Set("Content-Type", "application/problem+json")
	out.Header().Set("Cache-Control", "no-store")
	out.WriteHeader(status)
	fmt.Fprintf(out, `{"type":"about:blank","title":%q,"status":%d,"code":%q}`+"\n",
		http.StatusText(status), status, code)
}
