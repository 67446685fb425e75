package server

import (
	"context"

	"detente/internal/remind"
	"detente/internal/zones"
	"detente/report"
)

// Reminders are all agreements with the days that come up, for whoever reminds.
func (s *Server) Reminders(ctx context.Context) ([]remind.Agreement, error) {
	logs, err := s.o.Store.List(ctx)
	if err != nil {
		return nil, err
	}
	var all []remind.Agreement
	for _, x := range logs {
		l, err := s.live(ctx, x.ID)
		if err != nil {
			return nil, err
		}
		l.mu.RLock()
		now := s.now()
		today := zones.Today(l.shown.Text().Agreement, now.Std())
		c := report.NewCarried(l.shown, l.shown.On(today, now), nil, "")
		l.mu.RUnlock()
		all = append(all, remind.Agreement{ID: x.ID, Title: c.Title, Today: today, Dates: c.Dates()})
	}
	return all, nil
}
