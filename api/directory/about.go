package directory

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"arus/access/scim"
	"arus/sales"
)

const schemaOf = "urn:ietf:params:scim:schemas:core:2.0:"

// addAbout registers what the server says of itself (RFC 7644, section 4).
func (a room) addAbout() {
	huma.Register(a.API, operation("scim-configuration", http.MethodGet, scim.Base+"/ServiceProviderConfig", "What of SCIM there is"),
		func(context.Context, *struct{}) (*reply, error) {
			return &reply{Status: http.StatusOK, Body: configuration()}, nil
		})
	described{"ResourceTypes", "scim-type", "kinds of resources", typeOf}.add(a)
	described{"Schemas", "scim-schema", "schemas of resources", schema}.add(a)
}

// described is a list of what is said of the two types.
type described struct {
	endpoint, id, words string
	view                func(scim.Type) message
}

func (d described) add(a room) {
	types := []scim.Type{scim.Users, scim.Groups}
	path := scim.Base + "/" + d.endpoint
	huma.Register(a.API, operation(d.id+"s", http.MethodGet, path, "All "+d.words), func(context.Context, *struct{}) (*reply, error) {
		all := []any{}
		for _, t := range types {
			all = append(all, d.view(t))
		}
		return &reply{Status: http.StatusOK, Body: listOf(all, len(all), 1)}, nil
	})
	huma.Register(a.API, operation("get-"+d.id, http.MethodGet, path+"/{name}", "One of the "+d.words), func(_ context.Context, in *struct {
		Name string `path:"name"`
	}) (*reply, error) {
		for _, t := range types {
			if view := d.view(t); strings.EqualFold(in.Name, view["id"].(string)) {
				return &reply{Status: http.StatusOK, Body: view}, nil
			}
		}
		return nil, sales.Missing(sales.ID(in.Name))
	})
}

func configuration() message {
	supported := func(yes bool) any { return message{"supported": yes} }
	return message{"schemas": []any{schemaOf + "ServiceProviderConfig"}, "patch": supported(true), "etag": supported(true), "sort": supported(false), "changePassword": supported(false),
		"bulk": message{"supported": false, "maxOperations": 0, "maxPayloadSize": 0}, "filter": message{"supported": true, "maxResults": countMost},
		"authenticationSchemes": []any{message{"type": "oauthbearertoken", "name": "Bearer token", "description": "An arus_… token of an integration with the scope scim, made by an admin", "primary": true}},
		"meta":                  message{"resourceType": "ServiceProviderConfig", "location": scim.Base + "/ServiceProviderConfig"}}
}

func typeOf(t scim.Type) message {
	return message{"schemas": []any{schemaOf + "ResourceType"}, "id": t.Name, "name": t.Name, "endpoint": t.Endpoint, "schema": t.Schema,
		"meta": message{"resourceType": "ResourceType", "location": scim.Base + "/ResourceTypes/" + t.Name}}
}

func schema(t scim.Type) message {
	return message{"schemas": []any{schemaOf + "Schema"}, "id": t.Schema, "name": t.Name, "attributes": t.Attributes,
		"meta": message{"resourceType": "Schema", "location": scim.Base + "/Schemas/" + t.Schema}}
}
