package mockfapi

// TB is the part of [testing.TB] that this package uses, so that it works with
// anything like it.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// NewT is [New] for tests: bad options fail the test.
func NewT(tb TB, opts ...Option) *Instance {
	tb.Helper()
	m, err := New(opts...)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	return m
}

// ServeT is [Instance.Serve] on a free port for tests: the server ends with the
// test.
func (m *Instance) ServeT(tb TB) *Server {
	tb.Helper()
	s, err := m.Serve("127.0.0.1:0")
	if err != nil {
		tb.Fatalf("%v", err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("%v", err)
		}
	})
	return s
}
