package past

import "arus/sales"

// Latest stands for "the newest there is", for both kinds of time. It lies before Forever, so that a version that is known
// for ever is known at it.
const Latest = sales.Forever - 1

// Version is one state of an object: true from At on, and known from one recorded instant until another.
type Version[V any] struct {
	At    sales.Instant // effective
	From  sales.Instant // known from: when it was derived
	Until sales.Instant // known until, exclusive; Forever while it holds
	Cause sales.Instant // when the event behind it was recorded; earlier than from where it was derived anew
	Is    V
}

// History holds every version of one object in the order they became known. Among the versions known at any one moment,
// that is also the order in which events fold: effective, then as written.
type History[V any] []Version[V]

// Derive works out what a version is, from what its event said and what the object was before it; nil for nothing.
type Derive[V any] func(before *V, v *Version[V]) error

// Find gives the version of the picture (as of, known at), or -1.
func (h History[V]) Find(asOf, knownAt sales.Instant) int {
	for i := len(h) - 1; i >= 0; i-- {
		if v := &h[i]; v.At <= asOf && v.From <= knownAt && knownAt < v.Until {
			return i
		}
	}
	return -1
}

// Insert puts an event's version into its place and derives anew what follows it. It changes h.
func (h History[V]) Insert(v Version[V], how Derive[V]) (History[V], error) {
	before := h.Find(v.At, Latest)
	again := []Version[V]{v}
	for i := before + 1; i < len(h); i++ {
		again = h.close(i, v.From, again)
	}
	return h.rederive(before, again, how)
}

// Retract takes back the versions of events that were recorded at an instant, and derives anew what follows them. It
// changes h.
func (h History[V]) Retract(cause, now sales.Instant, how Derive[V]) (History[V], error) {
	before, first := -1, 0
	for ; first < len(h) && (h[first].Until != sales.Forever || h[first].Cause != cause); first++ {
		if h[first].Until == sales.Forever {
			before = first
		}
	}
	var again []Version[V]
	for i := first; i < len(h); i++ {
		if h[i].Cause == cause && h[i].Until == sales.Forever {
			h[i].Until = now
			continue
		}
		again = h.close(i, now, again)
	}
	return h.rederive(before, again, how)
}

// close ends what is known of a version and queues it to be derived anew.
func (h History[V]) close(i int, now sales.Instant, again []Version[V]) []Version[V] {
	if h[i].Until != sales.Forever {
		return again
	}
	v := h[i]
	h[i].Until = now
	v.From = now
	return append(again, v)
}

func (h History[V]) rederive(before int, again []Version[V], how Derive[V]) (History[V], error) {
	var was *V
	if before >= 0 {
		copied := h[before].Is
		was = &copied
	}
	// What became known and was closed at one instant was never visible: an import that is not in order leaves no trace.
	for n := len(h); n > 0 && h[n-1].From == h[n-1].Until; n-- {
		h = h[:n-1]
	}
	for i := range again {
		if err := how(was, &again[i]); err != nil {
			return h, err
		}
		was = &again[i].Is
	}
	return append(h, again...), nil
}
