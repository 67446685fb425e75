package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// AgendaLines is how many lines an agenda has at most: what A4 upright holds.
const AgendaLines = 60

// Agenda sets an agenda on one page of A4: the next meeting in full, or the one
// named, and a line for each later one. Items are taken in by turns, one of each
// kind, heaviest first, as long as the page holds them; the others are counted.
func (p Page) Agenda(r report.Agenda, meeting string) string {
	most := map[string]int{}
	text := p.agenda(r, meeting, most)
	for grown := true; grown; {
		grown = false
		for _, kind := range slotsOf(r, meeting) {
			if most[kind] == maxShown {
				continue
			}
			most[kind]++
			more := p.agenda(r, meeting, most)
			if more == text || strings.Count(more, "\n") > AgendaLines {
				most[kind]--
				continue
			}
			text, grown = more, true
		}
	}
	lines := strings.SplitAfter(text, "\n")
	if len(lines) > AgendaLines+1 { // names as long as lines
		return strings.Join(lines[:AgendaLines-1], "") + "..\n"
	}
	return text
}

// maxShown is how many items of one kind a list shows.
const maxShown = 12

// slotsOf are the kinds of items of the two lists, in the order in which they
// are taken in.
func slotsOf(r report.Agenda, meeting string) []string {
	var slots []string
	add := func(list string, all []report.AgendaItem) {
		for _, x := range all {
			if slot := list + x.Kind; !slices.Contains(slots, slot) {
				slots = append(slots, slot)
			}
		}
	}
	if m := shownMeeting(r, meeting); m >= 0 {
		add(toSettle, r.Meetings[m].Settle)
		add(toPrepare, r.Meetings[m].Prepare)
		return slots
	}
	add(isOpen, r.Open)
	return slots
}

// The titles of the lists.
const (
	toSettle  = "To settle there"
	toPrepare = "To prepare with others"
	isOpen    = "Open"
)

// shownMeeting is the meeting to show in full; -1 where none is ahead.
func shownMeeting(r report.Agenda, name string) int {
	return slices.IndexFunc(r.Meetings, func(m report.Meeting) bool { return name == "" || m.Name == name })
}

// agenda writes the page with at most so many items of each kind in each list.
func (p Page) agenda(r report.Agenda, meeting string, most map[string]int) string {
	s := p.sheet()
	s.most = most
	s.title(r.Agreement, clipped(r.Title, 2*s.width()), r.Private)
	s.para(plain, "", fmt.Sprintf("Agenda on %s, %s.%s", r.Weekday, r.On, s.counted(r)))
	s.setAside(r.Without)
	s.readAs(r.ReadAs)
	shown := shownMeeting(r, meeting)
	if shown < 0 {
		s.gap()
		s.para(strong, "", "No meeting is ahead"+over(r)+".")
		s.items(isOpen, r.Open)
	} else {
		s.meeting(r.Meetings[shown])
	}
	s.others(r, shown)
	if s.atStake {
		s.gap()
		s.para(faint, "", "At stake: of what each is still to gain, how much waits for the point, itself included; in words for who counts in words.")
	}
	if r.More > 0 {
		s.para(faint, "", fmt.Sprintf("%s more of less weight: see detente check.", count(r.More, "point")))
	}
	return s.b.String()
}

// counted says how days are counted.
func (s *sheet) counted(r report.Agenda) string {
	said := " Working days are " + r.WorkingWeek
	switch n := len(r.Holidays); {
	case n == 0:
		said += "; no holiday is listed"
	case n <= 4:
		said += ", without " + strings.Join(r.Holidays, ", ")
	default:
		said += fmt.Sprintf(", without %d holidays that the text lists", n)
	}
	return said + "."
}

func over(r report.Agenda) string {
	if r.Over == 0 {
		return ""
	}
	return fmt.Sprintf("; %s over", are(r.Over, "meeting"))
}

// meeting writes one meeting with its lists.
func (s *sheet) meeting(m report.Meeting) {
	about := m.Name
	if m.Text != "" {
		about += ": " + m.Text
	}
	s.gap()
	s.under(strong, clipped(about, 2*s.width()), "=")
	s.para(plain, "", meetingDays(m)+" "+meets(m))
	s.items(toSettle, m.Settle)
	s.items(toPrepare, m.Prepare)
	if len(m.Settle)+len(m.Prepare) == 0 {
		s.para(plain, "", "Nothing is left to settle there.")
	}
}

// meetingDays says when and where, and what is left until then.
func meetingDays(m report.Meeting) string {
	days := m.From
	if m.To != m.From {
		days += " to " + m.To
	}
	if m.Venue != "" {
		days += ", " + clipped(m.Venue, 60)
	}
	switch {
	case m.Begun:
		return days + ": under way."
	case m.WorkingDays == 0:
		return fmt.Sprintf("%s: in %s, no working day between.", days, count(m.Days, "day"))
	}
	return fmt.Sprintf("%s: in %s, %s between.", days, count(m.Days, "day"), count(m.WorkingDays, "working day"))
}

func meets(m report.Meeting) string {
	who := clipped(and(m.Between), 160)
	switch {
	case len(m.Between) == 0:
		return "The text does not say who meets."
	case m.Assumed:
		return "The text does not say who meets; taken are the parties: " + who + "."
	}
	return "There: " + who + "."
}

// items writes a list, of each kind as many as the page holds.
func (s *sheet) items(title string, all []report.AgendaItem) {
	if len(all) == 0 {
		return
	}
	s.heading(strong, fmt.Sprintf("%s (%d)", title, len(all)))
	shown := map[string]int{}
	n := 0
	for _, x := range all {
		if shown[x.Kind]++; shown[x.Kind] > s.most[title+x.Kind] {
			continue
		}
		n++
		s.item(n, x, title == toPrepare)
	}
	if n < len(all) {
		s.para(faint, "", fmt.Sprintf("And %d more, see detente check.", len(all)-n))
	}
}

// kinds are what items are called.
var kinds = map[string]string{
	"conflict": "Conflict", "open_point": "Open", "reading": "Readings", "outsider": "Outside", "link": "Linked", "date": "Date",
}

func (s *sheet) item(n int, x report.AgendaItem, prepare bool) {
	said := x.Text
	kind := kinds[x.Kind]
	if x.Kind == "conflict" {
		said = strings.TrimPrefix(strings.TrimPrefix(said, "Deadlock: "), "Dead end: ")
	}
	if x.Place != nil && x.Kind != "conflict" {
		said += " [" + where(*x.Place) + "]"
	}
	s.para(plain, fmt.Sprintf("%2d. ", n), clipped(kind+": "+said, 5*s.width()))
	s.para(faint, "    ", clipped(strings.TrimSpace(s.settles(x, prepare)+" "+s.unlocks(x)), 4*s.width()))
}

// settles says who can settle an item.
func (s *sheet) settles(x report.AgendaItem, prepare bool) string {
	switch {
	case prepare && len(x.Missing) > 0 && len(x.By) == len(x.Missing):
		return "Who: " + few(x.Missing) + "."
	case prepare && len(x.Missing) > 0:
		return fmt.Sprintf("Who: %s, of whom %s %s not there.", few(x.By), few(x.Missing), map[bool]string{true: "is", false: "are"}[len(x.Missing) == 1])
	case len(x.By) > 0:
		return "Who: " + few(x.By) + "."
	}
	return ""
}

// unlocks says what waits for an item.
func (s *sheet) unlocks(x report.AgendaItem) string {
	said := ""
	switch {
	case x.Frees != "":
		said = strings.ToUpper(x.Frees[:1]) + x.Frees[1:] + "."
	case len(x.Unlocks) > 0 && x.Kind == "conflict":
		said = fmt.Sprintf("Settled alone it frees %s.", few(x.Unlocks))
	case len(x.Unlocks) > 0:
		wait := "wait"
		if len(x.Unlocks) == 1 {
			wait = "waits"
		}
		said = fmt.Sprintf("%s %s for it.", few(x.Unlocks), wait)
	}
	var held []string
	for _, h := range x.Held {
		if h.Share != nil {
			held = append(held, fmt.Sprintf("%s for %s", h.Share.Percent(), h.Party))
		} else {
			held = append(held, fmt.Sprintf("%s for %s", h.Worth, h.Party))
		}
	}
	if len(held) > 0 {
		s.atStake = true
		said += " At stake: " + few(held) + "."
	}
	return said
}

// others writes a line for each other meeting.
func (s *sheet) others(r report.Agenda, shown int) {
	const most = 4
	var lines []string
	for i, m := range r.Meetings {
		if i == shown {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s, %s %s to settle there.", m.Name, meetingDays(m), count(len(m.Settle), "point")))
	}
	for _, name := range r.Undated {
		lines = append(lines, name+", for which the text gives no date.")
	}
	if len(lines) == 0 {
		return
	}
	s.heading(strong, "Other meetings")
	for _, l := range lines[:min(len(lines), most)] {
		s.para(plain, "- ", clipped(l, 2*s.width()))
	}
	if left := len(lines) - most; left > 0 {
		s.para(faint, "", fmt.Sprintf("And %d more: -meeting NAME shows one.", left))
	}
}

// few joins names as "a, b and c"; of more than five it counts the rest.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		names = append(slices.Clone(names[:most-1]), fmt.Sprintf("%d more", len(names)-most+1))
	}
	return and(names)
}

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// clipped shortens a text to so many characters.
func clipped(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-2]) + ".."
}
