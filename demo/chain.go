package demo

import "math"

const (
	mostStages  = 6
	ages        = 9  // weeks in the stage are told apart up to this many
	longestLife = 78 // weeks; a deal that is still open then is given up
	reopenAfter = 6  // weeks from a loss to its reopening
	reopenShare = .025
	skipShare   = .06 // of the moves forwards that leave out a stage
	mostChance  = .95 // that anything happens in a week
	quiet, warm = 0, 1
	markets     = 3 // soft, normal, strong
)

// cell is the part of a deal's state that changes from week to week, without the market's.
type cell struct{ stage, age, mood int }

// motion is how the deals of one pipeline move: chances in a week of an average deal, by stage.
type motion struct {
	stages        int
	up, lose, win [mostStages]float64
	changes       [mostStages]float64 // share of deals whose value changes on entering the stage
	slowing       float64             // of ups and wins, per week in the stage after the second
	cycle         float64             // weeks from creation to a win, as the reps see it
}

var motions = [...]motion{
	{stages: 6, up: [6]float64{.13, .13, .125, .115, .125}, lose: [6]float64{.050, .041, .026, .016, .008, .004},
		win: [6]float64{0, 0, 0, .002, .012, .105}, changes: [6]float64{0, .1, .2, .35, .45, .35}, slowing: .05, cycle: 18},
	{stages: 4, up: [6]float64{.22, .21, .18}, lose: [6]float64{.094, .070, .036, .014},
		win: [6]float64{0, 0, .007, .115}, changes: [6]float64{0, .1, .3, .4}, slowing: .06, cycle: 8},
	{stages: 5, up: [6]float64{.155, .15, .14, .125}, lose: [6]float64{.069, .051, .029, .014, .006},
		win: [6]float64{0, 0, .002, .012, .105}, changes: [6]float64{0, .1, .25, .4, .35}, slowing: .05, cycle: 12},
}

// What the mood of the buyer and the weather of the market do to the chances: factors.
var (
	moodGood   = [2]float64{quiet: .22, warm: 1.1}
	moodLose   = [2]float64{quiet: 2.1, warm: .7}
	marketWin  = [markets]float64{.75, 1, 1.33}
	marketLose = [markets]float64{1.15, 1, .87}
	marketNeed = [markets]float64{.93, 1, 1.07}
	marketNext = [markets][markets]float64{{.93, .07, 0}, {.035, .93, .035}, {0, .07, .93}}
)

// A change of value multiplies it by exp(drop + spread·z), and so does the last round before a win.
const (
	changeDrop, changeSpread = -.07, .18
	closeDrop, closeSpread   = -.04, .07
	backShare                = .012 // chance in a week to fall back a stage
)

// Means of the two factors.
var (
	meanChange = math.Exp(changeDrop + changeSpread*changeSpread/2)
	meanClose  = math.Exp(closeDrop + closeSpread*closeSpread/2)
)

// pull is what a deal and its week do to all cells: factors on the motion's chances.
type pull struct{ win, lose, up float64 }

// chances of a week: at most one of these happens.
type chances struct{ win, lose, up, back float64 }

func (c chances) any() float64 { return c.win + c.lose + c.up + c.back }

// chances of a cell under a pull in a market.
func (m *motion) chances(c cell, p pull, market int) chances {
	slow := aged[c.age] // a table: this runs for every cell of every week
	good := moodGood[c.mood] * (1 - m.slowing*slow)
	h := chances{
		win:  min(m.win[c.stage]*p.win*marketWin[market]*good, .9),
		lose: min(m.lose[c.stage]*p.lose*marketLose[market]*moodLose[c.mood]*(1+.06*slow), .5),
		up:   min(m.up[c.stage]*p.up*good, .8),
	}
	if c.stage > 0 {
		h.back = backShare
	}
	if sum := h.any(); sum > mostChance {
		f := mostChance / sum
		h = chances{h.win * f, h.lose * f, h.up * f, h.back * f}
	}
	return h
}

// aged is the number of weeks in a stage beyond those that are healthy.
var aged = [ages]float64{0, 0, 0, 1, 2, 3, 4, 5, 6}

// older is the cell a week later when nothing happened, before the mood changes.
func (c cell) older() cell { return cell{c.stage, min(c.age+1, ages-1), c.mood} }

// entered is the cell of a stage that was just reached; whoever moves forwards is warm.
func entered(stage, mood int) cell { return cell{stage, 0, mood} }

// moods are the chances in a week that a warm buyer goes quiet, and that a quiet one comes back.
func moods(quality float64) (cools, returns float64) {
	return min(.08*math.Exp(-.5*quality), .5), min(.10*math.Exp(.3*quality), .6)
}
