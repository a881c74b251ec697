/** Two doors to one port: found here, before the first is open, and told by both names. */
import type { CheckedComponent } from './check-components.ts';
import { positionOf, type ConfigPath, type MapNode } from './config-node.ts';
import type { Endpoint } from './endpoint.ts';
import { SECTIONS } from './grammar.ts';
import type { Problem } from './report.ts';

interface Door {
  readonly path: ConfigPath;
  readonly endpoint: Endpoint;
}

export function checkEndpoints(root: MapNode, components: readonly CheckedComponent[]): Problem[] {
  const doors = components.flatMap(({ kind, id, config }) => {
    const section = SECTIONS.find(([one]) => one === kind)?.[1] ?? kind;
    return findEndpoints(config, [section, id]);
  });
  const problems: Problem[] = [];
  for (const [index, door] of doors.entries()) {
    const other = doors.slice(0, index).find((earlier) => overlaps(earlier.endpoint, door.endpoint));
    if (other === undefined) continue;
    const message = `port ${door.endpoint.port} is already taken by ${other.path.join('.')}`;
    problems.push({ at: positionOf(root, door.path), path: door.path, message });
  }
  return problems;
}

/** Every `endpoint` that a schema turned into an address to listen on; an exporter's stays a text. */
function findEndpoints(config: unknown, path: ConfigPath): Door[] {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return [];
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const here = [...path, key];
    if (key === 'endpoint' && isEndpoint(value)) return [{ path: here, endpoint: value }];
    return findEndpoints(value, here);
  });
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'host' in value && 'port' in value;
}

function overlaps(a: Endpoint, b: Endpoint): boolean {
  if (a.port === 0 || a.port !== b.port) return false;
  const [left, right] = [addresses(a.host), addresses(b.host)];
  return left.includes('*') || right.includes('*') || left.some((address) => right.includes(address));
}

function addresses(host: string): string[] {
  if (host === '0.0.0.0' || host === '::') return ['*'];
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}
