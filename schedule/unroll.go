package schedule

// maxPasses is up to how many passes the walk of a conflict is told in full.
const maxPasses = 10_000

// circle closes the circle at an open source that the innermost search has met:
// the walk from there to the innermost source, from that to the one around it,
// and so on out to the source that was met; then tells it in the lines of the
// network (Bhargava, Vaquero and Williams, "Faster conflict generation for dynamic
// controllability", IJCAI 2017).
func (r *reduction) circle(met int) *Conflict {
	var trails []int32
	short := 0
	for d := r.depth - 1; ; d-- {
		f := r.frames[d]
		trails = append(trails, f.walk[f.at])
		short -= f.days[f.at]
		if f.source == met {
			break
		}
	}
	u := unroller{reduction: r}
	for _, t := range trails {
		u.walk(t)
	}
	if len(u.passes) > r.most {
		u = unroller{reduction: r, once: map[int32]bool{}}
		for _, t := range trails {
			u.walk(t)
		}
		return &Conflict{Passes: u.passes, Short: short, Folded: true}
	}
	return &Conflict{Passes: turned(u.passes), Short: short}
}

// unroller lists the passes of walks, those of derived arcs written out.
type unroller struct {
	*reduction
	passes []Pass
	once   map[int32]bool // where each arc is taken once only: those taken
}

func (u *unroller) walk(t int32) {
	for ; t >= 0 && (u.once != nil || len(u.passes) <= u.most); t = u.trails[t].rest {
		i := u.trails[t].arc
		if u.once != nil {
			if u.once[i] {
				continue
			}
			u.once[i] = true
		}
		switch a := u.arcs[i]; a.use {
		case derived:
			u.walk(a.trail)
		case within: // told by the other half of the link
		default:
			u.passes = append(u.passes, u.pass(a))
		}
	}
}

// pass is the arc in the days and nodes of the network.
func (r *reduction) pass(a arc) Pass {
	p := Pass{From: int(a.from), To: int(a.to), Use: a.use, Line: int(a.line)}
	switch a.use {
	case Required:
		p.Days = r.network.edges[p.Line].Days
	case AtLeast, Long, AtMost, Short:
		l := r.network.link(p.Line)
		if a.use == AtLeast || a.use == Long {
			p.From, p.To = l.To, l.From
		} else {
			p.From, p.To = l.From, l.To
		}
		p.Days = map[Use]int{AtLeast: -l.Least, Long: -l.Most, AtMost: l.Most, Short: l.Least}[a.use]
	}
	return p
}
