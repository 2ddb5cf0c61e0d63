package sales

// Import is the record of rows that came from elsewhere in one transaction.
type Import struct {
	ID        ImportID     `json:"id"`
	Source    string       `json:"source"`
	Files     []string     `json:"files,omitempty"`
	Status    ImportStatus `json:"status"`
	Counts    ImportCounts `json:"counts"`
	Reason    string       `json:"reason,omitempty"` // of a failure
	CreatedAt Instant      `json:"created_at"`
	AppliedAt Instant      `json:"applied_at,omitzero"`
	UndoneAt  Instant      `json:"undone_at,omitzero"`
}

// ImportStatus is how far an import has come.
type ImportStatus string

// The states of an import.
const (
	ImportWaiting ImportStatus = "waiting"
	ImportDone    ImportStatus = "applied"
	ImportBroken  ImportStatus = "failed"
	ImportTaken   ImportStatus = "undone"
)

// ImportCounts tell what an import did.
type ImportCounts struct {
	Rows      int            `json:"rows"`      // read
	Bad       int            `json:"bad"`       // left out, each with a finding
	Created   map[string]int `json:"created"`   // objects, by noun
	Changed   int            `json:"changed"`   // objects that were there before and differ now
	Unchanged int            `json:"unchanged"` // objects that were there before and are the same
	Events    int            `json:"events"`    // written to the ledger
}

// The events of an import.
type (
	// ImportRequested says that files were handed in.
	ImportRequested struct {
		Source string   `json:"source"`
		Files  []string `json:"files,omitempty"`
	}
	// ImportApplied is the last event of the transaction that wrote the import's events: all of them have its
	// recorded instant.
	ImportApplied struct {
		Source string       `json:"source"`
		Files  []string     `json:"files,omitempty"`
		Counts ImportCounts `json:"counts"`
	}
	// ImportFailed says why nothing was written.
	ImportFailed struct {
		Reason string `json:"reason"`
	}
	// ImportUndone takes back every fact of another object that was recorded at the instant Recorded. They stay in
	// the ledger, and in every picture "known at" an earlier moment.
	ImportUndone struct {
		Recorded Instant `json:"recorded"`
	}
)

// Name is the event's name in the ledger, and so on for the others.
func (ImportRequested) Name() string { return "import.requested" }
func (ImportApplied) Name() string   { return "import.applied" }
func (ImportFailed) Name() string    { return "import.failed" }
func (ImportUndone) Name() string    { return "import.undone" }

// Fold takes one fact into the import.
func (i *Import) Fold(f Fact) error {
	switch e := f.Event.(type) {
	case ImportRequested:
		*i = Import{ID: ImportID(f.Object), Source: e.Source, Files: e.Files, Status: ImportWaiting, CreatedAt: f.At}
	case ImportApplied:
		if i.CreatedAt == 0 {
			i.CreatedAt = f.At
		}
		i.ID, i.Source, i.Files, i.Counts = ImportID(f.Object), e.Source, e.Files, e.Counts
		i.Status, i.AppliedAt = ImportDone, f.At
	case ImportFailed:
		i.Status, i.Reason = ImportBroken, e.Reason
	case ImportUndone:
		i.Status, i.UndoneAt = ImportTaken, f.At
	default:
		return unfit(ID(i.ID), f.Event)
	}
	return nil
}

// Subject is the object the command is about, and so on for the others.
func (c RequestImport) Subject() ID { return ID(c.ID) }
func (c FinishImport) Subject() ID  { return ID(c.ID) }
func (c FailImport) Subject() ID    { return ID(c.ID) }
func (c UndoImport) Subject() ID    { return ID(c.ID) }

// RequestImport notes that files were handed in and wait for their turn.
type RequestImport struct {
	ID     ImportID
	Source string
	Files  []string
}

// Decide refuses an id already in use.
func (c RequestImport) Decide(w World, at Instant) ([]Fact, error) {
	if err := isNew(w, ID(c.ID), ImportKind, "import"); err != nil {
		return nil, err
	}
	return []Fact{{ID(c.ID), at, ImportRequested{c.Source, c.Files}}}, nil
}

// FinishImport closes an import's transaction. It stands last among the import's own commands.
type FinishImport struct {
	ID     ImportID
	Source string
	Files  []string
	Counts ImportCounts
}

// Decide refuses to finish an import twice.
func (c FinishImport) Decide(w World, at Instant) ([]Fact, error) {
	i, waiting := w.Object(ID(c.ID)).(*Import)
	if waiting && i.Status != ImportWaiting {
		return nil, Refused("import_"+string(i.Status), "the import %s is %s", string(c.ID), string(i.Status))
	}
	if !waiting && ID(c.ID).Kind() != ImportKind {
		return nil, Invalid("/id", "bad_id", "%q is not an id of a %s", string(c.ID), "import")
	}
	return []Fact{{ID(c.ID), at, ImportApplied{c.Source, c.Files, c.Counts}}}, nil
}

// FailImport notes why nothing was written.
type FailImport struct {
	ID     ImportID
	Reason string
}

// Decide does nothing to an import that has ended.
func (c FailImport) Decide(w World, at Instant) ([]Fact, error) {
	i, err := Find[*Import](w, ID(c.ID))
	if err != nil || i.Status != ImportWaiting {
		return nil, err
	}
	return []Fact{{ID(c.ID), at, ImportFailed{c.Reason}}}, nil
}

// UndoImport takes an applied import back.
type UndoImport struct{ ID ImportID }

// Decide refuses an import that is not applied. Whether later work rests on it only the ledger can tell.
func (c UndoImport) Decide(w World, at Instant) ([]Fact, error) {
	i, err := Find[*Import](w, ID(c.ID))
	if err != nil {
		return nil, err
	}
	if i.Status != ImportDone {
		return nil, Refused("import_"+string(i.Status), "the import %s is %s", string(c.ID), string(i.Status))
	}
	return []Fact{{ID(c.ID), at, ImportUndone{Recorded: i.AppliedAt}}}, nil
}
