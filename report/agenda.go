package report

import (
	"detente/agenda"
	"detente/agreement"
	"detente/calendar"
)

// Agenda is what is to be settled at the meetings ahead: "detente.agenda/1".
type Agenda struct {
	Format    string `json:"format"`
	Input     string `json:"input"` // as in Findings
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	// On is the day asked about, and Weekday its day of the week.
	On      string `json:"on"`
	Weekday string `json:"weekday"`
	// WorkingWeek names the working days, "Monday to Friday", and Holidays the
	// single days on which nobody works, from On on.
	WorkingWeek string   `json:"working_week"`
	Holidays    []string `json:"holidays"`
	// Meetings are those ahead, soonest first; Undated those without a date, and
	// Over how many are over.
	Meetings []Meeting `json:"meetings"`
	Undated  []string  `json:"undated"`
	Over     int       `json:"over"`
	// Open is what there is to settle where no meeting is ahead; More counts the
	// items of little weight that are in no list.
	Open []AgendaItem `json:"open"`
	More int          `json:"more"`

	Private []string `json:"private"`
	Without []string `json:"without"`
	ReadAs  []string `json:"read_as"`
}

// Meeting is one meeting ahead; see agenda.Meeting.
type Meeting struct {
	Name  string `json:"name"`
	Text  string `json:"text"`
	Venue string `json:"venue"`
	From  string `json:"from"`
	To    string `json:"to"`
	// Begun says that it is under way. Days are left until it begins, and
	// WorkingDays lie between the day asked about and its first.
	Begun       bool `json:"begun"`
	Days        int  `json:"days"`
	WorkingDays int  `json:"working_days"`
	// Between names those who meet; Assumed says that the text does not, and that
	// the parties are taken.
	Between []string `json:"between"`
	Assumed bool     `json:"assumed"`
	// Settle is what those who meet can settle, Prepare what somebody who is not
	// there has to, and no meeting ahead can.
	Settle  []AgendaItem `json:"settle"`
	Prepare []AgendaItem `json:"prepare"`
}

// AgendaItem is one thing to settle; see agenda.Item.
type AgendaItem struct {
	// Kind is conflict, open_point, reading, outsider, link or date.
	Kind    string   `json:"kind"`
	Text    string   `json:"text"`
	Place   *Place   `json:"place"`
	Steps   []string `json:"steps"`
	Demands []string `json:"demands"`
	// By names those who can settle it, and Missing those of them who are not there.
	By      []string `json:"by"`
	Missing []string `json:"missing"`
	// Unlocks are the steps that wait for it; of a conflict, those that it alone
	// keeps stuck. Frees is a clause where there is more to say of that.
	Unlocks []string `json:"unlocks"`
	Frees   string   `json:"frees"`
	// Held is what the parties are to gain by what waits.
	Held []HeldUp `json:"held"`
	// AskBy is the last day on which an outsider can be asked; null where none
	// follows from the text.
	AskBy *string `json:"ask_by"`
}

// HeldUp is what one party is to gain by steps that wait: Worth in its own unit,
// Share of all it is still to gain, null for a party that counts in words.
type HeldUp struct {
	Party string `json:"party"`
	Worth string `json:"worth"`
	Share *Share `json:"share"`
}

// NewAgenda makes the record of an agenda.
func NewAgenda(input string, x *agenda.Agenda) Agenda {
	a := x.Agreement
	r := Agenda{
		Format: AgendaFormat, Input: input, Agreement: a.ID.ID, Title: a.Title.String(),
		On: x.On.String(), Weekday: x.On.Weekday().String(), WorkingWeek: x.Week.String(),
		Holidays: []string{}, Meetings: []Meeting{}, Undated: []string{}, Over: x.Over, Open: items(a, x.Open), More: x.More,
		Private: list(a.Private), Without: list(x.SetAside), ReadAs: list(a.Chosen),
	}
	for _, h := range x.Week.Holidays {
		if h >= x.On {
			r.Holidays = append(r.Holidays, h.String())
		}
	}
	for _, m := range x.Meetings {
		r.Meetings = append(r.Meetings, meeting(a, m))
	}
	for _, m := range x.Undated {
		r.Undated = append(r.Undated, m.ID)
	}
	return r
}

func meeting(a *agreement.Agreement, m *agenda.Meeting) Meeting {
	return Meeting{
		Name: m.ID, Text: m.Text.String(), Venue: m.PlaceName.V, From: m.First.String(), To: m.Last.String(),
		Begun: m.Begun, Days: m.Days, WorkingDays: m.Working, Between: actorLabels(a, m.There), Assumed: m.Assumed,
		Settle: items(a, m.Settle), Prepare: items(a, m.Prepare),
	}
}

func items(a *agreement.Agreement, all []agenda.Item) []AgendaItem {
	out := []AgendaItem{}
	for _, x := range all {
		item := AgendaItem{
			Kind: string(x.Kind), Text: x.Sentence, Place: place(x.Place), Steps: list(x.Steps), Demands: list(x.Demands),
			By: actorLabels(a, x.By), Missing: actorLabels(a, x.Missing), Unlocks: list(x.Unlocks), Frees: x.Frees,
			Held: []HeldUp{}, AskBy: optDay(x.AskBy),
		}
		for _, h := range x.Held {
			up := HeldUp{Party: actorLabel(a, h.Party), Worth: h.Worth}
			if h.Share != nil {
				s := share(h.Share)
				up.Share = &s
			}
			item.Held = append(item.Held, up)
		}
		out = append(out, item)
	}
	return out
}

func optDay(d agreement.Opt[calendar.Day]) *string {
	if !d.Given {
		return nil
	}
	return day(d.V)
}

func actorLabels(a *agreement.Agreement, names []string) []string {
	out := []string{}
	for _, n := range names {
		out = append(out, actorLabel(a, n))
	}
	return out
}

// actorLabel is what people call the actor of that name.
func actorLabel(a *agreement.Agreement, name string) string {
	if x := a.Actor(name); x != nil {
		return x.Label()
	}
	return name
}
