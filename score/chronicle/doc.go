// Package chronicle is what the ledger is told of the models that weigh every report: that one was learnt and stands, that
// an earlier one was let stand again, and that what has closed since does not come as one had said.
//
// A model's bytes are kept beside the ledger, for they follow from it. Which of them stood when does not follow, and it
// changes figures: so it is a fact, with who wanted it, and everybody who follows the ledger hears of it.
//
// It refuses to judge a model: it writes down what it is told, once.
package chronicle
