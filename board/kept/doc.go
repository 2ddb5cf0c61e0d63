// Package kept is what is worked out of columns once somebody asks, and kept with them: lists, and values in an order that
// answers for their sums. It knows nothing of deals, and forgets nothing: who keeps something for longer than it is true has
// kept the columns for longer than they are.
package kept
