/** Tells a wrong method from a wrong path: Fastify answers 404 to both, and a GET on `/v1/traces` deserves better. */
export interface KnownRoute {
  /** As registered: `/api/session/:id`. */
  readonly url: string;
  readonly methods: readonly string[];
}

/** @returns the methods that some route takes at this path, sorted; catch-all routes do not count. */
export function methodsOf(path: string, routes: readonly KnownRoute[]): string[] {
  const found = routes.filter((route) => !route.url.includes('*') && matches(path, route.url));
  return [...new Set(found.flatMap((route) => route.methods))].sort();
}

function matches(path: string, url: string): boolean {
  const given = path.split('/');
  const wanted = url.split('/');
  return given.length === wanted.length && wanted.every((part, index) => part.startsWith(':') || part === given[index]);
}
