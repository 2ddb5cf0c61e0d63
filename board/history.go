package board

import "arus/sales"

// latest stands for "the newest there is", for both kinds of time. It lies before Forever, so that a version that is known
// for ever is known at it.
const latest = sales.Forever - 1

// version is one state of an object: true from at on, and known from one recorded instant until another.
type version[V any] struct {
	at    sales.Instant // effective
	from  sales.Instant // known from: when it was derived
	until sales.Instant // known until, exclusive; Forever while it holds
	cause sales.Instant // when the event behind it was recorded; earlier than from where it was derived anew
	is    V
}

// history holds every version of one object in the order they became known. Among the versions known at any one moment,
// that is also the order in which events fold: effective, then as written.
type history[V any] []version[V]

// derive works out what a version is, from what its event said and what the object was before it; nil for nothing.
type derive[V any] func(before *V, v *version[V]) error

// find gives the version of the picture (as of, known at), or -1.
func (h history[V]) find(asOf, knownAt sales.Instant) int {
	for i := len(h) - 1; i >= 0; i-- {
		if v := &h[i]; v.at <= asOf && v.from <= knownAt && knownAt < v.until {
			return i
		}
	}
	return -1
}

// insert puts an event's version into its place and derives anew what follows it. It changes h.
func (h history[V]) insert(v version[V], how derive[V]) (history[V], error) {
	before := h.find(v.at, latest)
	again := []version[V]{v}
	for i := before + 1; i < len(h); i++ {
		again = h.close(i, v.from, again)
	}
	return h.rederive(before, again, how)
}

// retract takes back the versions of events that were recorded at an instant, and derives anew what follows them. It
// changes h.
func (h history[V]) retract(cause, now sales.Instant, how derive[V]) (history[V], error) {
	before, first := -1, 0
	for ; first < len(h) && (h[first].until != sales.Forever || h[first].cause != cause); first++ {
		if h[first].until == sales.Forever {
			before = first
		}
	}
	var again []version[V]
	for i := first; i < len(h); i++ {
		if h[i].cause == cause && h[i].until == sales.Forever {
			h[i].until = now
			continue
		}
		again = h.close(i, now, again)
	}
	return h.rederive(before, again, how)
}

// close ends what is known of a version and queues it to be derived anew.
func (h history[V]) close(i int, now sales.Instant, again []version[V]) []version[V] {
	if h[i].until != sales.Forever {
		return again
	}
	v := h[i]
	h[i].until = now
	v.from = now
	return append(again, v)
}

func (h history[V]) rederive(before int, again []version[V], how derive[V]) (history[V], error) {
	var was *V
	if before >= 0 {
		copied := h[before].is
		was = &copied
	}
	// What became known and was closed at one instant was never visible: an import that is not in order leaves no trace.
	for n := len(h); n > 0 && h[n-1].from == h[n-1].until; n-- {
		h = h[:n-1]
	}
	for i := range again {
		if err := how(was, &again[i]); err != nil {
			return h, err
		}
		was = &again[i].is
	}
	return append(h, again...), nil
}
