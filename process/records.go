package process

import "arus/sales"

// Records lists the records of this room, for the ledger to keep and the board to show.
func Records() []sales.Kept {
	return []sales.Kept{
		sales.Keep[RuleFacts](),
	}
}
