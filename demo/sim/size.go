package sim

// Size is how large a company is and how it changes.
type Size struct {
	Name   string
	Rate   float64 // deals created in a week, at the beginning
	Reps   int
	Weeks  int     // of history
	Growth float64 // of creation, per week, as the exponent
	Drift  float64 // of the log of the chance to win, per year, which nobody is told of
	Mood   float64 // standard deviation of the market's mood, on the log of the chance to win
}

// Quarter is the length of a quarter in weeks.
const Quarter = 13

// Sizes are the companies there are, by name: S wins some 90 deals in a quarter, M 400, L 2,100; drift is M whose chances
// fade from year to year.
func Sizes() map[string]Size {
	const weeks, growth, mood = 16 * Quarter, .004, .2
	return map[string]Size{
		"S":     {Name: "S", Rate: 12, Reps: 8, Weeks: weeks, Growth: growth, Mood: mood},
		"M":     {Name: "M", Rate: 60, Reps: 30, Weeks: weeks, Growth: growth, Mood: mood},
		"L":     {Name: "L", Rate: 300, Reps: 120, Weeks: weeks, Growth: growth, Mood: mood},
		"drift": {Name: "drift", Rate: 60, Reps: 30, Weeks: weeks, Growth: growth, Mood: mood, Drift: -.45},
	}
}

// The stages of a deal's way.
const (
	Qualify = iota
	Discovery
	Proposal
	Negotiation
	Contract
	StageCount
)

// Category of a deal as its rep calls it.
type Category uint8

// The categories.
const (
	InPipeline Category = iota
	BestCase
	Commit
)

// The company's chances, by stage, segment, source or week of the quarter.
var (
	quarterEnd  = [Quarter]float64{-.7, -.5, -.3, -.1, 0, 0, 0, .1, .2, .4, .7, 1.1, 1.5} // on the log of winning
	advancing   = [StageCount]float64{.22, .20, .18, .20, 0}
	losing      = [StageCount]float64{.085, .085, .085, .07, .04}
	winning     = [StageCount]float64{0, 0, .004, .03, .17}
	speed       = [...]float64{1.6, 1.0, .65}
	segments    = [...]float64{.55, .33, .12}
	logValue    = [...]float64{8.98719682066197, 10.308952660644293, 11.608235644774552} // of 8,000, 30,000, 110,000
	valueSpread = [...]float64{.5, .6, .8}
	cycle       = [...]float64{9, 16, 26} // weeks that reps expect
	sourceShift = [...]float64{.35, .05, -.15, -.25}
	sources     = [...]float64{.2, .3, .3, .2}
	putOff      = [...]struct {
		weeks int
		share float64
	}{{4, .4}, {6, .2}, {13, .4}}
)

// Segments and Sources are how many of each there are.
const (
	Segments = len(segments)
	Sources  = len(sources)
)
