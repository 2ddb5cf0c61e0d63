package design

import (
	"encoding/json"

	"arus/sales"
)

// Identified is the patch of a definition with ids for its new stages, which have none yet. What is no such patch stays as it
// is: who decides on it says so.
func Identified(patch json.RawMessage, mint func(sales.Kind) sales.ID) json.RawMessage {
	var members map[string]json.RawMessage
	var stages []map[string]any
	if json.Unmarshal(patch, &members) != nil || json.Unmarshal(members["stages"], &stages) != nil {
		return patch
	}
	for _, s := range stages {
		if id, _ := s["id"].(string); s != nil && id == "" {
			s["id"] = mint(sales.StageKind)
		}
	}
	text, err := json.Marshal(stages)
	if err != nil {
		return patch
	}
	members["stages"] = text
	if text, err = json.Marshal(members); err != nil {
		return patch
	}
	return text
}
