import { chromium } from 'playwright-core';

/** Starts the one browser of a run. Names of the TLS cases lead to this machine, all others nowhere. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--ignore-certificate-errors',
      '--host-resolver-rules=MAP *.example.test 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1',
    ],
  });
}
