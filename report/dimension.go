package report

import (
	"maps"
	"slices"
	"strings"

	"arus/board"
	"arus/sales"
)

// dimension is something that deals can be grouped by.
type dimension struct {
	key   func(*Reader, board.Deal) string   // "" is "none"
	label func(r *Reader, key string) string // what people call a key; nil where it is the key itself
}

// dimensions by the names that the API uses.
var dimensions = map[string]dimension{
	"pipeline": {func(_ *Reader, d board.Deal) string { return string(d.Pipeline()) }, func(r *Reader, key string) string {
		if p, ok := r.Picture.Pipeline(sales.PipelineID(key)); ok {
			return p.Facts.Name
		}
		return key
	}},
	"stage":           {func(_ *Reader, d board.Deal) string { return string(d.Stage()) }, (*Reader).stageName},
	"sub_stage":       {func(_ *Reader, d board.Deal) string { return string(d.SubStage()) }, nil},
	"canonical_stage": {(*Reader).canonical, (*Reader).canonicalName},
	"outcome":         {func(_ *Reader, d board.Deal) string { return string(d.Outcome()) }, nil},
	"owner":           {func(_ *Reader, d board.Deal) string { return string(d.Owner()) }, (*Reader).userName},
	"team":            {(*Reader).team, (*Reader).teamName},
	"account":         {func(_ *Reader, d board.Deal) string { return string(d.Account()) }, (*Reader).accountName},
	"segment":         {func(_ *Reader, d board.Deal) string { return d.Segment() }, nil},
	"region":          {func(_ *Reader, d board.Deal) string { return d.Region() }, nil},
	"channel":         {func(_ *Reader, d board.Deal) string { return d.Channel() }, nil},
	"source":          {func(_ *Reader, d board.Deal) string { return d.Source() }, nil},
	"category":        {func(r *Reader, d board.Deal) string { return string(r.Category(d)) }, nil},
	"lost_reason":     {func(_ *Reader, d board.Deal) string { return d.LostReason() }, nil},
	"created_month":   {func(r *Reader, d board.Deal) string { return r.month(d.CreatedAt()) }, nil},
	"created_quarter": {func(r *Reader, d board.Deal) string { return r.quarter(d.CreatedAt()) }, nil},
	"closed_month":    {func(r *Reader, d board.Deal) string { return r.month(d.ClosedAt()) }, nil},
	"closed_quarter":  {func(r *Reader, d board.Deal) string { return r.quarter(d.ClosedAt()) }, nil},
	"close_month":     {func(r *Reader, d board.Deal) string { return monthOf(d.CloseDate()) }, nil},
	"close_quarter":   {func(r *Reader, d board.Deal) string { return r.quarterOf(d.CloseDate()) }, nil},
}

func (r *Reader) month(at sales.Instant) string {
	if at == 0 {
		return ""
	}
	return monthOf(r.dayOf(at))
}

func monthOf(d sales.Day) string {
	if d == 0 {
		return ""
	}
	var text [10]byte
	return string(d.Time().AppendFormat(text[:0], "2006-01"))
}

func (r *Reader) quarter(at sales.Instant) string {
	if at == 0 {
		return ""
	}
	return r.quarterOf(r.dayOf(at))
}

func (r *Reader) quarterOf(d sales.Day) string {
	if d == 0 {
		return ""
	}
	return r.settings.Calendar.Quarter(d)
}

func (r *Reader) canonical(d board.Deal) string { return r.stand(d).stage.Canonical }

func (r *Reader) stageName(key string) string {
	for p := range r.Picture.Pipelines() {
		if _, s := p.Facts.Stage(sales.StageID(key)); s != nil {
			return s.Name
		}
	}
	return key
}

func (r *Reader) canonicalName(key string) string {
	for _, c := range r.settings.Canonical {
		if c.Key == key {
			return c.Name
		}
	}
	return key
}

func (r *Reader) team(d board.Deal) string { return string(r.teams()[d.Owner()]) }

func (r *Reader) userName(key string) string {
	if u, ok := r.Picture.User(sales.UserID(key)); ok {
		return u.Facts.Name
	}
	return key
}

func (r *Reader) teamName(key string) string {
	if t, ok := r.Picture.Team(sales.TeamID(key)); ok {
		return t.Facts.Name
	}
	return key
}

func (r *Reader) accountName(key string) string {
	if a, ok := r.Picture.Account(sales.AccountID(key)); ok {
		return a.Facts.Name
	}
	return key
}

// DimensionNames lists what deals can be grouped by.
func DimensionNames() string {
	return strings.Join(slices.Sorted(maps.Keys(dimensions)), ", ")
}
