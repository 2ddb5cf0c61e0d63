package document

import (
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/api/problem"
)

// Operation is a shorthand for what every operation says of itself. Who may use it follows from the noun of its path and
// its method, by the table of package access; see [Allowed] and [About] for those that do something else.
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
	case access.Permit{Object: noun, Action: access.Administer}.Known():
		action = access.Administer
	}
	if method == http.MethodPost || method == http.MethodPatch || method == http.MethodPut {
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

// Merging are the operations by which two of a noun become one, and are parted again. What a merge does to others, each says.
func Merging(noun, path string) (merge, part huma.Operation) {
	merge = Operation("merge-"+noun, http.MethodPost, path+"/merge", "Let one "+noun+" go into another that is the same")
	part = Operation("unmerge-"+noun, http.MethodPost, path+"/unmerge", "Take the merge of one "+noun+" back")
	part.Description = "What the merge changed is as before, but for what somebody has changed since."
	for _, op := range []*huma.Operation{&merge, &part} {
		op.Errors = append(op.Errors, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return merge, part
}

// nounOf is the first word of a path: scim, where a directory speaks.
func nounOf(path string) string {
	return strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/v1"), "/"), "/")[0]
}

// permitKey is where an operation keeps what its caller must be allowed.
const permitKey = "permit"

// Allowed says what an operation does, where its method does not: a question that is asked by POST reads.
func Allowed(op huma.Operation, action access.Action) huma.Operation {
	object := op.Tags[0]
	if permit, said := PermitOf(&op); said {
		object = permit.Object
	}
	return permitted(op, access.Permit{Object: object, Action: action})
}

// About says which row of the table an operation goes by, where that is not the noun of its path.
func About(op huma.Operation, object string) huma.Operation {
	permit, _ := PermitOf(&op)
	return permitted(op, access.Permit{Object: object, Action: permit.Action})
}

// permitted keeps the permit for the door and tells clients of it. Both come from one table.
func permitted(op huma.Operation, permit access.Permit) huma.Operation {
	op.Metadata = map[string]any{permitKey: permit}
	authz := Authz{Roles: []access.Role{}, Scope: string(permit.Action), Object: permit.Object, Rows: map[access.Role]string{}}
	for _, grant := range permit.Grants() {
		authz.Roles = append(authz.Roles, grant.Role)
		authz.Rows[grant.Role] = grant.Rows.String()
		if len(grant.Fields) > 0 {
			if authz.Fields == nil {
				authz.Fields = map[access.Role][]string{}
			}
			authz.Fields[grant.Role] = grant.Fields
		}
	}
	op.Extensions = map[string]any{"x-authz": authz}
	return op
}

// Holding says that a member of an operation's body needs more than the operation: another row of the table.
func Holding(op huma.Operation, member, object string) huma.Operation {
	authz := op.Extensions["x-authz"].(Authz)
	rows := map[access.Role]string{}
	for _, grant := range (access.Permit{Object: object, Action: access.Write}).Grants() {
		rows[grant.Role] = grant.Rows.String()
	}
	authz.Members = map[string]map[access.Role]string{member: rows}
	op.Extensions["x-authz"] = authz
	return op
}

// Authz is what x-authz says of an operation.
type Authz struct {
	Roles  []access.Role            `json:"roles"`            // others are refused
	Scope  string                   `json:"scope"`            // that a token needs, if it has any; none for an open operation
	Object string                   `json:"object"`           // what it is about
	Rows   map[access.Role]string   `json:"rows,omitempty"`   // which of them: own, team, below or all
	Fields map[access.Role][]string `json:"fields,omitempty"` // the only ones that a role may set

	Members map[string]map[access.Role]string `json:"members,omitempty"` // of the body, that only these may send, with which objects
}

// PermitOf is what the caller of an operation must be allowed. One that does not say is for nobody.
func PermitOf(op *huma.Operation) (permit access.Permit, said bool) {
	permit, said = op.Metadata[permitKey].(access.Permit)
	return permit, said
}

// strangersMost is how much somebody may send whom we do not know, in bytes: what a passkey answers is the longest.
const strangersMost = 64 << 10

// Open lets everybody use an operation.
func Open(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{}
	op.MaxBodyBytes = strangersMost
	op.Extensions = map[string]any{"x-authz": Authz{Roles: []access.Role{}, Scope: "none", Object: "none"}}
	return op
}
