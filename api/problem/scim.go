package problem

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// scimPath is where directories speak SCIM, whose failures have a form of their own (RFC 7644, section 3.12).
const scimPath = "/scim/"

// scimTypes are the words that RFC 7644 has for some codes.
var scimTypes = map[string]string{"invalid_filter": "invalidFilter", "invalid_syntax": "invalidSyntax", "invalid_path": "invalidPath", "invalid_value": "invalidValue",
	"no_target": "noTarget", "mutability": "mutability", "uniqueness": "uniqueness", "imported_already": "uniqueness", "admin_address": "mutability"}

func (p *Problem) forDirectory() bool { return strings.HasPrefix(p.Instance, scimPath) }

// ContentType makes huma answer with the media type of problem details, or that of SCIM.
func (p *Problem) ContentType(string) string {
	if p.forDirectory() {
		return "application/scim+json"
	}
	return "application/problem+json"
}

// SCIMError is a failure as a directory is told of it.
type SCIMError struct {
	Schemas []string `json:"schemas" nullable:"false"`
	Status  string   `json:"status" example:"400"`
	Type    string   `json:"scimType,omitempty" example:"invalidFilter"`
	Detail  string   `json:"detail"`
}

// MarshalJSON writes problem details, or an error of SCIM.
func (p *Problem) MarshalJSON() ([]byte, error) {
	if !p.forDirectory() {
		type plain Problem
		return json.Marshal((*plain)(p))
	}
	e := SCIMError{Schemas: []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, Status: strconv.Itoa(p.Status), Type: scimTypes[p.Code], Detail: p.Detail}
	if e.Type == "" && p.Status == http.StatusBadRequest {
		e.Type = "invalidValue"
	}
	return json.Marshal(e)
}
