import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The host of a publishable key that leads to the mock itself: see the browser's resolver rules. */
const NAME = 'clerk.example.test';

/** A running `mockfapi` command, reached through the line it prints and its control interface. */
export class Mock {
  /**
   * Starts the command. Settings are a preset's name, or a saved environment
   * document; patch is merged into them. A named mock serves https under the host of
   * its publishable key, so that clients need no proxy URL.
   */
  static async start({ preset, environment, patch, tls = false, named = false }) {
    const mock = new Mock();
    mock.dir = await mkdtemp(path.join(tmpdir(), 'clients-'));
    const port = named ? await freePort() : 0;
    const args = ['-addr', `127.0.0.1:${port}`];
    if (tls || named) args.push('-tls');
    if (named) args.push('-key-host', `${NAME}:${port}`);
    if (preset) args.push('-preset', preset);
    if (environment) {
      const file = path.join(mock.dir, 'environment.json');
      await writeFile(file, JSON.stringify(environment));
      args.push('-environment', file);
    }
    mock.process = spawn(process.env.MOCKFAPI, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    mock.log = '';
    mock.process.stderr.on('data', (data) => { mock.log += data; });
    mock.exited = new Promise((resolve) => mock.process.once('close', resolve));
    for await (const line of createInterface({ input: mock.process.stdout })) {
      Object.assign(mock, JSON.parse(line));
      break;
    }
    if (!mock.fapi_url) throw new Error(`mockfapi did not start: ${mock.log}`);
    mock.named = named;
    mock.host = named ? `${NAME}:${port}` : new URL(mock.fapi_url).host;
    if (mock.tls_ca_file) mock.ca = await readFile(mock.tls_ca_file);
    try {
      if (patch) await mock.control('PATCH', 'environment', patch);
    } catch (error) {
      await mock.stop();
      throw error;
    }
    return mock;
  }

  async stop() {
    this.process.kill('SIGTERM');
    await this.exited;
    await rm(this.dir, { recursive: true });
  }

  /** Calls the control interface. */
  async control(method, route, body) {
    const { status, json } = await this.request(method, this.control_url + route, body);
    if (status !== 200) throw new Error(`${method} ${route}: ${json.error}`);
    return json;
  }

  /** Calls the Backend API past its official client. */
  async backend(method, route, body) {
    return this.request(method, this.bapi_url + route, body, { Authorization: `Bearer ${this.secret_key}` });
  }

  /** Makes a request to the mock, whose certificate fetch would not trust. */
  async request(method, url, body, headers = {}) {
    const answer = await new Promise((resolve, reject) => {
      const { request } = this.ca ? https : http;
      request(url, { method, headers, ca: this.ca, agent: false }, resolve).on('error', reject).end(body && JSON.stringify(body));
    });
    return { status: answer.statusCode, json: JSON.parse(Buffer.concat(await answer.toArray()) || 'null') };
  }

  /** The newest message to an address or number, as soon as there is one. */
  async message(to) {
    const { messages } = await this.control('GET', `messages?to=${encodeURIComponent(to)}&wait_ms=10000`);
    if (!messages.length) throw new Error(`no message to ${to}`);
    return messages.at(-1);
  }

  /** What the clients asked for, one line each. */
  async requests(which = () => true) {
    const { requests } = await this.control('GET', 'requests');
    return requests.filter(which).map((r) => `${r.method} ${r.path} ${r.status} ${(r.codes ?? []).join(' ')} ${JSON.stringify(r.form ?? {})}`);
  }

  /** Requests of the clients that the mock does not understand: no route, no verb, no parameter of its own. */
  async misunderstood() {
    return this.requests((r) => r.path.startsWith('/v1/') &&
      (!r.route.trim() || [405, 415].includes(r.status) || r.status >= 500 || r.codes?.includes('form_param_unknown')));
  }
}

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
