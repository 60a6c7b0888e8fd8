import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';

const modules = new URL('../node_modules/', import.meta.url).pathname;
const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The client that a case drives: a major version of clerk-js, as it was published. */
export const MAJORS = [3, 4, 5, 6];

/** The host of the page for a mock with a name: cookies need the same site. */
const NAME = 'app.example.test';

/** A web application: one page on every path, which loads clerk-js and signs up. */
export class App {
  /**
   * Serves the page for a mock; rendered mounts <SignUp/> on /sign-up
   * and <SignIn/> on /sign-in. The case may
   * put a function in the place of server, which answers a Request under /server.
   */
  static async start({ major, mock, rendered = false, certificate }) {
    const app = new App();
    const html = page({ major, mock, rendered });
    const handler = async (request, response) => {
      const { pathname } = new URL(request.url, 'http://app');
      if (pathname === '/server') {
        const answer = await app.server(new Request(app.url + request.url, { headers: request.headers }));
        response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text());
        return;
      }
      if (!pathname.startsWith('/node_modules/')) {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(html);
        return;
      }
      try {
        const body = await readFile(path.join(modules, path.posix.normalize(pathname.slice('/node_modules/'.length))));
        response.setHeader('Content-Type', types[path.extname(pathname)] ?? 'application/octet-stream');
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    };
    app.http = mock.named ? https.createServer(certificate, handler) : http.createServer(handler);
    await new Promise((resolve) => app.http.listen(0, '127.0.0.1', resolve));
    const { port } = app.http.address();
    app.url = mock.named ? `https://${NAME}:${port}` : `http://127.0.0.1:${port}`;
    return app;
  }

  async stop() {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

/** The page: nothing but what the documentation of that version asks for. */
function page({ major, mock, rendered }) {
  const attributes = major === 3
    ? `data-clerk-frontend-api="${mock.host}"`
    : `data-clerk-publishable-key="${mock.publishable_key}"` + (mock.named ? '' : ` data-clerk-proxy-url="${mock.proxy_url}"`);
  const scripts = [`<script ${attributes} src="/node_modules/clerk-js-${major}/dist/clerk.browser.js"></script>`];
  if (rendered && major === 6) scripts.push('<script src="/node_modules/@clerk/ui/dist/ui.browser.js"></script>');
  // A sign-up of somebody who has an account ends as a sign-in.
  const redirects = major < 5
    ? { afterSignUpUrl: '/done', afterSignInUrl: '/done' }
    : { signUpForceRedirectUrl: '/done', signInForceRedirectUrl: '/done' };
  const options = { signUpUrl: '/sign-up', signInUrl: '/sign-in', telemetry: false, ...redirects };
  const props = { forceRedirectUrl: redirects.signUpForceRedirectUrl, ...redirects };
  const ui = rendered && major === 6 ? ', ui: { ClerkUI: window.__internal_ClerkUICtor }' : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>clerk-js ${major}</title>
<link rel="icon" href="data:,">
<div id="form"></div>
${scripts.join('\n')}
<script>
  window.ready = (async () => {
    await Clerk.load({ ...${JSON.stringify(options)}${ui} });
    const mount = ${rendered} && { '/sign-up': 'mountSignUp', '/sign-in': 'mountSignIn' }[location.pathname];
    if (mount) Clerk[mount](document.getElementById('form'), ${JSON.stringify(props)});
  })();
</script>
</html>
`;
}
