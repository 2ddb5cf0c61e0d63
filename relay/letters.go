package relay

import (
	"fmt"
	"strings"
	"time"
)

// Occasion is what a letter is written about.
type Occasion struct {
	To        string
	Language  string // id is Indonesian, anything else English
	Workspace string // name
	From      string // name of who invites
	Link      string
	Until     time.Time // the link is good until then
}

// Invitation asks somebody into a workspace.
func Invitation(o Occasion) Letter {
	if o.Language == "id" {
		return o.letter("Undangan ke %s di Arus", `Halo,

%[2]s mengundang Anda ke ruang kerja %[1]s di Arus.

Buka tautan ini untuk membuat kata sandi atau kunci sandi:

%[3]s

Tautan berlaku satu kali, sampai %[4]s. Jika Anda tidak mengenal pengundangnya, abaikan surat ini.
`)
	}
	return o.letter("You are invited to %s on Arus", `Hello,

%[2]s invites you to the workspace %[1]s on Arus.

Open this link to choose a password or a passkey:

%[3]s

It works once, until %[4]s. If you do not know who invites you, ignore this letter.
`)
}

// Forgotten leads to another password.
func Forgotten(o Occasion) Letter {
	if o.Language == "id" {
		return o.letter("Kata sandi baru untuk %s", `Halo,

Seseorang, semoga Anda sendiri, meminta kata sandi baru untuk ruang kerja %[1]s di Arus. Buka tautan ini untuk membuatnya:

%[3]s

Tautan berlaku satu kali, sampai %[4]s. Jika bukan Anda yang meminta, abaikan surat ini: kata sandi Anda tetap sama.
`)
	}
	return o.letter("Another password for %s", `Hello,

Somebody, we hope you, asked for another password for the workspace %[1]s on Arus. Open this link to choose one:

%[3]s

It works once, until %[4]s. If you did not ask, ignore this letter: your password stays as it is.
`)
}

func (o Occasion) letter(subject, text string) Letter {
	return Letter{To: o.To, Subject: fmt.Sprintf(subject, line(o.Workspace)),
		Text: fmt.Sprintf(text+"%.0[2]s", line(o.Workspace), line(o.From), o.Link, o.Until.UTC().Format("2006-01-02 15:04 UTC"))}
}

// line keeps a name of a stranger's making from becoming lines of a letter, or links in it.
func line(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	return strings.NewReplacer("://", ": //", "www.", "www ").Replace(name)
}
