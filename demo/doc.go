// Package demo makes up a company, "Nusantara Sales", with two years of its working life, so that Arus can be tried
// without anybody's data and so that a forecast can be judged where the truth is known.
//
// Each deal is a walk through a hidden Markov chain: its stage, how long it has stood there, whether the buyer is warm
// or has gone quiet, and the weather of the market, with chances that depend on things nobody writes into a CRM, such as
// the quality of the lead and the skill of the rep. The chain is finite on purpose: the real probability of a win can be
// computed exactly at any moment instead of being estimated. What people would have typed (stages, values, close dates,
// activities) is dressed onto the walk afterwards and knows nothing of its end.
//
// The same seed, moment and size give the same bytes. The package refuses to write anything anywhere, and the truth never
// becomes part of an order.
package demo
