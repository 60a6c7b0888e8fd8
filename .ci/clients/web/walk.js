// Walks through the pages of examples/web as people do, with scripts switched off.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium, devices } from "playwright-core";

const [out, executablePath] = process.argv.slice(2);
const running = new Set();

// start runs a program and returns the first line that it prints.
async function start(program, args, env = {}) {
  const child = spawn(`${out}/${program}`, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  running.add(child);
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, line };
}

// stop ends a program as Ctrl-C does, and expects a clean end.
async function stop(child) {
  child.kill("SIGINT");
  const [status] = await once(child, "exit");
  running.delete(child);
  assert.equal(status, 0, "Ctrl-C is a clean end");
}

// instance is a mock in a process of its own, and the site that uses it.
async function instance(preset) {
  const mock = await start("mockfapi", ["-addr", "127.0.0.1:0", "-preset", preset]);
  const { fapi_url, publishable_key, secret_key } = JSON.parse(mock.line);
  const keys = { CLERK_PUBLISHABLE_KEY: publishable_key, CLERK_SECRET_KEY: secret_key, CLERK_PROXY_URL: fapi_url };
  let site, address = "127.0.0.1:0";
  const serve = async () => {
    site = await start("web", ["-addr", address], keys);
    address = /http:\/\/(\S+:\d+)/.exec(site.line)[1];
  };
  await serve();
  return {
    url: `http://${address}`,
    restart: async () => { await stop(site.child); await serve(); },
    code: async (to) => {
      const answer = await fetch(`${fapi_url}/_mock/messages?to=${encodeURIComponent(to)}&wait_ms=5000`);
      return (await answer.json()).messages.at(-1);
    },
    close: async () => { await stop(site.child); await stop(mock.child); },
  };
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const looks = {
  phone: { ...devices["iPhone 13"], defaultBrowserType: undefined, deviceScaleFactor: 1 },
  dark: { viewport: { width: 900, height: 860 }, colorScheme: "dark" },
};

// walk runs one story with each look; shot keeps a picture of the page.
async function walk(preset, story) {
  for (const [look, options] of Object.entries(looks)) {
    const at = await instance(preset);
    const context = await browser.newContext({ ...options, javaScriptEnabled: false });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error" && page.url().startsWith(at.url) && !message.text().includes("status of 422")) complaints.push(`${page.url()}: ${message.text()}`);
    });
    const shot = async (name) => {
      const wide = await page.locator("html").boundingBox();
      assert.ok(wide.width <= page.viewportSize().width, `${name} is wider than the ${look}`);
      await page.screenshot({ path: `${out}/${preset}-${name}-${look}.png`, fullPage: true });
    };
    await page.goto(at.url);
    await story(page, at, shot);
    await context.close();
    await at.close();
    assert.deepEqual(complaints, [], "the browser complains");
    console.log(`${preset}, ${look}: ok`);
  }
}

const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

try {
  await walk("all-required", async (page, at, shot) => {
    await heading(page, "Create your account");
    await shot("1-start");
    await page.getByLabel("First name").fill("Mia");
    await page.getByLabel("Last name").fill("Winter");
    await page.getByLabel("E-mail address").fill("mia@example.com");
    await page.getByLabel("Phone number").fill("+1 415 555 2671");
    await page.getByLabel("Username").fill("me");
    await page.getByLabel("Password").fill("12345678901");
    await page.getByLabel("I accept").check();
    await press(page, "Continue");
    assert.equal(await page.getByLabel("E-mail address").inputValue(), "mia@example.com");
    await shot("2-refused");
    await page.getByLabel("Username").fill("mia_w");
    await page.getByLabel("Password").fill("correct horse battery");
    await press(page, "Continue");
    await heading(page, "Check your e-mail");
    await page.getByLabel("Code").fill("000000");
    await press(page, "Continue");
    await shot("3-wrong-code");
    await at.restart();
    await page.getByLabel("Code").fill((await at.code("mia@example.com")).code);
    await press(page, "Continue");
    await heading(page, "Check your phone");
    await shot("4-phone");
    await page.getByRole("link", { name: "Change the number" }).click();
    await page.getByLabel("Phone number").waitFor();
    await shot("5-change");
    await page.goBack();
    await page.getByLabel("Code").fill((await at.code("+14155552671")).code);
    await press(page, "Continue");
    await heading(page, "Welcome");
    await shot("6-welcome");
    await page.goBack();
    await page.reload();
    await heading(page, "Welcome");
    await press(page, "Sign out");
    await heading(page, "Create your account");
  });

  await walk("oauth", async (page, at, shot) => {
    await press(page, "Continue with Google");
    await page.locator("button[value=no-last-name]").click();
    await heading(page, "Almost there");
    await shot("1-back-from-google");
    await at.restart();
    await page.getByLabel("Last name").fill("Winter");
    await page.getByLabel("Phone number").fill("+14155552671");
    await press(page, "Continue");
    await page.getByLabel("Code").fill((await at.code("+14155552671")).code);
    await press(page, "Continue");
    await heading(page, "Welcome");
  });

  await walk("email-or-phone", async (page, _, shot) => {
    await page.getByRole("link", { name: "Use a phone number instead" }).click();
    await page.getByLabel("Phone number").waitFor();
    await shot("1-choice");
  });

  await walk("email-link", async (page, at, shot) => {
    await page.getByLabel("E-mail address").fill("mia@example.com");
    await press(page, "Continue");
    await heading(page, "Check your e-mail");
    await shot("1-link");
    await page.goto((await at.code("mia@example.com")).link);
    await heading(page, "Welcome");
  });

  await walk("web3", async (page, _, shot) => {
    await page.getByLabel("Wallet").fill("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    await press(page, "Continue");
    await heading(page, "Sign with your wallet");
    await shot("1-sign");
  });
} finally {
  await browser.close();
  for (const child of running) child.kill("SIGINT");
}
