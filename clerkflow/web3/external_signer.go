package web3

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// ExternalSigner is an Ethereum wallet in another program that speaks Clef's
// JSON-RPC over HTTP, which keeps the key and asks its owner before it signs. It is
// safe for concurrent use.
type ExternalSigner struct {
	endpoint string
	address  string
	client   *http.Client
}

// NewExternalSigner returns the wallet with that address in the program at that
// endpoint, such as http://127.0.0.1:8550. The client should have no time-out: the
// owner takes their time, and contexts end requests.
func NewExternalSigner(endpoint, address string, client *http.Client) (*ExternalSigner, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("web3: the external signer's endpoint has to be http:// or https:// and a host")
	}
	checked, err := ParseAddress(address)
	switch {
	case err != nil:
		return nil, err
	case client == nil:
		return nil, errors.New("web3: the external signer's HTTP client is nil")
	}
	return &ExternalSigner{endpoint: endpoint, address: checked, client: client}, nil
}

// Address returns the wallet's address with the checksum of EIP-55.
func (e *ExternalSigner) Address() string { return e.address }

// Sign answers a step that asks for this wallet's signature: it is a Sign callback
// of [clerkflow.Callbacks]. A signature that is not the wallet's is an error.
func (e *ExternalSigner) Sign(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
	if err := asked(ctx, s, e.address); err != nil {
		return "", err
	}
	var signature hexutil.Bytes
	if err := e.call(ctx, "account_signData", []any{"text/plain", e.address, hexutil.Encode([]byte(s.Message))}, &signature); err != nil {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", fmt.Errorf("web3: the external signer did not sign: %w", err)
	}
	if !signed(signature, s.Message, common.HexToAddress(e.address)) {
		return "", errors.New("web3: the external signer's signature is not that of " + e.address)
	}
	return signature.String(), nil
}

// signed says whether it is the wallet's signature of a text.
func signed(signature []byte, text string, address common.Address) bool {
	if len(signature) != crypto.SignatureLength || signature[64] < 27 {
		return false
	}
	recoverable := bytes.Clone(signature)
	recoverable[64] -= 27
	key, err := crypto.SigToPub(personalHash(text), recoverable)
	return err == nil && crypto.PubkeyToAddress(*key) == address
}

// answerLimit is the most that is read of an answer, in bytes.
const answerLimit = 1 << 20

// call sends one request of JSON-RPC 2.0. Its errors hold no parameter.
func (e *ExternalSigner) call(ctx context.Context, method string, params []any, result any) error {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, answerLimit)).Decode(&answer); err != nil {
		return fmt.Errorf("%s: the answer is no JSON-RPC", strings.ToLower(response.Status))
	}
	if answer.Error != nil {
		return fmt.Errorf("%s (%d)", answer.Error.Message, answer.Error.Code)
	}
	if json.Unmarshal(answer.Result, result) != nil {
		return errors.New("the answer holds no signature")
	}
	return nil
}
