package hazard

import (
	"math"

	"arus/forecast/course"
	"arus/sales"
)

// Fingerprint tells pasts apart: two that are alike have the same.
type Fingerprint struct{ Deals, Sum uint64 }

// Print is the fingerprint of all that can be seen at the start of a day, whatever the order of the deals.
func Print(deals course.Seq, until sales.Day) (p Fingerprint) {
	for d := range deals {
		seen, known := d.Until(until)
		if !known {
			continue
		}
		h := hash(seen.ID, uint64(seen.Closed))
		for i := range seen.States {
			s := &seen.States[i]
			for _, n := range [...]uint64{uint64(s.Day), uint64(s.Stage), uint64(s.Close), uint64(s.Pushes), uint64(s.Category), math.Float64bits(s.Value)} {
				h = mixed(h ^ n)
			}
			h = mixed(h ^ hash(s.Owner, 0))
		}
		for _, day := range seen.Touches {
			h = mixed(h ^ uint64(day))
		}
		for _, word := range [...]string{seen.Pipeline, seen.Segment, seen.Source, seen.Product} {
			h = mixed(h ^ hash(word, 1))
		}
		p.Deals++
		p.Sum += mixed(h ^ math.Float64bits(seen.Final))
	}
	return p
}

// hash is FNV-1a of a text, finished with a purpose.
func hash(text string, purpose uint64) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return mixed(h + 0x9e3779b97f4a7c15*(purpose+1))
}

// mixed is the finish of splitmix64.
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
