package rule

// Dearest is the most that evaluating once may cost.
const Dearest = dearest

// Cost evaluates a filter and says what that has cost.
func (f *Filter) Cost(v Value) (uint64, error) {
	_, details, err := f.program.Eval(&asking{f.language, v})
	if details == nil || details.ActualCost() == nil {
		return 0, err
	}
	return *details.ActualCost(), err
}
