// Package forecast says what a workspace will book in a period, for everybody or for a team, from a picture of its board.
//
// The pipeline is what is; the forecast is what will be booked. It is made from the pipeline and is never its sum: package
// estimate does the reckoning, from courses that this package reads off a board. Beside it stand what people say (their
// categories), what was aimed at (targets), how much pipeline the past says is needed, and who has too little.
//
// Everything is a function of the picture. A model is learnt from what the picture knows of the time before the month
// began, so the same picture gives the same figures on any machine; it is kept for as long as that past stays the same.
// The package refuses to be confident without history, and to add up what is not exact: money that was booked and money
// that is open are whole minor units, and parts add up to their total.
package forecast
