package board

import (
	"slices"

	"arus/board/lookup"
	"arus/sales"
)

// words gives small numbers to texts and places that occur again and again. Lists only grow, so a snapshot keeps the
// slices as they were and shares their memory with the writer.
type words struct {
	list  []string
	index *lookup.Index

	places       []Place
	stages       []uint32 // of each place, the code of the first one in the same stage
	placeCodes   map[Place]uint32
	losses       []loss
	lossCodes    map[loss]uint32
	profiles     []profile
	profileCodes map[profile]uint32
	currencies   []sales.Currency
	moneyCodes   map[sales.Currency]uint16
}

// Place is where a deal stands.
type Place struct {
	Pipeline sales.PipelineID
	Stage    sales.StageID
	SubStage sales.SubStageID
}

// loss is why a deal was lost, and to whom.
type loss struct {
	reason     string
	competitor sales.CompetitorID
}

func newWords() *words {
	w := &words{index: lookup.New(), placeCodes: map[Place]uint32{}, lossCodes: map[loss]uint32{}, profileCodes: map[profile]uint32{},
		moneyCodes: map[sales.Currency]uint16{}}
	// Code 0 of everything says "none".
	w.code("")
	w.place(Place{})
	w.loss(loss{})
	w.profile(profile{})
	w.currency("")
	return w
}

func (w *words) code(text string) uint32 {
	if text == "" && len(w.list) > 0 {
		return 0
	}
	if code, known := w.find(text); known {
		return code
	}
	code := uint32(len(w.list))
	w.list = append(w.list, text)
	w.index.Add(text, code)
	return code
}

func (w *words) find(text string) (code uint32, known bool) {
	return w.index.Find(text, func(n uint32) bool { return int(n) < len(w.list) && w.list[n] == text })
}

func (w *words) loss(l loss) uint32       { return coded(l, &w.losses, w.lossCodes) }
func (w *words) profile(p profile) uint32 { return coded(p, &w.profiles, w.profileCodes) }
func (w *words) text(code uint32) string  { return w.list[code] }

func (w *words) place(p Place) uint32 {
	code := coded(p, &w.places, w.placeCodes)
	if int(code) == len(w.stages) {
		w.stages = append(w.stages, uint32(slices.IndexFunc(w.places, func(o Place) bool { return o.Stage == p.Stage && o.Pipeline == p.Pipeline })))
	}
	return code
}

// currency: ISO 4217 has fewer than 200 codes, so 16 bits hold any that the ledger lets in.
func (w *words) currency(c sales.Currency) uint16 { return coded(c, &w.currencies, w.moneyCodes) }

func coded[T comparable, N uint16 | uint32](value T, list *[]T, codes map[T]N) N {
	if code, known := codes[value]; known {
		return code
	}
	code := N(len(*list))
	*list = append(*list, value)
	codes[value] = code
	return code
}

// frozen is the same dictionary for readers: it cannot grow, whatever the writer does.
func (w *words) frozen() *words {
	return &words{list: w.list, index: w.index, places: w.places, stages: w.stages, losses: w.losses, profiles: w.profiles, currencies: w.currencies}
}
