package web3

import (
	"context"
	"fmt"
	"strings"

	"github.com/clerkflow/clerkflow-go/clerkflow"
)

// Signer is a wallet. [PrivateKey], [SolanaKey] and [ExternalSigner] are.
type Signer interface {
	// Address is what a sign-up is given as its wallet.
	Address() string
	// Sign answers a step that asks for this wallet's signature: it is a Sign callback
	// of [clerkflow.Callbacks].
	Sign(ctx context.Context, s *clerkflow.SignMessageStep) (string, error)
}

// Confirmed returns a wallet that shows the step's message, and the address that is
// to sign it, before anything is signed. When show returns an error, nothing is,
// and the error comes out of [clerkflow.Flow.Run].
func Confirmed(s Signer, show func(ctx context.Context, s *clerkflow.SignMessageStep) error) Signer {
	return confirmed{s, show}
}

type confirmed struct {
	Signer
	show func(ctx context.Context, s *clerkflow.SignMessageStep) error
}

func (c confirmed) Sign(ctx context.Context, s *clerkflow.SignMessageStep) (string, error) {
	if err := asked(ctx, s, c.Address()); err != nil {
		return "", err
	}
	if err := c.show(ctx, s); err != nil {
		return "", err
	}
	return c.Signer.Sign(ctx, s)
}

// asked says that the step asks the wallet with this address to sign something.
func asked(ctx context.Context, s *clerkflow.SignMessageStep, address string) error {
	same := s.Address == address
	if strings.HasPrefix(address, "0x") { // an Ethereum address: upper case is only a checksum
		same = strings.EqualFold(s.Address, address)
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case !same:
		return fmt.Errorf("web3: the sign-up asks for the signature of %s, this is the wallet %s", s.Address, address)
	case s.Message == "":
		return fmt.Errorf("web3: the step has no message yet: send it first")
	}
	return nil
}
