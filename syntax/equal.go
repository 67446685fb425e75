package syntax

import "slices"

// Equal reports whether two files say the same: whether their trees are the
// same but for names of files and places.
func Equal(a, b *File) bool { return equalBodies(a.Body, b.Body) }

func equalBodies(a, b Body) bool {
	return slices.EqualFunc(a.Attrs, b.Attrs, func(x, y *Attr) bool { return x.Name == y.Name && x.Expr.Equal(y.Expr) }) &&
		slices.EqualFunc(a.Blocks, b.Blocks, equalBlocks)
}

func equalBlocks(x, y *Block) bool {
	return x.Type == y.Type && slices.EqualFunc(x.Labels, y.Labels, equalLabels) && equalBodies(x.Body, y.Body)
}

func equalLabels(x, y Label) bool { return x.Text == y.Text }

// Equal reports whether two expressions are the same but for places.
func (e Expr) Equal(f Expr) bool {
	if e.Kind != f.Kind || e.Text != f.Text || e.JSON != f.JSON || e.Bool != f.Bool || e.Field != f.Field {
		return false
	}
	if (e.Number == nil) != (f.Number == nil) || e.Number != nil && e.Number.Cmp(f.Number) != 0 {
		return false
	}
	if (e.Index == nil) != (f.Index == nil) || e.Index != nil && !e.Index.Equal(*f.Index) {
		return false
	}
	return slices.EqualFunc(e.Items, f.Items, Expr.Equal) &&
		slices.EqualFunc(e.Pairs, f.Pairs, func(x, y Entry) bool { return equalLabels(x.Key, y.Key) && x.Value.Equal(y.Value) })
}
