package mockfapi

import (
	"encoding/json"
	"fmt"
	"time"
)

// snapshotVersion changes when an older snapshot can no longer be read.
const snapshotVersion = 1

// snapshot is an instance as JSON.
type snapshot struct {
	Version    int             `json:"version"`
	InstanceID string          `json:"instance_id"`
	SecretKey  string          `json:"secret_key"`
	ClockMS    int64           `json:"clock_offset_ms"`
	State      json.RawMessage `json:"state"`
}

// Snapshot returns everything that the instance remembers, its settings and keys
// included, as JSON: [WithState] and [Instance.Restore] take it back. Treat it as
// the test data that it is: codes and tokens are in it.
func (m *Instance) Snapshot() ([]byte, error) {
	state, err := m.engine.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("mockfapi: snapshot: %w", err)
	}
	return json.Marshal(snapshot{snapshotVersion, m.server.Keys.ID(), m.secretKey, m.clock.offset.Load() / int64(time.Millisecond), state})
}

// Restore puts a snapshot in the place of everything that the instance remembers:
// devices and links of then are good again. The keys that programs are given stay
// the instance's own. An error leaves it as it is.
func (m *Instance) Restore(data []byte) error {
	s, err := readSnapshot(data)
	if err != nil {
		return err
	}
	return m.restore(s)
}

func (m *Instance) restore(s snapshot) error {
	if err := m.engine.Restore(s.State); err != nil {
		return fmt.Errorf("mockfapi: snapshot: %w", err)
	}
	m.server.Keys.Become(s.InstanceID)
	m.server.Minter.Clear()
	m.clearLimits()
	m.clock.offset.Store(s.ClockMS * int64(time.Millisecond))
	return nil
}

func readSnapshot(data []byte) (snapshot, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("mockfapi: this is no snapshot of an instance: %w", err)
	}
	if s.Version != snapshotVersion || s.InstanceID == "" {
		return s, fmt.Errorf("mockfapi: the snapshot has version %d and the instance id %q, want version %d and an id", s.Version, s.InstanceID, snapshotVersion)
	}
	return s, nil
}

// Reset makes the instance as new, with the settings, accounts and keys that it
// has: no clients, users, messages, faults or log, and the clock's own time.
func (m *Instance) Reset() {
	m.engine.Reset()
	m.ClearFaults()
	m.server.Log.Clear()
	m.clearLimits()
	m.clock.offset.Store(0)
}

func (m *Instance) clearLimits() {
	if m.server.Limits != nil {
		m.server.Limits.Clear()
	}
}
