package hook_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"arus/automation/hook"
)

// The example of the Standard Webhooks specification's reference library.
func TestTheSignatureIsThatOfTheStandard(t *testing.T) {
	got, err := hook.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	if _, err := hook.Sign("whsec_???", "msg_1", time.Unix(0, 0), nil); err == nil {
		t.Error("that is no secret")
	}
}

func TestAMessageArrivesAndOnlyWithTwoHundredIsItTaken(t *testing.T) {
	secret, status := hook.Secret([]byte("0123456789abcdef")), http.StatusNoContent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		want, _ := hook.Sign(secret, r.Header.Get("webhook-id"), time.Unix(1_800_000_000, 0), body)
		if r.Header.Get("webhook-signature") != want || r.Header.Get("webhook-timestamp") != "1800000000" || string(body) != `{"a":1}` {
			t.Errorf("%v %s", r.Header, body)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer server.Close()
	client := hook.New(func() time.Time { return time.Unix(1_800_000_000, 0) }, true)
	for _, status = range []int{204, 200, 302, 404, 500} {
		err := client.Call(t.Context(), secret, hook.Message{ID: "msg_1", URL: server.URL + "/hook", Body: []byte(`{"a":1}`)})
		if (err == nil) != (status < 300) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestNoAddressLeadsIntoTheHouse(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	client := hook.New(time.Now, false)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, url := range []string{server.URL, "http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.0.1/",
		"http://169.254.169.254/latest/meta-data", "http://100.64.0.1/", "http://0.0.0.0:9/", "http://[::ffff:127.0.0.1]:9/", "http://[fd00::1]/", "http://[fe80::1]/",
		"http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/", "http://2130706433:9/", "http://198.18.0.1/"} {
		err := client.Call(ctx, hook.Secret(nil), hook.Message{ID: "msg_1", URL: url})
		if !errors.Is(err, hook.ErrPrivate) && url != "http://2130706433:9/" || err == nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	if reached {
		t.Error("the house was called")
	}
}
