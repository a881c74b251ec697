/**
 * What a website can try on a program of this machine, run inside a browser's page. The function is sent to the page as
 * text, so it stands on nothing outside itself. Whether a request arrived and changed something is the server's to say.
 */
export interface Attempt {
  readonly technique: string;
  readonly url: string;
  /** What the page got hold of; empty where it got nothing. */
  readonly read: string;
}

export interface Attack {
  readonly urls: readonly string[];
  /** What is posted: something that would leave a trace where it is taken. */
  readonly body: string;
  /** What is sent as a change, where changes are taken. */
  readonly change: string;
}

export async function attack({ urls, body, change }: Attack): Promise<Attempt[]> {
  const SIMPLE_TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
  const PATIENCE_MS = 5000;
  const URLS_AT_ONCE = 7;

  const fetching = async (url: string, options: RequestInit): Promise<string> => {
    try {
      const answer = await fetch(url, options);
      // An opaque answer is what a page may always have: no status, no body. Of a stream the beginning is enough.
      const chunk = await answer.body?.getReader().read();
      if (answer.type === 'opaque' && answer.status === 0 && chunk?.value === undefined) return '';
      return `${answer.status} ${new TextDecoder().decode(chunk?.value)}`;
    } catch {
      return '';
    }
  };
  const techniques: [string, (url: string) => Promise<string>][] = [
    ['fetch', (url) => fetching(url, {})],
    ['fetch no-cors', (url) => fetching(url, { mode: 'no-cors', credentials: 'include' })],
    ['fetch HEAD', (url) => fetching(url, { method: 'HEAD' })],
    ...SIMPLE_TYPES.flatMap((type): typeof techniques => {
      const options = { method: 'POST', body, headers: { 'content-type': type } };
      return [
        [`POST ${type}`, (url) => fetching(url, options)],
        [`POST no-cors ${type}`, (url) => fetching(url, { ...options, mode: 'no-cors' })],
      ];
    }),
    ...['POST', 'PUT', 'DELETE'].map((method): (typeof techniques)[number] => [
      `${method} application/json`,
      (url) => fetching(url, { method, body, headers: { 'content-type': 'application/json' } }),
    ]),
    // Without a preflight only as one of the simple types, and then not as JSON.
    ...['application/json', 'text/plain'].map((type): (typeof techniques)[number] => [
      `PATCH ${type}`,
      (url) => fetching(url, { method: 'PATCH', body: change, headers: { 'content-type': type } }),
    ]),
    [
      'sendBeacon',
      async (url) => {
        navigator.sendBeacon(url, body);
        return '';
      },
    ],
    ['EventSource', readEvents],
    ['WebSocket', openSocket],
    ['img', (url) => loadElement('img', url)],
    ['script', (url) => loadElement('script', url)],
    ['stylesheet', (url) => loadElement('link', url)],
    ['iframe', readFrame],
    ['form', postForm],
  ];

  function readEvents(url: string): Promise<string> {
    return settle((resolve) => {
      const source = new EventSource(url);
      const end = (read: string) => {
        source.close();
        resolve(read);
      };
      source.addEventListener('open', () => end('open'));
      source.addEventListener('error', () => end(''));
    });
  }

  function openSocket(url: string): Promise<string> {
    return settle((resolve) => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve(''));
    });
  }

  /** That it loads says that something is there, and a script that loads has run. */
  function loadElement(name: 'img' | 'script' | 'link', url: string): Promise<string> {
    return settle((resolve) => {
      const element = document.createElement(name);
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve(''));
      if (element instanceof HTMLLinkElement) Object.assign(element, { rel: 'stylesheet', href: url });
      else element.src = url;
      document.head.append(element);
    });
  }

  function readFrame(url: string): Promise<string> {
    return settle((resolve) => {
      const frame = document.createElement('iframe');
      frame.addEventListener('load', () => resolve(frame.contentDocument?.documentElement.outerHTML ?? ''));
      frame.src = url;
      document.body.append(frame);
    });
  }

  function postForm(url: string): Promise<string> {
    return settle((resolve) => {
      const frame = document.createElement('iframe');
      frame.name = `frame-${document.querySelectorAll('iframe').length}`;
      document.body.append(frame);
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: url, enctype: 'text/plain', target: frame.name });
      const input = document.createElement('input');
      // `name=value` around a `=` inside the JSON is how a form writes JSON.
      [input.name, input.value] = [body.slice(0, -1), body.slice(-1)];
      form.append(input);
      document.body.append(form);
      frame.addEventListener('load', () => {
        resolve(frame.contentDocument?.documentElement.outerHTML ?? '');
        frame.remove();
      });
      form.submit();
    });
  }

  function settle(run: (resolve: (read: string) => void) => void): Promise<string> {
    return new Promise((resolve) => {
      setTimeout(() => resolve(''), PATIENCE_MS);
      run(resolve);
    });
  }

  const attempts: Attempt[] = [];
  // All at once, the browser makes so many wait that patience ends before their turn comes.
  for (let at = 0; at < urls.length; at += URLS_AT_ONCE) {
    const tried = urls
      .slice(at, at + URLS_AT_ONCE)
      .flatMap((url) => techniques.map(async ([technique, attempt]) => ({ technique, url, read: await attempt(url) })));
    attempts.push(...(await Promise.all(tried)));
  }
  return attempts;
}
