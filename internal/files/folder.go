package files

import (
	"errors"
	"os"
	"runtime"
)

// SyncFolder puts what a folder says of its names onto the disk: a file that was
// made or renamed in it is there for good only then.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" { // which has no such call for folders
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
