package board

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"sync"

	"arus/board/page"
	"arus/board/shelf"
	"arus/ledger/codec"
	"arus/sales"
)

// ErrCheckpoint says that a checkpoint cannot be used: it is damaged, of another version or of another workspace. Read the
// ledger from its beginning instead.
var ErrCheckpoint = errors.New("board: the checkpoint cannot be used")

// format names the layout of the file. Change it with every change of the layout, of what derive does, and of the events:
// a checkpoint is a shortcut through code that must be the same.
const format = "arus board 9\n"

// What a damaged file can ask for is bounded.
const (
	pageMost  = 1 << 30 // bytes
	mostDeals = 1 << 31
)

// Save writes a checkpoint of everything applied so far. It reads a snapshot, so events can be applied meanwhile. The
// caller sees to it that a file which was not written to its end is not found.
func (b *Board) Save(w io.Writer) error {
	s := b.Snapshot()
	out := bufio.NewWriterSize(w, 1<<20)
	if _, err := out.WriteString(format); err != nil {
		return err
	}
	err := s.pages(func(sheet []byte) error {
		var head [8]byte
		binary.LittleEndian.PutUint32(head[:4], uint32(len(sheet)))
		binary.LittleEndian.PutUint32(head[4:], checksum(sheet))
		if _, err := out.Write(head[:]); err != nil {
			return err
		}
		_, err := out.Write(sheet)
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func checksum(sheet []byte) uint32 { return crc32.Checksum(sheet, crc32.MakeTable(crc32.Castagnoli)) }

// pages writes the snapshot page by page: what it is, the shelves, the chunks.
func (s *Snapshot) pages(out func([]byte) error) error {
	p := &page.Pen{}
	p.Text(string(s.workspace))
	p.Signed(s.position)
	p.Signed(int64(s.recorded))
	p.Number(uint64(s.deals))
	s.words.write(p)
	if err := out(p.Page()); err != nil {
		return err
	}
	for _, kind := range s.shelves {
		p.Clear()
		if err := kind.Write(p); err != nil {
			return err
		}
		if err := out(p.Page()); err != nil {
			return err
		}
	}
	for _, c := range s.chunks {
		p.Clear()
		if err := c.write(p); err != nil {
			return err
		}
		if err := out(p.Page()); err != nil {
			return err
		}
	}
	return nil
}

// Hash is the same for two boards exactly when they hold the same: a board started from a checkpoint can be held against
// a full replay. It reads everything, some hundred megabytes a second.
func (s *Snapshot) Hash() [32]byte {
	sum := sha256.New()
	// Writing a hash cannot fail, and what cannot be encoded could not have come from the ledger.
	err := s.pages(func(sheet []byte) error {
		one := sha256.Sum256(sheet) // page by page, so that no text can be taken for part of its neighbour
		_, err := sum.Write(one[:])
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("board: the hash of a snapshot: %v", err))
	}
	return [32]byte(sum.Sum(nil))
}

// Load reads a checkpoint of a workspace. Follow the ledger after its Position. Every failure is an ErrCheckpoint, since all
// are answered by reading the ledger from its beginning.
func Load(r io.Reader, ws sales.WorkspaceID) (*Board, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	began := make([]byte, len(format))
	if _, err := io.ReadFull(in, began); err != nil {
		return nil, unusable(err)
	}
	if string(began) != format {
		return nil, fmt.Errorf("%w: it is not of this version", ErrCheckpoint)
	}
	b, err := loadHead(in, ws)
	if err != nil {
		return nil, err
	}
	decoder := codec.NewDecoder()
	for i := range b.shelves {
		sheet, err := readFrame(in)
		if err != nil {
			return nil, err
		}
		if b.shelves[i], err = shelf.Read(page.Read(sheet), decoder); err != nil {
			return nil, unusable(err)
		}
	}
	if err := b.loadChunks(in); err != nil {
		return nil, err
	}
	if _, err := in.ReadByte(); err != io.EOF {
		return nil, fmt.Errorf("%w: it goes on behind its end", ErrCheckpoint)
	}
	return b, b.number()
}

func unusable(err error) error { return fmt.Errorf("%w: %w", ErrCheckpoint, err) }

func readFrame(in io.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, unusable(err)
	}
	length := binary.LittleEndian.Uint32(head[:4])
	if length > pageMost {
		return nil, unusable(page.ErrShort)
	}
	sheet := make([]byte, length)
	if _, err := io.ReadFull(in, sheet); err != nil {
		return nil, unusable(err)
	}
	if checksum(sheet) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, fmt.Errorf("%w: a checksum is wrong", ErrCheckpoint)
	}
	return sheet, nil
}

func loadHead(in io.Reader, ws sales.WorkspaceID) (*Board, error) {
	sheet, err := readFrame(in)
	if err != nil {
		return nil, err
	}
	b := New(ws)
	e := page.Read(sheet)
	of := e.Text()
	b.position.Store(e.Signed())
	b.recorded = sales.Instant(e.Signed())
	b.deals = int(min(e.Number(), mostDeals))
	b.words = readWords(e)
	if err := e.End(); err != nil {
		return nil, unusable(err)
	}
	if of != string(ws) {
		return nil, fmt.Errorf("%w: it is of the workspace %s", ErrCheckpoint, of)
	}
	return b, nil
}

// loadChunks reads on while the processors unpack what was read.
func (b *Board) loadChunks(in io.Reader) error {
	type job struct {
		at    int
		sheet []byte
	}
	b.chunks = make([]*chunk, (b.deals+chunkLength-1)/chunkLength)
	b.drafts = make([]*draft, len(b.chunks))
	failures := make([]error, runtime.GOMAXPROCS(0))
	jobs := make(chan job, len(failures))
	var workers sync.WaitGroup
	for w := range failures {
		workers.Go(func() {
			for j := range jobs {
				c, err := readChunk(page.Read(j.sheet), b.words)
				b.chunks[j.at] = c
				failures[w] = errors.Join(failures[w], err)
			}
		})
	}
	var err error
	for i := range b.chunks {
		var sheet []byte
		if sheet, err = readFrame(in); err != nil {
			break
		}
		jobs <- job{i, sheet}
	}
	close(jobs)
	workers.Wait()
	if failed := errors.Join(failures...); err == nil && failed != nil {
		err = unusable(failed)
	}
	return err
}

// number gives the deals their numbers.
func (b *Board) number() error {
	n := 0
	for i, c := range b.chunks {
		if len(c.ids) < chunkLength && i < len(b.chunks)-1 {
			return fmt.Errorf("%w: chunk %d is not full", ErrCheckpoint, i)
		}
		for deal := range c.ids {
			b.index.Add(string(c.id(deal)), uint32(n))
			n++
		}
	}
	if n != b.deals {
		return fmt.Errorf("%w: it has %d deals, not %d", ErrCheckpoint, n, b.deals)
	}
	return nil
}
