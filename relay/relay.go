package relay

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Relay hands letters to a mail server.
type Relay struct {
	client *mail.Client
	from   string
}

// patience is how long the mail server may take.
const patience = 20 * time.Second

// New makes the relay of a server such as smtp://user:secret@mail.example.com:587 or smtps://…:465. from is the address
// that letters come from. smtp begins in the clear and changes to TLS where the server can, and must where a password is
// sent; smtps is TLS from the first byte. The server is not called before the first letter.
func New(server, from string) (*Relay, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("a mail server is given as smtp://host:port or smtps://host:port")
	}
	if err := mail.NewMsg().From(from); err != nil {
		return nil, fmt.Errorf("letters need an address that they come from: %w", err)
	}
	options := []mail.Option{mail.WithTimeout(patience), mail.WithTLSPolicy(mail.TLSOpportunistic)}
	if u.Scheme == "smtps" {
		options = append(options, mail.WithSSL())
	}
	if text := u.Port(); text != "" {
		port, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("%q is no port", text)
		}
		options = append(options, mail.WithPort(port))
	}
	if secret, has := u.User.Password(); has {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(secret),
			mail.WithTLSPolicy(mail.TLSMandatory))
	}
	client, err := mail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, err
	}
	return &Relay{client, from}, nil
}

// Letter is one mail.
type Letter struct {
	To      string
	Subject string
	Text    string
}

// Send hands a letter over. An error says that the server has not taken it.
func (r *Relay) Send(ctx context.Context, l Letter) error {
	m := mail.NewMsg()
	if err := errors.Join(m.From(r.from), m.To(l.To)); err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	m.Subject(l.Subject)
	m.SetMessageID()
	m.SetDate()
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that nobody's holiday answers
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	if err := r.client.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	return nil
}
