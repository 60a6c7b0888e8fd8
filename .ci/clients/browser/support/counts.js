import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';

const file = new URL('../counts.json', import.meta.url);

/** The requests that the client sends for each sign-up of cases/counts.js: counts.json holds them. */
export class Counts {
  static async load({ client, update }) {
    const counts = new Counts();
    Object.assign(counts, { client, update, measured: [] });
    counts.known = update ? null : JSON.parse(await readFile(file));
    return counts;
  }

  /** Holds what the client asked for in a case against the file, or keeps it for the file. */
  async check({ name, settings }, mock, preflights) {
    const { requests } = await mock.control('GET', 'requests');
    const measured = { name, ...settings, ...split(requests), preflights };
    if (this.update) {
      this.measured.push(measured);
      return;
    }
    assert.equal(this.known.client, this.client, 'counts.json is of another release: ./run --only requests: --update');
    assert.deepEqual(measured, this.known.scenarios.find((s) => s.name === name), 'other than counts.json: ./run --only requests: --update');
  }

  /** Writes the file, in the order of the cases, of which none may be left out. */
  async save(names) {
    const scenarios = names.map((name) => this.measured.find((s) => s.name === name));
    assert.ok(scenarios.every(Boolean), 'counts.json needs all its cases: ./run --only requests: --update');
    await writeFile(file, `${JSON.stringify({ client: this.client, scenarios }, null, 2)}\n`);
  }
}

/** Counts the OPTIONS requests of a page from now on, which are the browser's own: the mock logs none. */
export async function countPreflights(page) {
  let count = 0;
  const devtools = await page.context().newCDPSession(page);
  devtools.on('Network.requestWillBeSent', ({ request }) => { if (request.method === 'OPTIONS') count++; });
  await devtools.send('Network.enable');
  return () => count;
}

/**
 * Tells the requests of a sign-up from those beside it. A page that a provider leads
 * back to reads the client: that is how this client learns what became of the sign-up,
 * and counts. Reads in a row, while somebody follows a link, count once. Pages that
 * the browser visits at the service are no requests of the client.
 */
function split(log) {
  const requests = [];
  const beside = {};
  let returned = false;
  for (const { route, path } of log) {
    const back = returned && route === 'GET /v1/client';
    returned = path.startsWith('/v1/oauth_callback') || (returned && !back);
    if (back || /^\/v1\/client\/sign_(up|in)s/.test(path)) {
      if (!route.startsWith('GET ') || requests.at(-1) !== route) requests.push(route);
    } else if (/^\/v1\/(client|environment|dev_browser)\b/.test(path)) {
      beside[route] = (beside[route] ?? 0) + 1;
    }
  }
  return { requests, beside: Object.fromEntries(Object.entries(beside).sort()) };
}
