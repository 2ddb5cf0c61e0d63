package board

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"arus/board/page"
	"arus/board/past"
)

func saved(t interface{ Fatal(...any) }, b *Board) []byte {
	var file bytes.Buffer
	if err := b.Save(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestCheckpointAndTailAreTheFullReplay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tell(t)
		half := &story{t: t, events: s.events[:rapid.IntRange(0, len(s.events)).Draw(t, "half")]}
		first := New("ws_1")
		half.apply(first)
		resumed, err := Load(bytes.NewReader(saved(t, first)), "ws_1")
		if err != nil {
			t.Fatal(err)
		}
		if resumed.Snapshot().Hash() != first.Snapshot().Hash() {
			t.Fatal("the checkpoint is not what was saved")
		}
		s.apply(resumed)
		whole := New("ws_1")
		s.apply(whole)
		if resumed.Snapshot().Hash() != whole.Snapshot().Hash() {
			t.Fatal("checkpoint and tail differ from the full replay")
		}
		s.compare(resumed.Snapshot())
	})
}

func TestEveryEventChangesTheHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tell(t)
		b := New("ws_1")
		seen := map[[32]byte]bool{b.Snapshot().Hash(): true}
		for _, e := range s.events {
			if err := b.Apply(s.events[e.Position-1 : e.Position]); err != nil {
				t.Fatal(err)
			}
			hash := b.Snapshot().Hash()
			if seen[hash] {
				t.Fatalf("event %d left the hash as it was", e.Position)
			}
			seen[hash] = true
		}
	})
}

func TestDamagedCheckpointIsRefused(t *testing.T) {
	b := New("ws_1")
	if err := b.Apply(company(300)); err != nil {
		t.Fatal(err)
	}
	file := saved(t, b)
	if _, err := Load(bytes.NewReader(file), "ws_1"); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, file []byte) {
		if _, err := Load(bytes.NewReader(file), "ws_1"); !errors.Is(err, ErrCheckpoint) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	refused("empty", nil)
	refused("longer", append(bytes.Clone(file), 0))
	for at := 0; at < len(file); at += 1 + len(file)/200 {
		refused("cut short", file[:at])
		damaged := bytes.Clone(file)
		damaged[at] ^= 0x10
		refused("a flipped bit", damaged)
	}
	if _, err := Load(bytes.NewReader(file), "ws_2"); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("of another workspace: got %v", err)
	}
}

// FuzzLoad hands pages with right checksums and wrong contents to the reader: it may refuse them, but not fall over.
func FuzzPage(f *testing.F) {
	b := New("ws_1")
	if err := b.Apply(company(20)); err != nil {
		f.Fatal(err)
	}
	s := b.Snapshot()
	if err := s.pages(func(one []byte) error { f.Add(bytes.Clone(one)); return nil }); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, one []byte) {
		e := page.Read(one)
		c, err := readChunk(e, s.words)
		if err != nil {
			return
		}
		p := &page.Pen{}
		if err := c.write(p); err != nil {
			t.Fatal(err)
		}
		c.layOut(past.Latest, past.Latest)
	})
}
