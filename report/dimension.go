package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"arus/board"
	"arus/report/naming"
	"arus/report/scan"
	"arus/sales"
)

// dimension is something that deals can be grouped by.
type dimension struct {
	key     func(*Reader, board.Deal) string   // "" is "none"
	label   func(r *Reader, key string) string // what people call a key; nil where it is the key itself
	columns scan.Columns                       // what key depends on, where coded
	uncoded bool
	place   func(r *Reader, code uint32) string    // key by the board's code of a place
	several func(r *Reader, d board.Deal) []string // instead of key, where a deal may have several
	compare func(a, b string) int                  // the order of keys; nil for that of texts
}

func atPlace(of func(r *Reader, code uint32) string, label func(*Reader, string) string) dimension {
	return dimension{key: func(r *Reader, d board.Deal) string { return of(r, d.PlaceCode()) }, label: label, columns: scan.Place, place: of}
}

func coded(columns scan.Columns, key func(*Reader, board.Deal) string) dimension {
	return dimension{key: key, columns: columns}
}

func named(columns scan.Columns, key func(board.Deal) string, label func(*Reader, string) string) dimension {
	return dimension{key: func(_ *Reader, d board.Deal) string { return key(d) }, label: label, columns: columns}
}

// dimensions by the names that the API uses.
var dimensions = map[string]dimension{
	"pipeline":        atPlace(func(r *Reader, code uint32) string { return string(r.Picture.Place(code).Pipeline) }, (*Reader).pipelineName),
	"stage":           atPlace(func(r *Reader, code uint32) string { return string(r.Picture.Place(code).Stage) }, (*Reader).stageName),
	"sub_stage":       atPlace(func(r *Reader, code uint32) string { return string(r.Picture.Place(code).SubStage) }, nil),
	"canonical_stage": atPlace(func(r *Reader, code uint32) string { return r.stands[code].stage.Canonical }, (*Reader).canonicalName),
	"outcome":         named(scan.State, func(d board.Deal) string { return string(d.Outcome()) }, nil),
	"owner":           named(scan.Owner, func(d board.Deal) string { return string(d.Owner()) }, (*Reader).userName),
	"team":            {key: (*Reader).team, label: (*Reader).teamName, columns: scan.Owner},
	"account":         named(scan.Account, func(d board.Deal) string { return string(d.Account()) }, (*Reader).accountName),
	"segment":         named(scan.Profile, board.Deal.Segment, nil),
	"region":          named(scan.Profile, board.Deal.Region, nil),
	"channel":         named(scan.Profile, board.Deal.Channel, nil),
	"source":          named(scan.Profile, board.Deal.Source, nil),
	"category":        coded(scan.Place|scan.State, func(r *Reader, d board.Deal) string { return string(r.Category(d)) }),
	"lost_reason":     named(scan.Loss, board.Deal.LostReason, nil),
	"product":         {several: (*Reader).products, label: (*Reader).productName},
	"competitor":      {several: competitors, label: (*Reader).competitorName},
	"value_band":      {key: (*Reader).ValueBand, label: (*Reader).BandName, uncoded: true, compare: byNumber},
	"created_week":    coded(scan.CreatedDay, func(r *Reader, d board.Deal) string { return weekOf(r.day(d.CreatedAt())) }),
	"created_month":   coded(scan.CreatedDay, func(r *Reader, d board.Deal) string { return monthOf(r.day(d.CreatedAt())) }),
	"created_quarter": coded(scan.CreatedDay, func(r *Reader, d board.Deal) string { return r.quarterOf(r.day(d.CreatedAt())) }),
	"closed_week":     coded(scan.ClosedDay, func(r *Reader, d board.Deal) string { return weekOf(r.day(d.ClosedAt())) }),
	"closed_month":    coded(scan.ClosedDay, func(r *Reader, d board.Deal) string { return monthOf(r.day(d.ClosedAt())) }),
	"closed_quarter":  coded(scan.ClosedDay, func(r *Reader, d board.Deal) string { return r.quarterOf(r.day(d.ClosedAt())) }),
	"close_week":      coded(scan.Close, func(_ *Reader, d board.Deal) string { return weekOf(d.CloseDate()) }),
	"close_month":     coded(scan.Close, func(_ *Reader, d board.Deal) string { return monthOf(d.CloseDate()) }),
	"close_quarter":   coded(scan.Close, func(r *Reader, d board.Deal) string { return r.quarterOf(d.CloseDate()) }),
}

// customPrefix stands before the key of a custom field, which is a dimension, too.
const customPrefix = "custom."

// dimension finds a dimension by its name; at points to where it was named.
func (r *Reader) dimension(name, at string) (dimension, error) {
	if d, known := dimensions[name]; known {
		return d, nil
	}
	names := slices.Sorted(maps.Keys(dimensions))
	for _, f := range r.settings.Fields {
		if f.On != sales.DealKind {
			continue
		}
		names = append(names, customPrefix+f.Key)
		if name != customPrefix+f.Key {
			continue
		}
		if f.Type == sales.ChoicesField {
			return dimension{several: func(r *Reader, d board.Deal) []string { all, _ := r.custom(d, f.Key).([]string); return all }}, nil
		}
		d := dimension{key: func(r *Reader, d board.Deal) string { return said(r.custom(d, f.Key)) }, uncoded: true}
		if f.Type == sales.NumberField || f.Type == sales.MoneyField {
			d.compare = byNumber
		}
		return d, nil
	}
	return dimension{}, naming.NotAmong(at, name, names)
}

// said is the value of a custom field as a key.
func said(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// byNumber puts keys that are numbers in the order of numbers; none comes first.
func byNumber(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x, y)
}

// scanned is a dimension as a scan understands it.
func (r *Reader) scanned(d dimension) scan.Dimension {
	s := scan.Dimension{Columns: d.columns, Coded: !d.uncoded && d.several == nil}
	if d.several != nil {
		s.Keys = func(deal board.Deal) []string { return d.several(r, deal) }
		return s
	}
	s.Key = func(deal board.Deal) string { return d.key(r, deal) }
	if d.place != nil {
		s.Place = func(code uint32) string { return d.place(r, code) }
	}
	return s
}

func (r *Reader) scannedAll(dimensions []dimension) (all []scan.Dimension) {
	for _, d := range dimensions {
		all = append(all, r.scanned(d))
	}
	return all
}

// compareKeys orders groups by their keys.
func compareKeys(dimensions []dimension, x, y []string) int {
	for i, d := range dimensions {
		order := cmp.Compare(x[i], y[i])
		if d.compare != nil {
			order = d.compare(x[i], y[i])
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// products of a deal, each once.
func (r *Reader) products(d board.Deal) (all []string) {
	for _, item := range d.LineItems() {
		if id := string(item.Product); id != "" && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

func competitors(_ *Reader, d board.Deal) (all []string) {
	for _, c := range d.Competitors() {
		if !slices.Contains(all, string(c)) {
			all = append(all, string(c))
		}
	}
	return all
}

// ValueBand is the least value of a deal's band in major units of the reporting currency. Bands begin at 1 and 3 times a
// power of ten: seldom more than ten have any deals, and each is about three times the one before.
func (r *Reader) ValueBand(d board.Deal) string {
	if d.Value().Minor == 0 {
		return ""
	}
	value := r.byValue()(d).number
	from := 0.0
	if value >= 1 {
		for from = 1; from*10 <= value; {
			from *= 10
		}
	}
	if value >= 3*from {
		from *= 3
	}
	return strconv.FormatFloat(from, 'f', -1, 64)
}

// BandName says from where to where a band goes.
func (r *Reader) BandName(key string) string {
	from, err := strconv.ParseFloat(key, 64)
	switch {
	case err != nil:
		return key
	case from == 0:
		return "0–1"
	case key[0] == '3':
		return key + "–" + strconv.FormatFloat(from/3*10, 'f', -1, 64)
	}
	return key + "–" + strconv.FormatFloat(from*3, 'f', -1, 64)
}

// day is the day of an instant, or 0.
func (r *Reader) day(at sales.Instant) sales.Day {
	if at == 0 {
		return 0
	}
	return r.dayOf(at)
}

func weekOf(d sales.Day) string {
	if d == 0 {
		return ""
	}
	year, week := d.Time().ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

func monthOf(d sales.Day) string {
	if d == 0 {
		return ""
	}
	var text [10]byte
	return string(d.Time().AppendFormat(text[:0], "2006-01"))
}

func (r *Reader) quarterOf(d sales.Day) string {
	if d == 0 {
		return ""
	}
	return r.settings.Calendar.Quarter(d)
}

func (r *Reader) pipelineName(key string) string {
	if p, ok := r.Picture.Pipeline(sales.PipelineID(key)); ok {
		return p.Facts.Name
	}
	return key
}

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

func (r *Reader) productName(key string) string {
	if p, ok := r.Picture.Product(sales.ProductID(key)); ok {
		return p.Facts.Name
	}
	return key
}

func (r *Reader) competitorName(key string) string {
	if c, ok := r.Picture.Competitor(sales.CompetitorID(key)); ok {
		return c.Facts.Name
	}
	return key
}

// DimensionNames lists what deals can be grouped by, beside their custom fields.
func DimensionNames() string {
	return strings.Join(slices.Sorted(maps.Keys(dimensions)), ", ")
}
