package patch_test

import (
	"encoding/json"
	"testing"

	"arus/intake/patch"
)

func TestAPatchNamesWhatDiffers(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{`{}`, `{}`, `{}`},
		{`{"a":1,"b":[1]}`, `{"a":1,"b":[2]}`, `{"b":[2]}`},
		{`{"a":1}`, `{"b":1}`, `{"a":null,"b":1}`},
		{`{"m":{"x":1,"y":2}}`, `{"m":{"x":1}}`, `{"m":{"y":null}}`},
		{`{"m":{"x":1}}`, `{"m":7}`, `{"m":7}`},
		{`{"m":null}`, `{"m":{"x":1}}`, `{"m":{"x":1}}`},
	} {
		got, err := patch.Between(json.RawMessage(c.before), json.RawMessage(c.after))
		if err != nil || string(got) != c.want {
			t.Errorf("%s to %s: %s (%v), want %s", c.before, c.after, got, err, c.want)
		}
	}
}
