// Command verify checks a log with the Go project's own implementation of signed notes and tiled logs, as Debian packages it
// (golang-golang-x-mod-dev). It shares no code with the gate. Usage: verify LOG-DIRECTORY VKEY-FILE
//
// It opens the checkpoint, reads every entry, proves each record's inclusion and the consistency with every earlier size that is
// interesting, and exits 1 with one sentence at the first thing that does not hold.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// files reads tiles from a directory. The package's own paths name the height and say data; C2SP tlog-tiles' do not.
type files struct{ directory string }

func (f files) Height() int                                { return height }
func (f files) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", tile.Path(), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (f files) read(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	path = strings.Replace(path, "tile/data/", "tile/entries/", 1)
	return os.ReadFile(filepath.Join(f.directory, filepath.FromSlash(path)))
}

func (f files) entries(index, size int64) ([][]byte, error) {
	width := size - index
	if width > 1<<height {
		width = 1 << height
	}
	data, err := f.read(tlog.Tile{H: height, L: -1, N: index >> height, W: int(width)})
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("the bundle of record %d is cut", index)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("the bundle of record %d holds %d entries instead of %d", index, len(entries), width)
	}
	return entries, nil
}

func checkpoint(directory, vkeyFile string) tlog.Tree {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		fail("%v", err)
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		fail("vkey: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	if err != nil {
		fail("%v", err)
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		fail("checkpoint: not three lines of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("checkpoint: %v", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		fail("checkpoint: no root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

func main() {
	if len(os.Args) != 3 {
		fail("usage: verify LOG-DIRECTORY VKEY-FILE")
	}
	log := files{os.Args[1]}
	tree := checkpoint(os.Args[1], os.Args[2])
	reader := tlog.TileHashReader(tree, log)
	for first := int64(0); first < tree.N; first += 1 << height {
		entries, err := log.entries(first, tree.N)
		if err != nil {
			fail("%v", err)
		}
		for i, entry := range entries {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, reader)
			if err != nil {
				fail("record %d: %v", index, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
				fail("record %d: %v", index, err)
			}
		}
	}
	older := map[int64]bool{1: true, tree.N / 2: true, tree.N - 1: true, 255: true, 256: true, 257: true}
	checked := 0
	for size := range older {
		if size < 1 || size > tree.N {
			continue
		}
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			fail("size %d: %v", size, err)
		}
		proof, err := tlog.ProveTree(tree.N, size, reader)
		if err != nil {
			fail("size %d: %v", size, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, root); err != nil {
			fail("size %d: %v", size, err)
		}
		checked++
	}
	fmt.Printf("good: %d records, %d consistency proofs\n", tree.N, checked)
}
