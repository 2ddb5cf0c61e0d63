// Package routing decides whose turn it is: who of a list of people takes the next lead or deal, and until when they are to
// touch it.
//
// It exists so that work is given out by an arithmetic that anybody can check: among those who cover a subject, are here and
// have room, each has at every moment what their weight entitles them to, within one. Why it was somebody's turn, and why it
// was not another's, is part of the answer.
//
// It refuses to know what a lead is, to read a clock, and to draw lots. The turns of each pool of people are counted for
// themselves: no arithmetic can keep everybody within one of their share over pools that change as they like.
package routing
