// Package beside is work that goes on beside the requests that ask for it: once for all of them, and on after whoever asked
// first has left.
//
// It exists because what takes longer than a request may last (learning from the past, forecasting periods that are over) is
// asked for by several at a time, and a panic on a goroutine of one's own ends the process where that of a request would not.
// Here it is the failure of those who wait for it.
//
// It refuses to keep anything longer than the process lives (package job does), to hurry or to end what has begun, and to know
// what is worked out.
package beside
