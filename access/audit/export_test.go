package audit

// Queries are all texts of this room, for the test that holds them against both engines.
func Queries() []string { return []string{insertEntry, selectEntries, selectEvents} }
