package document

import (
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/problem"
)

// Operation is a shorthand for what every operation says of itself. Reading is for all, writing too, and what decides who
// may come in and what words mean is for those who administer; see allowed.
func Operation(id, method, path, summary string) huma.Operation {
	noun := nounOf(path)
	op := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, DefaultStatus: http.StatusOK, Tags: []string{noun},
		MaxBodyBytes: problem.BodyMost + 1, BodyReadTimeout: 30 * time.Second, // huma refuses a body that reaches the most
		Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
			http.StatusTooManyRequests, http.StatusServiceUnavailable}}
	action := access.Write
	switch {
	case method == http.MethodGet:
		action = access.Read
	case defining[noun]:
		action = access.Administer
	}
	if method == http.MethodPost || method == http.MethodPatch {
		op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if noun == "imports" {
		op.BodyReadTimeout = -1 // files take as long as they take
	}
	return Allowed(op, action)
}

// Answering says the status of success, where it is not 200.
func Answering(op huma.Operation, status int) huma.Operation {
	op.DefaultStatus = status
	return op
}

func nounOf(path string) string { return strings.Split(strings.TrimPrefix(path, "/v1/"), "/")[0] }

// defining are the nouns that figures are defined by, and people let in by.
var defining = map[string]bool{"workspaces": true, "users": true, "teams": true, "pipelines": true, "rates": true, "targets": true}

// actionKey is where an operation keeps what it does, for authenticate.
const actionKey = "action"

// Allowed says what an operation does, and with that who may use it.
func Allowed(op huma.Operation, action access.Action) huma.Operation {
	roles := []access.Role{access.Admin}
	if action != access.Administer {
		roles = []access.Role{access.Rep, access.Manager, access.Leader, access.Executive, access.Finance, access.Admin, access.Integration}
	}
	op.Metadata = map[string]any{actionKey: action}
	op.Extensions = map[string]any{"x-authz": map[string]any{"roles": roles, "scope": action, "object": "workspace"}}
	return op
}

// ActionOf is what an operation does. One that does not say is not for everybody.
func ActionOf(op *huma.Operation) access.Action {
	if action, said := op.Metadata[actionKey].(access.Action); said {
		return action
	}
	return access.Administer
}

// Open lets everybody use an operation.
func Open(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{}
	op.Extensions = map[string]any{"x-authz": map[string]any{"roles": []string{}, "scope": "none", "object": "none"}}
	return op
}
