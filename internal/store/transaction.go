package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"detente/ledger"
)

// transaction is a transaction that writes.
type transaction struct {
	ctx     context.Context
	tx      *sql.Tx
	dialect *dialect
}

func (t *transaction) exec(query string, args ...any) error {
	_, err := t.tx.ExecContext(t.ctx, t.dialect.bind(query), args...)
	return err
}

func (t *transaction) row(query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(t.ctx, t.dialect.bind(query), args...)
}

func (t *transaction) query(query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, t.dialect.bind(query), args...)
}

// insert inserts rows into a table, as few statements as its limit on arguments
// allows; each row has width values.
func (t *transaction) insert(table string, width int, values []any) error {
	const most = 8192 / 4 // rows of a statement; SQLite takes 32,766 arguments
	for len(values) > 0 {
		n := min(len(values), most*width)
		var b strings.Builder
		b.WriteString("INSERT INTO " + table + " VALUES ")
		for i := range n {
			switch {
			case i == 0:
				b.WriteString("(")
			case i%width == 0:
				b.WriteString("), (")
			default:
				b.WriteString(", ")
			}
			b.WriteString("$" + strconv.Itoa(i+1))
		}
		b.WriteString(")")
		if err := t.exec(b.String(), values[:n]...); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
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
	log      int64           // its number
	base     int64           // its size when it was locked
	before   ledger.Frontier // the end of the tree when it was locked
	frontier ledger.Frontier // and now
	entries  [][]byte
	sent     [][32]byte
	index    map[[32]byte]int64 // where keys of this group stand
	cached   [][]byte           // entries of the database from cachedAt to base
	cachedAt int64
}

// lock locks a log until the end of the transaction and reads where it ends. It
// goes on with no log whose stored hashes do not give the stored root.
func (t *transaction) lock(origin string) (*growth, error) {
	g := &growth{transaction: t, origin: origin, index: map[[32]byte]int64{}}
	var root []byte
	err := t.row("SELECT number, size, root FROM logs WHERE origin = $1"+t.dialect.forUpdate, origin).Scan(&g.log, &g.base, &root)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("locking the log: %w", err)
	}
	g.cachedAt = g.base
	if g.before, err = ledger.FrontierOf(g.base, g.hashes()); err != nil {
		return nil, fmt.Errorf("reading the end of the tree: %w", err)
	}
	g.frontier = g.before
	if now := g.before.Root(); string(now[:]) != string(root) {
		return nil, fmt.Errorf("its stored hashes do not give its stored root at size %d: the database is damaged, restore it from a copy", g.base)
	}
	return g, nil
}

func (g *growth) hashes() ledger.HashReader {
	return hashReader{log: g.log, query: g.query}
}

// run asks each request in turn and stores what is taken, with one head.
func (g *growth) run(requests []*request) ([]outcome, error) {
	outcomes := make([]outcome, len(requests))
	old, err := g.known(requests)
	if err != nil {
		return outcomes, err
	}
	var seal Seal
	for i, r := range requests {
		if _, again := g.index[r.key]; again || old[r.key] != nil {
			continue
		}
		if outcomes[i] = g.ask(r); outcomes[i].err == nil && outcomes[i].panicked == nil {
			seal = r.seal
		}
	}
	var head ledger.Head
	var checkpoint []byte
	if len(g.entries) > 0 {
		if head, checkpoint, err = g.store(seal); err != nil {
			return outcomes, err
		}
	}
	for i, r := range requests {
		if index, mine := g.index[r.key]; mine {
			outcomes[i] = outcome{receipt: Receipt{Index: index, Head: head, Checkpoint: checkpoint}}
		} else if receipt := old[r.key]; receipt != nil {
			outcomes[i] = outcome{receipt: *receipt}
		}
	}
	return outcomes, nil
}

// known returns the first receipts of the requests whose keys the log has.
func (g *growth) known(requests []*request) (map[[32]byte]*Receipt, error) {
	args := []any{g.log}
	for _, r := range requests {
		args = append(args, r.key[:])
	}
	rows, err := g.query(`SELECT e.sent, e.idx, h.size, h.root, h.checkpoint FROM entries e
		JOIN heads h ON h.log = e.log AND h.size = (SELECT MIN(size) FROM heads WHERE log = e.log AND size > e.idx)
		WHERE e.log = $1 AND e.sent IN (`+list(2, len(requests))+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("looking for entries sent before: %w", err)
	}
	old := map[[32]byte]*Receipt{}
	err = each(rows, func() error {
		var key, root []byte
		r := &Receipt{Head: ledger.Head{Origin: g.origin}}
		if err := rows.Scan(&key, &r.Index, &r.Head.Size, &root, &r.Checkpoint); err != nil {
			return err
		}
		if copy(r.Head.Root[:], root) != len(r.Head.Root) || len(key) != 32 {
			return errors.New("a key or a root in the database has not 32 bytes")
		}
		old[[32]byte(key)] = r
		return nil
	})
	return old, err
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
		older, err := readEntries(g.query, g.log, index, g.cachedAt)
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

// store writes the entries, the hashes over them, the head and its checkpoint.
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
	if err := g.insert("entries (log, idx, sent, entry)", 4, entryRows); err != nil {
		return head, nil, fmt.Errorf("storing entries: %w", err)
	}
	if err := g.insert("hashes (log, idx, hash)", 3, hashRows); err != nil {
		return head, nil, fmt.Errorf("storing hashes: %w", err)
	}
	return head, checkpoint, g.storeHead(head, checkpoint)
}

func (g *growth) storeHead(head ledger.Head, checkpoint []byte) error {
	if err := g.insert("heads (log, size, root, checkpoint)", 4, []any{g.log, head.Size, head.Root[:], checkpoint}); err != nil {
		return fmt.Errorf("storing the head: %w", err)
	}
	if err := g.exec("UPDATE logs SET size = $1, root = $2 WHERE number = $3", head.Size, head.Root[:], g.log); err != nil {
		return fmt.Errorf("moving the end of the log: %w", err)
	}
	if g.dialect.notify == "" {
		return nil
	}
	if err := g.exec(g.dialect.notify, g.origin); err != nil {
		return fmt.Errorf("telling others: %w", err)
	}
	return nil
}

// open makes a log with its first entry, or finds that this has been done.
func (t *transaction) open(o Opening, r *request) (outcome, error) {
	if err := t.exec("INSERT INTO texts (hash, files) VALUES ($1, $2) ON CONFLICT DO NOTHING", o.TextHash, o.Text); err != nil {
		return outcome{}, fmt.Errorf("storing the text: %w", err)
	}
	empty := ledger.EmptyRoot()
	made, err := t.changed(`INSERT INTO logs (origin, id, text_hash, size, root) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT DO NOTHING`, o.Origin, o.ID, o.TextHash, empty[:])
	if err != nil {
		return outcome{}, fmt.Errorf("storing the log: %w", err)
	}
	g, err := t.lock(o.Origin)
	if errors.Is(err, ErrNotFound) {
		return outcome{}, fmt.Errorf("%w: a log with the short name %s", ErrExists, o.ID)
	}
	if err != nil {
		return outcome{}, err
	}
	if !made {
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
	old, err := g.known([]*request{r})
	if err != nil {
		return outcome{}, err
	}
	receipt := old[r.key]
	if receipt == nil || receipt.Index != 0 {
		return outcome{}, ErrExists
	}
	return outcome{receipt: *receipt}, nil
}

// changed reports whether a statement changed any row.
func (t *transaction) changed(query string, args ...any) (bool, error) {
	result, err := t.tx.ExecContext(t.ctx, t.dialect.bind(query), args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
