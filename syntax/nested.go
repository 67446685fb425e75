package syntax

// Nested returns the blocks that an attribute of a JSON text holds, with the
// attribute's name as their type. In the native notation a block inside a block
// looks unlike an attribute; in JSON both are properties, and only the reader
// that knows the language can tell which is meant. The value is an object of
// objects by label, or an array of such, as for the outermost blocks; false for
// any other value, and for what a label says of anything but an object.
func (a *Attr) Nested() ([]*Block, bool) {
	var all []*Block
	for _, byLabel := range objects(a.Expr) {
		if byLabel.Kind != Map {
			return nil, false
		}
		for _, pair := range byLabel.Pairs {
			for _, body := range objects(pair.Value) {
				if body.Kind != Map {
					return nil, false
				}
				b := &Block{Type: a.Name, TypePlace: a.NamePlace, Labels: []Label{pair.Key}, Place: pair.Key.Place}
				for _, inner := range body.Pairs {
					b.Attrs = append(b.Attrs, attribute(inner))
				}
				all = append(all, b)
			}
		}
	}
	return all, true
}

// objects returns the values that stand one after another in a list, or the one
// value itself.
func objects(e Expr) []Expr {
	if e.Kind == List {
		return e.Items
	}
	return []Expr{e}
}
