// Package sim makes up companies whose every chance is known, so that forecasts can be judged: what somebody who knew
// the truth would have forecast is computed beside them.
//
// A company lives in weeks, thirteen to a quarter. A deal has a hidden quality, its rep a hidden skill, the market a hidden
// mood; each week a deal may be won, lost, advance, change its value, be put off. What people see of it (stage, value,
// close date, activities, category) is told to a watcher as it happens. It is the reference simulator of the science
// notes, written for speed: a thousand deals a week for four years take seconds.
//
// The same seed gives the same company. The package refuses to write anything: package demo turns a company into orders.
package sim
