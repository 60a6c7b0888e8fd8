package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommand_with_TLS(t *testing.T) {
	t.Parallel()
	r := start(t, "-tls", "-addr", "0.0.0.0:0", "-allow-remote", "-key-host", "clerk.app.test")
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(read(t, r.TLSCAFile))) {
		t.Fatalf("%s is no certificate", r.TLSCAFile)
	}
	if !strings.HasPrefix(r.FAPIURL, "https://127.0.0.1:") {
		t.Errorf("the URL is %s", r.FAPIURL)
	}
	request, err := http.NewRequestWithContext(t.Context(), "GET", r.FAPIURL+"/v1/health", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "clerk.app.test"},
	}}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	equal(t, "status", response.StatusCode, 200)
	r.stop()
	if _, err := os.Stat(filepath.Dir(r.TLSCAFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the certificate's directory is left: %v", err)
	}
}
