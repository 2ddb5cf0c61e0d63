// Package backtest forecasts periods that are over, from what was known then, and says how well each method did.
//
// It walks forward: at each origin a model is learnt from what could be seen at the beginning of the period, past forecasts
// that had ended by then say how methods are weighed, and only afterwards the actual figure is looked at. Whatever happens
// after an origin changes nothing that is said at it; a test alters the future to see.
//
// It refuses to leave out the methods that need no model, and the periods in which it was wrong.
package backtest
