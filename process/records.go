package process

import "arus/sales"

// Records lists the records of this room, for the ledger to keep and the board to show.
func Records() []sales.Kept {
	return []sales.Kept{
		sales.Keep[RuleFacts](),
		sales.Keep[LeadFacts](Assigned{}, Touched{}, Disqualified{}, Requalified{}, Converted{}),
		sales.Keep[QualificationFacts](),
		sales.Keep[RouteFacts](Turned{}),
		sales.Keep[AbsenceFacts](),
		sales.Keep[PolicyFacts](),
		sales.Keep[ApprovalFacts](AskedAgain{}, Answered{}, Delegated{}, AskingWithdrawn{}),
		sales.Keep[TaskFacts](Done{}, Skipped{}, Resumed{}),
		sales.Keep[PlaybookFacts](),
		sales.Keep[PlanFacts](PlanEnded{}),
	}
}
