/**
 * Takes `host[:port]` apart, as it stands in a Host header or an Origin. Splitting at the first colon is wrong: it turns
 * `[::1]:7100` into `[`, and a lenient parser is how `localhost.evil.test` or `127.0.0.1@evil.test` get in.
 */
export interface Authority {
  /** Lower case; IPv6 in its brackets, as browsers write it. */
  readonly host: string;
  readonly port: number | undefined;
}

const SHAPE = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([0-9]{1,5}))?$/;

/** @returns undefined where the text is not exactly a host and perhaps a port. */
export function parseAuthority(text: string): Authority | undefined {
  const match = SHAPE.exec(text.toLowerCase());
  const host = match?.[1];
  if (host === undefined) return undefined;
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  return port !== undefined && port > 65535 ? undefined : { host, port };
}

/** `localhost`, 127.0.0.0/8 and ::1: what another machine cannot reach. Other names are not trusted to stay at home. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}

/** A host as it stands in a URL or a Host header. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
