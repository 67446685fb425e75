package store

import "embed"

// migrations are the steps that made the tables what they are, one folder for each
// dialect. A step that was published is never changed: the next one changes it.
//
//go:embed migrations
var migrations embed.FS
