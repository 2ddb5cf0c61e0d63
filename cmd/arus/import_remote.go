package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"arus/intake/sheet"
)

// remoteProblem is why a server did not import.
type remoteProblem struct {
	Detail string                                   `json:"detail"`
	Errors []struct{ Pointer, Code, Detail string } `json:"errors"`
}

// there hands the files to a server and waits for the end.
func (c *importCommand) there(ctx context.Context) (outcome, error) {
	if c.Token == "" {
		return outcome{}, misuse{errors.New("--server needs a --token, or ARUS_TOKEN")}
	}
	if c.Undo != "" {
		return c.answer(c.send(ctx, http.MethodPost, "/v1/imports/"+c.Undo+"/undo", nil, ""))
	}
	m, open, out, err := c.read()
	if err != nil {
		return out, err
	}
	if found := m.Check(open); len(found) > 0 {
		return outcome{Status: "failed", Findings: tell(found), Found: len(found)}, misuse{errors.New("nothing was sent")}
	}
	body, kind, err := c.form(m, open)
	if err != nil {
		return outcome{}, err
	}
	path := fmt.Sprintf("/v1/imports?dry_run=%t&strict=%t", c.DryRun, c.Strict)
	out, err = c.answer(c.send(ctx, http.MethodPost, path, body, kind))
	for err == nil && out.Status == "waiting" { // a large import goes on after its answer
		select {
		case <-ctx.Done():
			return out, ctx.Err()
		case <-time.After(time.Second):
		}
		out, err = c.answer(c.send(ctx, http.MethodGet, "/v1/imports/"+out.ID, nil, ""))
	}
	if err == nil && out.Status == "failed" {
		return out, errors.New(out.Reason)
	}
	return out, err
}

// form is the upload. It is kept in a temporary file: exports may be larger than memory.
func (c *importCommand) form(m *sheet.Map, open sheet.Opener) (body *os.File, kind string, err error) {
	if body, err = os.CreateTemp("", "arus-import-"); err != nil {
		return nil, "", err
	}
	if err := os.Remove(body.Name()); err != nil { // it lives until it is closed
		return nil, "", err
	}
	form := multipart.NewWriter(body)
	names := c.Exports
	if c.Map != "" {
		names = m.FileNames()
		text, err := os.ReadFile(c.Map)
		if err == nil {
			err = form.WriteField("map", string(text))
		}
		if err != nil {
			return nil, "", err
		}
	}
	for _, name := range names {
		if err := part(form, name, open); err != nil {
			return nil, "", err
		}
	}
	return body, form.FormDataContentType(), form.Close()
}

func part(form *multipart.Writer, name string, open sheet.Opener) (err error) {
	in, err := open(name)
	if err != nil {
		return misuse{err}
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := form.CreateFormFile("file", filepath.Base(name))
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}

// send asks the server, and closes the body. The same files a second time change nothing, so no key is needed.
func (c *importCommand) send(ctx context.Context, method, path string, body *os.File, kind string) (*http.Response, error) {
	var in io.Reader = http.NoBody
	if body != nil {
		if _, err := body.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		in = body
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Server, "/")+path, in)
	if err != nil {
		return nil, misuse{err}
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if language, _, _ := strings.Cut(os.Getenv("LANG"), "_"); language == "id" {
		request.Header.Set("Accept-Language", language)
	}
	return http.DefaultClient.Do(request)
}

const answerMost = 64 << 20

// answer reads what the server said. A problem is an error; its findings are told like those of an import.
func (c *importCommand) answer(response *http.Response, err error) (outcome, error) {
	if err != nil {
		return outcome{}, err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMost))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return outcome{}, err
	}
	var out outcome
	var problem remoteProblem
	var into any = &problem
	if response.StatusCode < 300 {
		into = &out
	}
	if err := json.Unmarshal(text, into); err != nil {
		return outcome{}, fmt.Errorf("%s did not answer like an Arus server: %s", c.Server, response.Status)
	}
	if response.StatusCode < 300 {
		if out.Unchanged && out.Status == "applied" {
			out.Status = "unchanged"
		}
		return out, nil
	}
	out = outcome{Status: "failed", Found: len(problem.Errors)}
	for _, e := range problem.Errors {
		f := told{Code: e.Code, Detail: e.Detail, Severity: "error"}
		f.File, f.Column, _ = strings.Cut(strings.TrimPrefix(e.Pointer, "/"), "/") // /file/line/column
		if line, column, _ := strings.Cut(f.Column, "/"); line != "" {
			if n, err := strconv.Atoi(line); err == nil {
				f.Line, f.Column = n, column
			}
		}
		out.Findings = append(out.Findings, f)
	}
	if response.StatusCode == http.StatusBadRequest || response.StatusCode == http.StatusUnprocessableEntity {
		return out, misuse{errors.New(problem.Detail)}
	}
	return out, errors.New(problem.Detail)
}
