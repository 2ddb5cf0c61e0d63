// Package hook calls addresses on the internet with signed messages, as Standard Webhooks 1.0 says.
//
// It exists because an address that a customer types in is where this machine then knocks: names are looked up and judged
// in the moment of dialling, so that none leads into the network that Arus stands in, whatever a name server says the
// second time it is asked. Redirects are not followed, for the same reason.
//
// It refuses to try again (job does) and to understand what it sends.
package hook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// secretPrefix marks the text form of a secret.
const secretPrefix = "whsec_"

// SecretBytes is how much randomness a secret takes.
const SecretBytes = 32

// Secret writes random bytes as a secret that receivers' libraries read.
func Secret(random []byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(random)
}

// Sign is the value of webhook-signature: HMAC-SHA256 over "id.timestamp.body".
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		return "", fmt.Errorf("hook: the secret: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.", id, at.Unix()) // a hash takes everything
	_, _ = mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// ErrPrivate says that an address lies in a network that is not the internet.
var ErrPrivate = errors.New("hook: the address is not on the internet")

// Client calls webhooks.
type Client struct {
	http  *http.Client
	clock func() time.Time
}

// longestCall is how long a receiver may take.
const longestCall = 15 * time.Second

// New is a client. Private lets it call addresses that are not on the internet, for a receiver in the operator's own
// network.
func New(clock func() time.Time, private bool) *Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if private {
			return nil
		}
		at, err := netip.ParseAddrPort(address)
		if err != nil || !public(at.Addr()) {
			return fmt.Errorf("%w: %s", ErrPrivate, address)
		}
		return nil
	}}
	return &Client{clock: clock, http: &http.Client{Timeout: longestCall,
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, TLSHandshakeTimeout: 5 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// reserved are the networks, beside those that netip names, that lead nowhere on the internet or back into a house.
var reserved = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10")}

// public reports whether an address is one of the internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Message is what is sent.
type Message struct {
	ID   string // the same in every attempt, so that a receiver can tell a second one
	URL  string
	Body []byte // JSON
}

// Call sends a message. An error may be gone next time; [ErrPrivate] will not be.
func (c *Client) Call(ctx context.Context, secret string, m Message) error {
	at := c.clock()
	signature, err := Sign(secret, m.ID, at, m.Body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "User-Agent": "Arus", "webhook-id": m.ID,
		"webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": signature} {
		request.Header.Set(name, value)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // nothing of it is read
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("hook: answered %s", response.Status)
	}
	return nil
}
