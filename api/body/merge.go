package body

// Merge lets one object go into another that is the same thing.
type Merge struct {
	Into   string   `json:"into" doc:"Id of the one that stays" minLength:"1"`
	Take   []string `json:"take,omitempty" nullable:"false" maxItems:"20" doc:"Members that the one that stays takes over; of lists and custom fields what it lacks, of others the value"`
	Reason string   `json:"reason,omitempty" maxLength:"1000"`
}

// Unmerge takes that back.
type Unmerge struct {
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}
