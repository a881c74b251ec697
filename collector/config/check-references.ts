/**
 * Checks what refers to what: pipelines to components, components to extensions, and no two doors to one port. The
 * signal of a pipeline is the first part of its id; `sessions` pipelines begin at a connector.
 */
import type { ComponentKind } from '../component.ts';
import type { CheckedComponent } from './check-components.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { positionOf, type ConfigPath, type MapNode } from './config-node.ts';
import { SECTIONS, typeOf, type Grammar } from './grammar.ts';
import type { Problem } from './report.ts';

export interface Wiring {
  readonly root: MapNode;
  readonly components: readonly CheckedComponent[];
  readonly grammar: Grammar;
}

export interface CheckedReferences {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** By convention of names: what a store extension is called. */
const STORE_TYPE = /_store$/;

export function checkReferences(wiring: Wiring): CheckedReferences {
  const checker = new ReferenceChecker(wiring);
  checker.checkExtensions();
  for (const id of Object.keys(wiring.grammar.service.pipelines)) checker.checkPipeline(id);
  checker.checkConnectors();
  const used = wiring.components.filter((component) => checker.isUsed(component));
  checker.problems.push(...checkEndpoints(wiring.root, used));
  return { problems: checker.problems, warnings: checker.unused() };
}

type Role = 'receivers' | 'processors' | 'exporters';

class ReferenceChecker {
  readonly problems: Problem[] = [];
  readonly #wiring: Wiring;
  readonly #used = new Set<string>();
  /** Until it is said, which is once. */
  #storeIsMissing = false;
  /** Pipelines by connector: where it ends one and where it begins one. */
  readonly #connectorEnds = new Map<string, string>();
  readonly #connectorBegins = new Map<string, string>();

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  isUsed({ kind, id }: CheckedComponent): boolean {
    return this.#used.has(`${kind} ${id}`);
  }

  unused(): Problem[] {
    const { components, root } = this.#wiring;
    return components
      .filter((one) => !this.isUsed(one))
      .map(({ kind, id }) => {
        const path = [sectionOf(kind), id];
        const where = kind === 'extension' ? 'service.extensions does not list it' : 'no pipeline lists it';
        return { at: positionOf(root, path), path, message: `is not used: ${where}` };
      });
  }

  checkExtensions(): void {
    const { service } = this.#wiring.grammar;
    const path = ['service', 'extensions'];
    const found = service.extensions.map((id, index) => this.#use(['extension'], id, [...path, index]));
    // A mistyped extension may be the store: that it is unknown has been said.
    this.#storeIsMissing = found.every((one) => one !== undefined && !STORE_TYPE.test(one.definition.type));
    this.#refuseTwice(service.extensions, path);
    const stores = service.extensions.filter((id) => STORE_TYPE.test(typeOf(id)));
    if (stores.length > 1) this.#report(path, `lists more than one store: ${stores.join(', ')}`);
    for (const { config, kind, id } of this.#wiring.components) {
      for (const { path: within, name } of findAuthenticators(config)) {
        if (service.extensions.includes(name)) continue;
        this.#report([sectionOf(kind), id, ...within], `the extension ${name} is not listed in service.extensions`);
      }
    }
  }

  checkPipeline(id: string): void {
    const pipeline = this.#wiring.grammar.service.pipelines[id];
    if (pipeline === undefined) return;
    const path = ['service', 'pipelines', id];
    for (const role of ['receivers', 'exporters'] as const) {
      if (pipeline[role].length === 0) this.#report([...path, role], 'a pipeline needs at least one');
    }
    for (const role of ['receivers', 'processors', 'exporters'] as const) {
      this.#refuseTwice(pipeline[role], [...path, role]);
      for (const [index, name] of pipeline[role].entries()) {
        const component = this.#use(KINDS_OF_ROLE[role], name, [...path, role, index]);
        const wrong = component === undefined ? undefined : this.#checkPlace(component, role, id);
        if (wrong !== undefined) this.#report([...path, role, index], wrong);
      }
    }
  }

  checkConnectors(): void {
    for (const [id, pipeline] of this.#connectorEnds) {
      if (this.#connectorBegins.has(id)) continue;
      this.#report(
        ['connectors', id],
        `ends the pipeline ${pipeline} but begins none: list it in the receivers of a sessions pipeline`,
      );
    }
    for (const [id, pipeline] of this.#connectorBegins) {
      if (this.#connectorEnds.has(id)) continue;
      this.#report(
        ['connectors', id],
        `begins the pipeline ${pipeline} but ends none: list it in the exporters of a traces or logs pipeline`,
      );
    }
  }

  /** What is wrong with this component at this place, or undefined. */
  #checkPlace({ kind, id, definition }: CheckedComponent, role: Role, pipeline: string): string | undefined {
    const signal = typeOf(pipeline);
    const keepsInStore = kind === 'connector' || (kind === 'exporter' && definition.type === 'store');
    if (keepsInStore && this.#storeIsMissing) {
      this.#storeIsMissing = false;
      return `${id} needs a store: list sqlite_store or memory_store in service.extensions`;
    }
    if (kind === 'connector' && role === 'exporters') {
      this.#connectorEnds.set(id, pipeline);
      return signal === 'traces' || signal === 'logs' ? undefined : `${id} ends traces and logs pipelines only`;
    }
    if (kind === 'connector') {
      const begun = this.#connectorBegins.get(id);
      this.#connectorBegins.set(id, pipeline);
      if (begun !== undefined) return `${id} begins the pipeline ${begun} already`;
      return signal === 'sessions' ? undefined : `${id} begins sessions pipelines only`;
    }
    const isAnalysis = definition.kind === 'processor' && definition.worksOn === 'sessions';
    if (isAnalysis)
      return signal === 'sessions' ? undefined : `${id} analyses sessions: list it in a sessions pipeline`;
    if (signal !== 'sessions') return undefined;
    if (role === 'receivers') return `a sessions pipeline begins at a connector, and ${id} is a receiver`;
    if (role === 'processors') return `${id} works on requests, and a sessions pipeline has none`;
    return definition.type === 'store' ? undefined : `${id} takes requests, and a sessions pipeline has none`;
  }

  /** Finds what a name means, among the kinds that may stand there, and marks it as used. */
  #use(kinds: readonly ComponentKind[], id: string, path: ConfigPath): CheckedComponent | undefined {
    const { components, root } = this.#wiring;
    const found = components.find((one) => one.id === id && kinds.includes(one.kind));
    if (found !== undefined) {
      this.#used.add(`${found.kind} ${id}`);
      return found;
    }
    // Written down with an unknown type: that is the problem, and it is reported there.
    if (kinds.some((kind) => isWritten(root, kind, id))) return undefined;
    this.#report(path, `${id} is not defined under ${kinds.map(sectionOf).join(' or ')}`);
    return undefined;
  }

  #refuseTwice(ids: readonly string[], path: ConfigPath): void {
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) !== index) this.#report([...path, index], `${id} is listed twice`);
    }
  }

  #report(path: ConfigPath, message: string): void {
    this.problems.push({ at: positionOf(this.#wiring.root, path), path, message });
  }
}

const KINDS_OF_ROLE: Readonly<Record<Role, readonly ComponentKind[]>> = {
  receivers: ['receiver', 'connector'],
  processors: ['processor'],
  exporters: ['exporter', 'connector'],
};

function sectionOf(kind: ComponentKind): string {
  return SECTIONS.find(([one]) => one === kind)?.[1] ?? kind;
}

function isWritten(root: MapNode, kind: ComponentKind, id: string): boolean {
  const section = root.entries.get(sectionOf(kind))?.node;
  return section?.kind === 'map' && section.entries.has(id);
}

interface AuthenticatorReference {
  readonly path: ConfigPath;
  readonly name: string;
}

/** Every `auth: { authenticator: … }`, at whatever depth a component has its doors. */
function findAuthenticators(config: unknown, path: ConfigPath = []): AuthenticatorReference[] {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return [];
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const here = [...path, key];
    if (key === 'authenticator' && path.at(-1) === 'auth' && typeof value === 'string')
      return [{ path: here, name: value }];
    return findAuthenticators(value, here);
  });
}
