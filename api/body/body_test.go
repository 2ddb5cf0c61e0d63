package body

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAPlaceIsLookedForSoFarAndNoFurther(t *testing.T) {
	const deep, wide = 4900, 20_000
	for name, c := range map[string]struct {
		text  string
		point string
		looks int
	}{
		"flat": {`{"a":1,"email":["x"]}`, "/email/0", 3},
		"deep": {`{"email":` + strings.Repeat("[", deep) + `"x"` + strings.Repeat("]", deep) + `}`, "/email" + strings.Repeat("/0", narrowDepth-1), narrowDepth},
		"wide": {`{"email":[` + strings.Repeat("1,", wide) + `"x"]}`, "/email", narrowLooks},
	} {
		looks := 0
		point := narrow([]byte(c.text), func(part []byte) bool {
			looks++
			return json.Valid(part) && strings.Contains(string(part), `"x"`)
		})
		if point != c.point || looks != c.looks {
			t.Errorf("%s: %.40s after %d looks, want %.40s after %d", name, point, looks, c.point, c.looks)
		}
	}
}
