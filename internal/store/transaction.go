package store

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"detente/ledger"
)

// transaction is a transaction that writes. Its statements are sent together, as
// late as can be: on PostgreSQL an append takes two round trips, one to lock the
// log and read its end, and one to write and to commit.
type transaction struct {
	ctx     context.Context
	line    line
	dialect *dialect
	later   []statement // not sent yet
	begun   bool        // the database has answered that it began
	failed  error       // after that nothing is sent
}

// errNotBegun marks an error before which nothing has happened.
var errNotBegun = errors.New("beginning a transaction")

// add has a statement sent with the next ones.
func (t *transaction) add(query string, args ...any) {
	t.later = append(t.later, statement{query, args})
}

// send sends what was added and returns the rows of each statement.
func (t *transaction) send() ([][]row, error) {
	if t.failed != nil {
		return nil, t.failed
	}
	all := t.later
	t.later = nil
	if !t.begun {
		all = append([]statement{{query: t.dialect.begin}}, all...)
	}
	results, err := t.line.run(t.ctx, all)
	t.failed = err
	switch {
	case t.begun:
	case len(results) == 0:
		return nil, fmt.Errorf("%w: %w", errNotBegun, err)
	default:
		t.begun, results = true, results[1:]
	}
	return results, err
}

// query sends a statement with those before it and returns its rows.
func (t *transaction) query(query string, args ...any) ([]row, error) {
	t.add(query, args...)
	results, err := t.send()
	if err != nil {
		return nil, err
	}
	return results[len(results)-1], nil
}

// commit sends what was added and ends the transaction. Its error is ErrUnknown
// unless the database stopped before the end.
func (t *transaction) commit() error {
	before := len(t.later)
	t.add("COMMIT")
	results, err := t.send()
	var stopped *halted
	switch {
	case err == nil:
		return nil
	case errors.As(err, &stopped) && len(results) < before:
		return fmt.Errorf("storing: %w", err)
	}
	return fmt.Errorf("%w (the database said: %w)", ErrUnknown, err)
}

// undo ends the transaction, of which nothing remains.
func (t *transaction) undo() error {
	if !t.begun {
		return t.failed
	}
	_, err := t.line.run(context.WithoutCancel(t.ctx), []statement{{query: "ROLLBACK"}})
	return err
}

// insert adds the rows of a table; each has width values. So many rows go into one
// statement that there are few of them, whatever their number.
func (t *transaction) insert(table string, width int, values []any) {
	const most = 256 // rows of a statement; SQLite takes 32,766 values
	for len(values) > 0 {
		n := min(most, 1<<(bits.Len(uint(len(values)/width))-1))
		places := make([]string, n)
		for i := range places {
			places[i] = "(" + list(1+i*width, width) + ")"
		}
		t.add("INSERT INTO "+table+" VALUES "+strings.Join(places, ", "), values[:n*width]...)
		values = values[n*width:]
	}
}

// list returns "$from, …" with n places, for IN.
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}

// growth is what one transaction appends to a log that it has locked.
type growth struct {
	*transaction
	origin   string
	log      int64                 // its number
	base     int64                 // its size when it was locked
	before   ledger.Frontier       // the end of the tree when it was locked
	frontier ledger.Frontier       // and now
	old      map[[32]byte]*Receipt // what the log had before, of the requests
	entries  [][]byte
	sent     [][32]byte
	index    map[[32]byte]int64 // where keys of this group stand
	cached   [][]byte           // entries of the database from cachedAt to base
	cachedAt int64
}

// lock locks a log until the end of the transaction, and reads where it ends and
// which of the requests it has. It goes on with no log whose stored hashes do not
// give the stored root. The end of the tree is read where the guess of the log's
// size is good without waiting for the size.
func (t *transaction) lock(origin string, requests []*request, guess int64) (*growth, error) {
	g := &growth{transaction: t, origin: origin, index: map[[32]byte]int64{}}
	t.add("SELECT number, size, root FROM logs WHERE origin = $1"+t.dialect.forUpdate, origin)
	t.addKnown(origin, requests)
	peaks := ledger.Peaks(guess)
	if len(peaks) > 0 {
		t.later = append(t.later, hashesAt(origin, peaks))
	}
	results, err := t.send()
	if err != nil {
		return nil, fmt.Errorf("locking the log: %w", err)
	}
	if len(results[0]) == 0 {
		return nil, ErrNotFound
	}
	root, err := g.place(results[0][0])
	if err != nil {
		return nil, err
	}
	if g.old, err = known(origin, results[1]); err != nil {
		return nil, err
	}
	var end ledger.HashReader = hashReader{origin, t.query}
	if len(peaks) > 0 && g.base == guess {
		end = answer(results[2])
	}
	return g, g.end(end, root)
}

// place reads where the log ends, and returns the root there.
func (g *growth) place(r row) (root []byte, err error) {
	var errs [3]error
	g.log, errs[0] = number(r[0])
	g.base, errs[1] = number(r[1])
	root, errs[2] = blob(r[2])
	g.cachedAt = g.base
	return root, errors.Join(errs[:]...)
}

// end reads the end of the tree and holds it against the root.
func (g *growth) end(hashes ledger.HashReader, root []byte) (err error) {
	if g.before, err = ledger.FrontierOf(g.base, hashes); err != nil {
		return fmt.Errorf("reading the end of the tree: %w", err)
	}
	g.frontier = g.before
	if now := g.before.Root(); string(now[:]) != string(root) {
		return fmt.Errorf("its stored hashes do not give its stored root at size %d: the database is damaged, restore it from a copy", g.base)
	}
	return nil
}

// run asks each request in turn and stores what is taken, with one head.
func (g *growth) run(requests []*request) ([]outcome, error) {
	outcomes := make([]outcome, len(requests))
	var seal Seal
	for i, r := range requests {
		if _, again := g.index[r.key]; again || g.old[r.key] != nil {
			continue
		}
		if outcomes[i] = g.ask(r); outcomes[i].err == nil && outcomes[i].panicked == nil {
			seal = r.seal
		}
	}
	var head ledger.Head
	var checkpoint []byte
	if len(g.entries) > 0 {
		var err error
		if head, checkpoint, err = g.store(seal); err != nil {
			return outcomes, err
		}
	}
	for i, r := range requests {
		if index, mine := g.index[r.key]; mine {
			outcomes[i] = outcome{receipt: Receipt{Index: index, Head: head, Checkpoint: checkpoint}}
		} else if receipt := g.old[r.key]; receipt != nil {
			outcomes[i] = outcome{receipt: *receipt}
		}
	}
	return outcomes, nil
}

// addKnown asks for the first receipts of the requests whose keys the log has.
func (t *transaction) addKnown(origin string, requests []*request) {
	var keys []any
	for _, r := range requests {
		keys = append(keys, r.key[:])
	}
	keys = padded(keys)
	t.add(`SELECT e.sent, e.idx, h.size, h.root, h.checkpoint FROM entries e
		JOIN heads h ON h.log = e.log AND h.size = (SELECT MIN(size) FROM heads WHERE log = e.log AND size > e.idx)
		WHERE e.log = `+ofLog+` AND e.sent IN (`+list(2, len(keys))+`)`,
		append([]any{origin}, keys...)...)
}

// known reads the answer to addKnown.
func known(origin string, rows []row) (map[[32]byte]*Receipt, error) {
	old := map[[32]byte]*Receipt{}
	for _, r := range rows {
		var errs [5]error
		var key, root []byte
		was := &Receipt{Head: ledger.Head{Origin: origin}}
		key, errs[0] = blob(r[0])
		was.Index, errs[1] = number(r[1])
		was.Head.Size, errs[2] = number(r[2])
		root, errs[3] = blob(r[3])
		was.Checkpoint, errs[4] = blob(r[4])
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		if copy(was.Head.Root[:], root) != len(was.Head.Root) || len(key) != 32 {
			return nil, errors.New("a key or a root in the database has not 32 bytes")
		}
		old[[32]byte(key)] = was
	}
	return old, nil
}

// ask asks whether an entry is taken, and takes it.
func (g *growth) ask(r *request) (o outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = outcome{panicked: p}
		}
	}()
	size := g.frontier.Size()
	entry, err := r.admit(Tail{Size: size, Head: g.frontier.Head(g.origin), Entries: g.from})
	switch {
	case err != nil:
		return outcome{err: err}
	case len(entry) == 0 || len(entry) > ledger.MaxEntry:
		return outcome{err: fmt.Errorf("an entry has between 1 and %d bytes, and this one has %d", ledger.MaxEntry, len(entry))}
	}
	g.frontier = g.frontier.Add(ledger.HashEntry(entry))
	g.entries = append(g.entries, entry)
	g.sent = append(g.sent, r.key)
	g.index[r.key] = size
	return outcome{}
}

// from returns the entries from an index to the end, those of this transaction
// among them. What it has read from the database it keeps for the next request.
func (g *growth) from(index int64) ([][]byte, error) {
	size := g.frontier.Size()
	if index < 0 || index > size {
		return nil, fmt.Errorf("entries from %d are asked for, and the log has %d", index, size)
	}
	if index < g.cachedAt {
		older, err := readEntries(g.query, g.origin, index, g.cachedAt)
		if err != nil {
			return nil, err
		}
		g.cached, g.cachedAt = append(older, g.cached...), index
	}
	var all [][]byte
	if index < g.base {
		all = append(all, g.cached[index-g.cachedAt:]...)
	}
	return append(all, g.entries[max(0, index-g.base):]...), nil
}

// store has the entries, the hashes over them, the head and its checkpoint written
// with the commit.
func (g *growth) store(seal Seal) (ledger.Head, []byte, error) {
	head := g.frontier.Head(g.origin)
	_, hashes, err := g.before.Grow(g.entries...)
	if err != nil {
		return head, nil, err
	}
	checkpoint, err := seal(head)
	if err != nil {
		return head, nil, fmt.Errorf("signing the head: %w", err)
	}
	var entryRows, hashRows []any
	for i, e := range g.entries {
		entryRows = append(entryRows, g.log, g.base+int64(i), g.sent[i][:], e)
	}
	for i, h := range hashes {
		hashRows = append(hashRows, g.log, ledger.StoredCount(g.base)+int64(i), h[:])
	}
	g.insert("entries (log, idx, sent, entry)", 4, entryRows)
	g.insert("hashes (log, idx, hash)", 3, hashRows)
	g.insert("heads (log, size, root, checkpoint)", 4, []any{g.log, head.Size, head.Root[:], checkpoint})
	g.add("UPDATE logs SET size = $1, root = $2 WHERE number = $3", head.Size, head.Root[:], g.log)
	if g.dialect.notify != "" {
		g.add(g.dialect.notify, g.origin)
	}
	return head, checkpoint, nil
}

// open makes a log with its first entry, or finds that this has been done.
func (t *transaction) open(o Opening, r *request) (outcome, error) {
	empty := ledger.EmptyRoot()
	t.add("INSERT INTO texts (hash, files) VALUES ($1, $2) ON CONFLICT DO NOTHING", o.TextHash, o.Text)
	made, err := t.query(`INSERT INTO logs (origin, id, text_hash, size, root) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT DO NOTHING RETURNING number`, o.Origin, o.ID, o.TextHash, empty[:])
	if err != nil {
		return outcome{}, fmt.Errorf("storing the text and the log: %w", err)
	}
	g, err := t.lock(o.Origin, []*request{r}, 0)
	if errors.Is(err, ErrNotFound) {
		return outcome{}, fmt.Errorf("%w: a log with the short name %s", ErrExists, o.ID)
	}
	if err != nil {
		return outcome{}, err
	}
	if len(made) == 0 {
		return g.reopen(r)
	}
	outcomes, err := g.run([]*request{r})
	if err == nil && (outcomes[0].err != nil || outcomes[0].panicked != nil) {
		err = errRefused
	}
	return outcomes[0], err
}

// reopen gives the first receipt to whoever opened the log.
func (g *growth) reopen(r *request) (outcome, error) {
	receipt := g.old[r.key]
	if receipt == nil || receipt.Index != 0 {
		return outcome{}, ErrExists
	}
	return outcome{receipt: *receipt}, nil
}
