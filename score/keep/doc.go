// Package keep keeps the models that workspaces have learnt, and says which of them stands.
//
// Every training gives a version with its bytes; the newest stands until another does, and an earlier one can be made to
// stand again. What a model says of a moment before it was learnt would know too much, so there stage odds stand.
//
// It refuses to learn of its own accord: whoever has a clock calls Begin and Ask, and a job does the rest.
package keep
