package ledger

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"arus/sales"
	"arus/store"
)

// origin is where an imported object came from, in the order of the key that it is stored by.
type origin struct {
	source string
	kind   sales.Kind
	id     string
}

func compareOrigins(x, y origin) int {
	return cmp.Or(cmp.Compare(x.source, y.source), cmp.Compare(x.kind, y.kind), cmp.Compare(x.id, y.id))
}

// originOf is where the object that a fact creates came from; ok is false when it came from nowhere else.
func originOf(f sales.Fact) (key origin, ok bool) {
	came, ok := f.Event.(interface{ CameFrom() sales.Origin })
	if !ok || came.CameFrom().Source == "" || came.CameFrom().SourceID == "" {
		return origin{}, false
	}
	from := came.CameFrom()
	return origin{from.Source, f.Object.Kind(), from.SourceID}, true
}

// checkOrigin refuses a second object from one origin, and an origin that PostgreSQL cannot hold as text.
func (b *Book) checkOrigin(f sales.Fact) error {
	key, ok := originOf(f)
	if !ok {
		return nil
	}
	if text := key.source + key.id; !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return sales.Invalid("/imported_from", "bad_text", "%q is not text", text)
	}
	id, taken := b.fresh[key]
	if known, read := b.origins[key.source]; !taken && read {
		id, taken = known[key]
	} else if !taken { // a single question does not read the whole source
		var err error
		id, taken, err = store.One(b.ctx, b.tx, func(id *sales.ID) []any { return []any{id} },
			selectOrigin, string(b.ws), key.source, string(key.kind), key.id)
		b.fail(err)
	}
	if taken {
		return sales.Refused("imported_already", "%s of %s is here already, as %s", key.id, key.source, string(id))
	}
	return b.broken
}

// Origin finds the object that another system's object became. The first question about a source reads all of it.
func (b *Book) Origin(kind sales.Kind, from sales.Origin) (id sales.ID, found bool) {
	key := origin{from.Source, kind, from.SourceID}
	if id, found = b.fresh[key]; found {
		return id, true
	}
	known := b.origins[from.Source]
	if known == nil {
		known = b.originsOf(from.Source)
		b.origins[from.Source] = known
	}
	id, found = known[key]
	return id, found
}

func (b *Book) originsOf(source string) map[origin]sales.ID {
	known := map[origin]sales.ID{}
	type stored struct {
		key origin
		id  sales.ID
	}
	scan := func(s *stored) []any { s.key.source = source; return []any{&s.key.kind, &s.key.id, &s.id} }
	keep := func(s *stored) error { known[s.key] = s.id; return nil }
	b.fail(store.Rows(b.ctx, b.tx, scan, keep, selectOrigins, string(b.ws), source))
	return known
}

// forgetOrigins lets go of where objects came from that are no more.
func (b *Book) forgetOrigins(taken []Event) error {
	for _, v := range taken {
		key, ok := originOf(v.Fact)
		if !ok || b.Object(v.Object) != nil {
			continue
		}
		delete(b.fresh, key)
		delete(b.origins[key.source], key)
		if _, err := b.tx.ExecContext(b.ctx, deleteOrigin, string(b.ws), key.source, string(key.kind), key.id); err != nil {
			return err
		}
	}
	return nil
}

// writeOrigins keeps where the created objects came from, in the order of the key.
func (b *Book) writeOrigins() error {
	keys := slices.SortedFunc(maps.Keys(b.fresh), compareOrigins)
	if len(keys) == 0 {
		return nil
	}
	return b.insert("origin", []string{"workspace", "source", "kind", "source_id", "id"}, func(yield func([]any, error) bool) {
		cells := make([]any, 5)
		for _, k := range keys {
			cells[0], cells[1], cells[2], cells[3], cells[4] = string(b.ws), k.source, string(k.kind), k.id, string(b.fresh[k])
			if !yield(cells, nil) {
				return
			}
		}
	})
}
