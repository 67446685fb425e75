package schedule

// Behind returns, by event, how many days at least lie between the end of from
// and the end of the event, by the chains that lead from the one to the other;
// -1 where none does. The sequence is that of [Schedule.Earliest].
func (s *Schedule) Behind(from int, sequence []int) []int {
	days := make([]int, len(s.takes))
	for e := range days {
		days[e] = -1
	}
	days[from] = 0
	for _, e := range sequence {
		for _, w := range s.waits[e] {
			if e == from || days[w.event] < 0 {
				continue
			}
			ready := days[w.event]
			if !w.declared {
				ready += s.confirm[w.event]
			}
			days[e] = max(days[e], ready+s.takes[e])
		}
	}
	return days
}
