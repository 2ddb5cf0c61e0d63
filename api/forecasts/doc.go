// Package forecasts is the room of the API where it is asked what will be booked, and where people say what they expect.
//
// It turns parameters into questions and answers into JSON. It refuses to reckon: that is package forecast.
package forecasts
