import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { App, MAJORS } from './support/app.js';
import { launch } from './support/browser.js';
import { countPreflights, Counts } from './support/counts.js';
import { Mock } from './support/mock.js';
import { Visitor } from './support/visitor.js';
import { api } from './cases/api.js';
import { backend } from './cases/backend.js';
import { counts } from './cases/counts.js';
import { environment } from './cases/environment.js';
import { rendered } from './cases/rendered.js';

const { values: flags } = parseArgs({ options: {
  only: { type: 'string', default: '' }, // cases whose line contains it
  jobs: { type: 'string', default: '2' },
  update: { type: 'boolean', default: false }, // write counts.json
  shots: { type: 'boolean', default: false }, // a picture at the end of each case, not only of failures
} });
const out = process.env.OUT;
await mkdir(out, { recursive: true });
const certificate = { key: await readFile(process.env.TLS_KEY), cert: await readFile(process.env.TLS_CERT) };

const version = async (name) => JSON.parse(await readFile(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;

const measured = await Counts.load({ client: `clerk-js ${await version(`clerk-js-${MAJORS.at(-1)}`)}`, update: flags.update });

/** Every case under the name that its line shows. */
async function cases() {
  const all = [];
  for (const major of MAJORS) {
    const client = `clerk-js ${await version(`clerk-js-${major}`)}`;
    const add = (list, kind, how) => all.push(...list
      .filter((c) => c.majors?.includes(major) ?? true)
      .map((c) => ({ ...c, ...how, major, title: `${client}  ${kind}: ${c.name}` })));
    // 3.x knows no proxy, and so no host without TLS.
    const named = major === 3;
    add(api, 'API', { named });
    if (!named) add(api.filter((c) => c.cookies), 'API, https and cookies', { named: true });
    add(rendered, '<SignUp/>', { named, rendered: true });
    add(environment, '<SignUp/>', { named, rendered: true });
  }
  all.push(...counts.map((c) => ({ ...c, major: MAJORS.at(-1), rendered: true, counted: true, title: `${measured.client}  requests: ${c.name}` })));
  const client = `@clerk/backend ${await version('@clerk/backend')}`;
  all.push(...backend.map((c) => ({ ...c, major: MAJORS.at(-1), title: `${client}  ${c.name}` })));
  return all.filter((c) => c.title.includes(flags.only));
}

/** Runs a case against a mock, an app and a browser profile of its own. */
async function run(browser, c) {
  const settings = typeof c.settings === 'function' ? await c.settings() : c.settings;
  const mock = await Mock.start({ ...settings, named: c.named });
  const app = await App.start({ ...c, mock, certificate });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const said = [];
  context.setDefaultTimeout(20_000);
  context.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => said.push(`error: ${error.error().message}`));
  const page = await context.newPage();
  const visitor = new Visitor({ context, page, app, mock, major: c.major });
  try {
    const preflights = c.counted && (await countPreflights(page));
    await c.run(visitor);
    if (c.counted) await measured.check(c, mock, preflights());
    assert.deepEqual(await mock.misunderstood(), [], 'requests that the mock does not understand');
    if (flags.shots) await page.screenshot({ path: `${out}/${file(c)}` });
  } catch (error) {
    await page.screenshot({ path: `${out}/${file(c)}` }).catch(() => {});
    error.details = [`at ${page.url()}`, ...said, ...(await mock.requests().catch((e) => [String(e)]))];
    throw error;
  } finally {
    await context.close();
    await app.stop();
    await mock.stop();
  }
}

const file = (c) => `${c.title.replaceAll(/[^a-zA-Z0-9.]+/g, '-')}.png`;

const browser = await launch();
const queue = await cases();
const total = queue.length;
let failures = 0;
/** A browser on a busy machine may miss a moment: what fails twice is a defect. */
async function twice(c) {
  try {
    return await run(browser, c);
  } catch (error) {
    console.log(`again ${c.title}: ${error.message.split('\n')[0]}`);
    return run(browser, c);
  }
}
await Promise.all(Array.from({ length: Number(flags.jobs) }, async () => {
  for (let c = queue.shift(); c; c = queue.shift()) {
    const started = Date.now();
    const took = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    try {
      await twice(c);
      console.log(`ok    ${c.title} (${took()})`);
    } catch (error) {
      failures++;
      console.log(`FAIL  ${c.title} (${took()})\n${error.stack}\n${(error.details ?? []).map((line) => `      ${line}`).join('\n')}`);
    }
  }
}));
await browser.close();
if (flags.update && !failures) await measured.save(counts.map((c) => c.name));
console.log(`${total - failures} passed, ${failures} failed`);
process.exitCode = failures || !total ? 1 : 0;
