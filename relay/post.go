package relay

// Post is what an installation can write letters with.
type Post struct {
	Relay *Relay // nil: no mail server is set up
	URL   string // of the installation as people reach it, without a slash at its end
}

// Address is where a link leads. Its secret stands behind the #, which browsers keep to themselves: it is in no log of a
// server, and in no Referer.
func (p Post) Address(secret string) string { return p.URL + "/link#" + secret }
