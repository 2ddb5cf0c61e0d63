// Package scores is the room of the API where models are looked at: what they say of a deal and why, how often they were
// right, and which of them stands.
//
// It refuses to learn and to judge: that is package score.
package scores
