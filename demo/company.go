package demo

import (
	"math"
	"math/rand/v2"

	"arus/sales"
)

// beforeStart is how long the company has been at work when its history begins, so that it begins with a full pipeline.
const beforeStart = 52

// company is everything that is decided before a word is said about it: who, when, and the whole hidden course.
type company struct {
	seed uint64
	size Size
	now  sales.Instant
	grid
	nowWeek     int
	seasons     []season // by week, to the end of the longest life
	market      []int
	marketAfter [markets][markets]float64 // chances of the market some weeks later
	rates       []int64                   // sen for a dollar, by week
	reps        []rep
	managers    [len(teams)]sales.UserID
	director    sales.UserID
	staff       [len(staffRoles)]sales.UserID
	teams       [len(teams)]sales.TeamID
	pipelines   [len(motions)]sales.PipelineID
	stages      [len(motions)][mostStages]sales.StageID
	drafts      [len(proposalSteps)]sales.SubStageID
	products    [len(products)]sales.ProductID
	rivals      [len(rivals)]sales.CompetitorID
	accounts    []account
	bySegment   [len(segments)][]int // accounts
	lives       []*life              // in order of creation
	ended       int                  // deals that were closed before the history begins, left out
	victories   []victory            // also of those that were left out
}

// The streams of chance. Each has its own generator, so that a change in one place does not stir all the others.
const (
	weatherStream = iota + 1
	peopleStream
	accountStream
	arrivalStream
	lifeStream
	idStream
	dressStream
	futureStream
	targetStream
	workStream
)

func (co *company) chance(stream, n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(co.seed*0x9e3779b97f4a7c15+stream, n))
}

func newCompany(seed uint64, now sales.Instant, size Size) *company {
	co := &company{seed: seed, size: size, now: now, nowWeek: beforeStart + size.Weeks}
	co.grid = gridEnding(now, co.nowWeek)
	co.forecastWeather()
	co.hire()
	co.findAccounts()
	co.nameThings()
	arrivals := co.chance(arrivalStream, 0)
	var n uint64
	for w := range co.nowWeek + 1 {
		for range poisson(arrivals, co.demand(w, co.market[w])) {
			n++
			r := co.chance(lifeStream, n)
			l := co.born(r, w)
			if co.at(l.born.week, l.born.u) >= now-2*hour {
				continue
			}
			l.number = n
			l.id = sales.DealID(co.mint(co.chance(idStream, n), sales.DealKind, co.at(l.born.week, l.born.u)))
			l.live(co, r, co.market)
			co.remember(l)
			if l.closed.week < beforeStart {
				co.ended++
				continue
			}
			co.lives = append(co.lives, l)
		}
	}
	return co
}

// forecastWeather lays down the seasons, the market and the dollar for the whole simulation and for all lives after it.
func (co *company) forecastWeather() {
	r := co.chance(weatherStream, 0)
	weeks := co.nowWeek + longestLife + 2
	market, dollar := 1, 15_950.0
	for w := range weeks {
		co.seasons = append(co.seasons, seasonOf(co.day(w, 3)))
		market = nextMarket(r, market)
		co.market = append(co.market, market)
		dollar += .02*(16_050-dollar) + 75*r.NormFloat64()
		dollar = min(max(dollar, 15_400), 16_700)
		co.rates = append(co.rates, int64(math.Round(dollar*4))*25) // quoted to a quarter of a rupiah
	}
	for m := range markets {
		co.marketAfter[m][m] = 1
		for range reopenAfter {
			var later [markets]float64
			for from, p := range co.marketAfter[m] {
				for to, q := range marketNext[from] {
					later[to] += p * q
				}
			}
			co.marketAfter[m] = later
		}
	}
}

func nextMarket(r *rand.Rand, market int) int {
	u := r.Float64()
	for next, p := range marketNext[market] {
		if u < p {
			return next
		}
		u -= p
	}
	return market
}

// demand is the expected number of deals created in a week.
func (co *company) demand(w, market int) float64 {
	years := float64(w-co.nowWeek) / 52
	return co.size.NewDeals * math.Exp(co.size.Growth*years) * co.seasons[w].demand * marketNeed[market]
}

func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for ; mean > 0; mean -= 16 { // in pieces, whose exponentials do not vanish
		for p := r.ExpFloat64(); p < min(mean, 16); p += r.ExpFloat64() {
			n++
		}
	}
	return n
}

// pick chooses an index with chances in proportion to the weights.
func pick(r *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := r.Float64() * sum
	for i, w := range weights {
		if u < w {
			return i
		}
		u -= w
	}
	return len(weights) - 1
}

func oneOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (co *company) mint(r *rand.Rand, kind sales.Kind, at sales.Instant) sales.ID {
	var entropy [10]byte
	hi, lo := r.Uint64(), r.Uint64()
	for i := range entropy {
		if i < 8 {
			entropy[i] = byte(hi >> (8 * i))
		} else {
			entropy[i] = byte(lo >> (8 * (i - 8)))
		}
	}
	return sales.MintID(kind, at, entropy)
}
