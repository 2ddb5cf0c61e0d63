package kept

import "slices"

// Part are places of columns that have something in common.
type Part struct {
	Set   []uint64 // bit i%64 of word i/64 is place i
	Deals []uint16 // the same places in rising order
	Sum   int64    // of the values in them, where it does not run over
}

// Parts puts the places of values, fewer than 2^16, together that have the same key. Those without belong nowhere. They come
// in the order in which keys are met; none are given where there are more than most.
func Parts[K comparable](values []int64, most int, key func(i int) (K, bool)) (keys []K, parts []Part) {
	for i, value := range values {
		k, has := key(i)
		if !has {
			continue
		}
		n := slices.Index(keys, k)
		if n < 0 {
			if n = len(keys); n == most {
				return nil, nil
			}
			keys, parts = append(keys, k), append(parts, Part{})
		}
		parts[n].Deals = append(parts[n].Deals, uint16(i))
		parts[n].Sum += value
	}
	words := (len(values) + 63) / 64
	list, sets := make([]uint16, 0, len(values)), make([]uint64, words*len(parts)) // one piece of memory for all
	for n := range parts {
		p, from := &parts[n], len(list)
		list = append(list, p.Deals...)
		p.Deals, p.Set = list[from:len(list):len(list)], sets[n*words:(n+1)*words]
		for _, i := range p.Deals {
			p.Set[i/64] |= 1 << (i % 64)
		}
	}
	return keys, parts
}
