// Package ebm is the additive boosted model: logit p = b₀ + Σ f_j(x_j) + Σ f_jk(x_j, x_k).
//
// Each f is a table over the bins of one fact, learnt by small steps in turn, so that facts which say the same share what
// they explain. A few f of two facts are added where two together say more than both apart, and what one of the two could
// say alone is moved to it. The result is as good as boosted trees on sales data, and it explains itself: what each fact
// adds to the logit of a deal is read from a table, and the sum is the logit, exactly.
//
// It refuses to round: every number in a model is a multiple of 2⁻³², so that sums are exact in any order.
//
// After Lou, Caruana, Gehrke, Hooker, Accurate intelligible models with pairwise interactions (2013), and Lengerich et al.,
// Purifying interaction effects with the functional ANOVA (2020).
package ebm
