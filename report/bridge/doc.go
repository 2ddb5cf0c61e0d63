// Package bridge explains how the open pipeline of one moment became that of another, to the minor unit.
//
// Opening and closing are the very figures that the pipeline report gives at both moments. Between them every event of
// every deal is followed, so that what each contributed adds up by itself; what rates did stands alone. A deal's net
// change stands in exactly one line, with the other things that happened to it as deltas of that line. The churn beside it
// counts every event, also those that cancel out.
//
// It refuses to leave a rest: a bridge that does not close is a fault of Arus and not of the data.
package bridge
