package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func build(app string) fstest.MapFS {
	return fstest.MapFS{
		"index.html":  {Data: []byte(`<link href="./app.css"><script src="./app.js"></script>`)},
		"app.js":      {Data: []byte(app)},
		"app.css":     {Data: []byte("body{}")},
		"inter.woff2": {Data: []byte("font font font font font font font font")},
	}
}

func serve(t *testing.T, files fstest.MapFS) *workspace {
	t.Helper()
	w, err := newWorkspace(files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	in := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		in.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	h.ServeHTTP(out, in)
	return out
}

func TestIndexPointsIntoTheHashedFolder(t *testing.T) {
	w := serve(t, build("1"))
	for _, target := range []string{"/", "/deals/deal_01k", "/sign-in"} {
		out := get(w, target)
		want := `<link href="/ui/` + w.hash + `/app.css"><script src="/ui/` + w.hash + `/app.js"></script>`
		if out.Code != 200 || out.Body.String() != want {
			t.Errorf("%s: %d %q, want %q", target, out.Code, out.Body, want)
		}
		if got := out.Header().Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q", target, got)
		}
	}
}

func TestAssetsAreImmutable(t *testing.T) {
	w := serve(t, build("console.log(1)"))
	out := get(w, "/ui/"+w.hash+"/app.js")
	if out.Code != 200 || out.Body.String() != "console.log(1)" {
		t.Fatalf("%d %q", out.Code, out.Body)
	}
	if got := out.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control %q", got)
	}
	if got := out.Header().Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	w := serve(t, build("1"))
	for _, target := range []string{
		"/ui/0123456789abcdef/app.js", "/ui/" + w.hash + "/gone.js", "/ui/" + w.hash + "/",
		"/ui/" + w.hash + "/index.html", "/ui/", "/favicon.ico", "/v1/unknown", "/v1",
		"/ui/" + w.hash + "/../index.html",
	} {
		out := get(w, target)
		if out.Code != http.StatusNotFound || out.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", target, out.Code, out.Header().Get("Content-Type"))
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	out := httptest.NewRecorder()
	serve(t, build("1")).ServeHTTP(out, httptest.NewRequest(http.MethodPost, "/", nil))
	if out.Code != http.StatusMethodNotAllowed || out.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("%d, Allow %q", out.Code, out.Header().Get("Allow"))
	}
}

func TestEveryFileChangesTheHash(t *testing.T) {
	one, same, two := serve(t, build("1")), serve(t, build("1")), serve(t, build("2"))
	if one.hash != same.hash {
		t.Error("the same build has two hashes")
	}
	if one.hash == two.hash {
		t.Error("two builds share a hash")
	}
	if out := get(two, "/ui/"+one.hash+"/app.js"); out.Code != http.StatusNotFound {
		t.Errorf("the old build's file: %d", out.Code)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	w := serve(t, build("1"))
	for _, target := range []string{"/", "/ui/" + w.hash + "/app.js", "/ui/nope/app.js"} {
		header := get(w, target).Header()
		if header.Get("Content-Security-Policy") != ContentSecurityPolicy {
			t.Errorf("%s: policy %q", target, header.Get("Content-Security-Policy"))
		}
		if header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: sniffing allowed", target)
		}
	}
}

func TestCompressionIsOfferedNotForced(t *testing.T) {
	app := strings.Repeat("console.log(1);", 100)
	w := serve(t, build(app))
	target := "/ui/" + w.hash + "/app.js"

	out := get(w, target, "Accept-Encoding", "br, gzip")
	if out.Header().Get("Content-Encoding") != "gzip" || out.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", out.Header())
	}
	z, err := gzip.NewReader(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != app {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	for _, accept := range []string{"", "br", "gzip;q=0", "x-gzip"} {
		if got := get(w, target, "Accept-Encoding", accept).Header().Get("Content-Encoding"); got != "" {
			t.Errorf("Accept-Encoding %q: got %q", accept, got)
		}
	}
	font := get(w, "/ui/"+w.hash+"/inter.woff2", "Accept-Encoding", "gzip")
	if font.Header().Get("Content-Encoding") != "" {
		t.Error("a font was compressed twice")
	}
}

func TestUnchangedIndexIsNotSentAgain(t *testing.T) {
	w := serve(t, build("1"))
	etag := get(w, "/").Header().Get("ETag")
	if out := get(w, "/deals", "If-None-Match", etag); out.Code != http.StatusNotModified || out.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", out.Code, out.Body.Len())
	}
}

func TestABuildWithoutAnIndexIsRefused(t *testing.T) {
	if _, err := newWorkspace(fstest.MapFS{"app.js": {Data: []byte("1")}}); err == nil {
		t.Error("accepted")
	}
}

// The committed build must load under the policy that is sent with it.
func TestTheCommittedBuildHoldsTogether(t *testing.T) {
	h := Handler()
	index := get(h, "/").Body.String()
	if regexp.MustCompile(`(?i)<script>|<style|\son[a-z]+=|\sstyle=`).MatchString(index) {
		t.Error("index.html carries something inline")
	}
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(index, -1) {
		if strings.HasPrefix(match[1], "data:") {
			continue
		}
		if out := get(h, match[1]); out.Code != 200 {
			t.Errorf("%s: %d", match[1], out.Code)
		}
	}
}
