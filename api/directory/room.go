package directory

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"arus/access"
	"arus/access/scim"
	"arus/api/body"
	"arus/api/document"
	"arus/api/door"
	"arus/ledger"
	"arus/sales"
)

// room is where they are served.
type room struct{ *door.Door }

// Add registers the operations.
func Add(d *door.Door) {
	a := room{d}
	a.addAbout()
	resources{a, scim.Users, "user", "People", a.people}.add()
	resources{a, scim.Groups, "group", "Teams", a.teams}.add()
}

// resources are the operations on one type.
type resources struct {
	room
	of       scim.Type
	singular string
	words    string
	desk     func(*picture) desk
}

// desk is what can be done with the resources of one type in a picture.
type desk interface {
	// each yields every resource that the directory sees.
	each(yield func(scim.Resource) bool)
	// one finds a resource, or a problem that it is missing.
	one(id string) (scim.Resource, error)
	// made is what makes a resource, and the id that it has then.
	made(ctx context.Context, r scim.Resource) (id sales.ID, orders []ledger.Order, err error)
	// changed is what makes one resource, which is before, into another.
	changed(ctx context.Context, before, after scim.Resource) ([]ledger.Order, error)
	// gone is what takes a resource away.
	gone(before scim.Resource) ([]ledger.Order, error)
}

// message is JSON in the media type of SCIM.
type message scim.Resource

// ContentType is that of SCIM.
func (message) ContentType(string) string { return "application/scim+json" }

// Schema lets every object through: /scim/v2/Schemas says what is in it.
func (message) Schema(r huma.Registry) *huma.Schema {
	const name = "SCIMMessage"
	r.Map()[name] = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "RFC 7643: a resource, or a list of them"}
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

type (
	reply struct {
		Status   int
		ETag     string `header:"ETag"`
		Location string `header:"Location"`
		Body     message
	}
	listIn struct {
		Shown
		Filter string `query:"filter" doc:"RFC 7644, section 3.4.2.2" example:"userName eq \"ani@example.com\""`
		Start  int    `query:"startIndex" default:"1" doc:"Of the first resource, from 1"`
		Count  int    `query:"count" default:"100" doc:"How many at most; never more than 200"`
	}
	// Shown says which attributes of a resource are shown.
	Shown struct {
		Only    string `query:"attributes" doc:"Show only these"`
		Without string `query:"excludedAttributes" doc:"Do not show these"`
	}
	getIn struct {
		Shown
		ID string `path:"id"`
	}
	createIn struct {
		Shown
		Body body.Of[message] `contentType:"application/scim+json"`
	}
	// Match says which resource is meant, and maybe in which version.
	Match struct {
		ID   string `path:"id"`
		ETag string `header:"If-Match" doc:"The meta.version that this change is based on; without it, any"`
	}
	changeIn struct {
		Shown
		Match
		Body body.Of[message] `contentType:"application/scim+json"`
	}
)

func (r resources) add() {
	path, noun, api := scim.Base+r.of.Endpoint, "scim-"+r.singular, r.API
	huma.Register(api, operation(noun+"s", http.MethodGet, path, r.words+" as a directory sees them"), r.list)
	huma.Register(api, operation("get-"+noun, http.MethodGet, path+"/{id}", "One "+r.singular), r.get)
	create := document.Answering(operation("create-"+noun, http.MethodPost, path, "Make a "+r.singular), http.StatusCreated)
	create.Errors = append(create.Errors, http.StatusConflict)
	huma.Register(api, create, r.create)
	put := operation("replace-"+noun, http.MethodPut, path+"/{id}", "Say anew what a "+r.singular+" is")
	put.Errors = append(put.Errors, http.StatusConflict, http.StatusPreconditionFailed)
	huma.Register(api, put, func(ctx context.Context, in *changeIn) (*reply, error) {
		return r.change(ctx, in, func(scim.Resource) (scim.Resource, error) { return r.of.Whole(scim.Resource(in.Body.Value)) })
	})
	patch := operation("change-"+noun, http.MethodPatch, path+"/{id}", "Change a "+r.singular)
	patch.Errors = append(patch.Errors, http.StatusConflict, http.StatusPreconditionFailed)
	huma.Register(api, patch, func(ctx context.Context, in *changeIn) (*reply, error) {
		return r.change(ctx, in, func(now scim.Resource) (scim.Resource, error) { return r.of.Patched(now, scim.Resource(in.Body.Value)) })
	})
	remove := document.Answering(operation("remove-"+noun, http.MethodDelete, path+"/{id}", "Take a "+r.singular+" away"), http.StatusNoContent)
	remove.Errors = append(remove.Errors, http.StatusConflict, http.StatusPreconditionFailed)
	huma.Register(api, remove, r.remove)
}

func operation(id, method, path, summary string) huma.Operation {
	return document.Allowed(document.About(document.Operation(id, method, path, summary), "directory"), access.Provision)
}

// countMost is how many resources one answer holds.
const countMost = 200

func (r resources) list(ctx context.Context, in *listIn) (*reply, error) {
	match, err := r.of.ParseFilter(in.Filter)
	if err != nil {
		return nil, err
	}
	p, err := r.picture(ctx, 0)
	if err != nil {
		return nil, err
	}
	start, count, total := max(1, in.Start), min(max(0, in.Count), countMost), 0
	page := []any{}
	r.desk(p).each(func(one scim.Resource) bool {
		if match(one) {
			if total++; total >= start && len(page) < count {
				page = append(page, r.of.Shown(sealed(one), in.Only, in.Without))
			}
		}
		return true
	})
	return &reply{Status: http.StatusOK, Body: listOf(page, total, start)}, nil
}

func listOf(page []any, total, start int) message {
	return message{"schemas": []any{scim.ListSchema}, "totalResults": total, "startIndex": start, "itemsPerPage": len(page), "Resources": page}
}

// sealed is a resource with its version.
func sealed(r scim.Resource) scim.Resource {
	version := scim.Version(r)
	r["meta"].(scim.Resource)["version"] = version
	return r
}

func (r resources) get(ctx context.Context, in *getIn) (*reply, error) {
	return r.show(ctx, sales.ID(in.ID), in.Shown, 0)
}

// show answers with a resource as it is at a position of the ledger or later.
func (r resources) show(ctx context.Context, id sales.ID, in Shown, position int64) (*reply, error) {
	p, err := r.picture(ctx, position)
	if err != nil {
		return nil, err
	}
	one, err := r.desk(p).one(string(id))
	if err != nil {
		return nil, err
	}
	return &reply{Status: http.StatusOK, ETag: scim.Version(one), Body: message(r.of.Shown(sealed(one), in.Only, in.Without))}, nil
}

func (r resources) create(ctx context.Context, in *createIn) (*reply, error) {
	whole, err := r.of.Whole(scim.Resource(in.Body.Value))
	if err != nil {
		return nil, err
	}
	var id sales.ID
	position, err := r.write(ctx, func(d desk) (orders []ledger.Order, err error) {
		id, orders, err = d.made(ctx, whole)
		return orders, err
	})
	if err != nil {
		return nil, err
	}
	answer, err := r.show(ctx, id, in.Shown, position)
	if err == nil {
		answer.Status, answer.Location = http.StatusCreated, scim.Base+r.of.Endpoint+"/"+string(id)
	}
	return answer, err
}

func (r resources) change(ctx context.Context, in *changeIn, to func(scim.Resource) (scim.Resource, error)) (*reply, error) {
	position, err := r.write(ctx, func(d desk) ([]ledger.Order, error) {
		before, err := in.seen(d)
		if err != nil {
			return nil, err
		}
		after, err := to(before)
		if err != nil {
			return nil, err
		}
		return d.changed(ctx, before, after)
	})
	if err != nil {
		return nil, err
	}
	return r.show(ctx, sales.ID(in.ID), in.Shown, position)
}

func (r resources) remove(ctx context.Context, in *Match) (*struct{}, error) {
	_, err := r.write(ctx, func(d desk) ([]ledger.Order, error) {
		before, err := in.seen(d)
		if err != nil {
			return nil, err
		}
		return d.gone(before)
	})
	return nil, err
}

// seen is the resource that is meant, in the version that the directory has seen, if it says so.
func (in Match) seen(d desk) (scim.Resource, error) {
	now, err := d.one(in.ID)
	if err == nil && in.ETag != "" && in.ETag != "*" && in.ETag != scim.Version(now) {
		err = &sales.Problem{Kind: sales.KindStale, Code: "stale", Format: "this has changed: read it again"}
	}
	return now, err
}

// attempts is how often something is decided anew when others write at the same time.
const attempts = 4

// write gives the orders that follow from the newest picture. Each insists on the version that the picture has, so that
// what was compared is what is changed; otherwise all is decided anew.
func (r resources) write(ctx context.Context, plan func(desk) ([]ledger.Order, error)) (position int64, err error) {
	for range attempts {
		p, err := r.picture(ctx, 0)
		if err != nil {
			return 0, err
		}
		orders, err := plan(r.desk(p))
		if err != nil || len(orders) == 0 {
			return 0, err
		}
		receipt, err := r.Ledger.RecordAll(ctx, ledger.Request{Who: r.Who(ctx), Orders: orders})
		var problem *sales.Problem
		switch {
		case err == nil:
			return receipt.Position, nil
		case !errors.As(err, &problem) || problem.Kind != sales.KindStale:
			return 0, err
		}
	}
	return 0, &sales.Problem{Kind: sales.KindBusy, Code: "busy", Format: "there was no time to finish: try again"}
}

// difference is a merge patch of the members in which two facts differ.
func difference[F any](before, after F) (patch json.RawMessage, differ bool) {
	was, is := membersOf(before), membersOf(after)
	changed := map[string]any{}
	for name := range was {
		if _, stays := is[name]; !stays {
			changed[name] = nil
		}
	}
	for name, value := range is {
		if !reflect.DeepEqual(was[name], value) {
			changed[name] = value
		}
	}
	patch, err := json.Marshal(changed)
	if err != nil {
		panic(err) // made of JSON
	}
	return patch, len(changed) > 0
}

func membersOf(facts any) (members map[string]any) {
	text, err := json.Marshal(facts)
	if err == nil {
		err = json.Unmarshal(text, &members)
	}
	if err != nil {
		panic(err) // facts are plain
	}
	return members
}
