/**
 * A session as one reads it: steps in order, sub-agents as groups that can be folded. What only wraps other spans is left out,
 * and so is a call that another span describes already (a provider's span inside of a framework's).
 */
import { sumSubtree, type SubtreeTotals } from '../totals.ts';
import { walk, type SessionTree, type SpanNode } from '../tree.ts';

interface Placed {
  readonly key: string;
  readonly node: SpanNode;
  /** How many sub-agents it is inside of. */
  readonly depth: number;
}

export type Step =
  | (Placed & { readonly type: 'turn'; readonly number: number })
  | (Placed & { readonly type: 'group'; readonly totals: SubtreeTotals; readonly isOpen: boolean })
  | (Placed & { readonly type: 'model'; readonly number: number })
  | (Placed & { readonly type: 'tool' })
  | (Placed & { readonly type: 'note' })
  /** A parent that runs and was not seen yet. */
  | (Placed & { readonly type: 'open' });

export function buildSteps({ roots }: SessionTree, folded: ReadonlySet<string>): Step[] {
  const numbers = numberModelCalls(roots);
  // What is a step of its own, a call with spans below it, is no turn around others.
  const turns = roots.filter(({ children, group }) => children.length > 0 && !STEP_GROUPS.has(group));
  const steps: Step[] = [];
  for (const root of roots) {
    const turn = turns.indexOf(root);
    if (turns.length > 1 && turn !== -1) {
      steps.push({ type: 'turn', key: `turn ${root.key}`, node: root, depth: 0, number: turn + 1 });
    }
    steps.push(...listSteps(root, { numbers, folded }));
    // What came of it so far stands above; more may follow.
    if (root.item === null && root.isRunning) steps.push({ type: 'open', key: root.key, node: root, depth: 0 });
  }
  return steps;
}

const STEP_GROUPS: ReadonlySet<SpanNode['group']> = new Set(['llm', 'tool', 'retrieval', 'guardrail']);

interface Listing {
  readonly numbers: ReadonlyMap<SpanNode, number>;
  readonly folded: ReadonlySet<string>;
}

function listSteps(root: SpanNode, { numbers, folded }: Listing): Step[] {
  const groups = findGroups(root);
  const steps: Step[] = [];
  const stack = [{ node: root, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth } = top;
    const place = { key: node.key, node, depth };
    if (groups.has(node)) {
      const isOpen = !folded.has(node.key);
      steps.push({ type: 'group', ...place, totals: sumSubtree(node), isOpen });
      if (!isOpen) continue;
    } else {
      const step = toStep(node, place, numbers);
      if (step !== null) steps.push(step);
    }
    const below = groups.has(node) ? depth + 1 : depth;
    for (const child of [...node.children].reverse()) {
      if (!repeats(child)) stack.push({ node: child, depth: below });
    }
  }
  return steps;
}

function toStep(node: SpanNode, place: Placed, numbers: ReadonlyMap<SpanNode, number>): Step | null {
  switch (node.group) {
    case 'llm':
      return { type: 'model', ...place, number: numbers.get(node) ?? 0 };
    case 'tool':
    case 'retrieval':
      return { type: 'tool', ...place };
    case 'guardrail':
      return { type: 'note', ...place };
    default:
      return isWorthANote(node) ? { type: 'note', ...place } : null;
  }
}

/** Structure is silent, unless it failed and nothing inside of it says why. */
function isWorthANote({ item, group, children, parent }: SpanNode): boolean {
  if (item === null) return false;
  if (item.status === 'error') return !children.some((child) => child.item?.status === 'error');
  if (group === 'agent') return false;
  // A database or HTTP span below a call is how it worked, not what the agent did.
  return children.length === 0 && (parent === null || parent.group === 'agent' || item.kind === 'memory');
}

/** One call described twice: a model call inside of one, or a tool inside of the tool of the same name. */
function repeats({ group, item, parent }: SpanNode): boolean {
  if (parent === null || parent.item === null || item === null || parent.group !== group) return false;
  if (group === 'llm') return true;
  return group === 'tool' && (item.tool_name ?? item.name) === (parent.item.tool_name ?? parent.item.name);
}

/** Agents inside of an agent; and where a workflow runs several, all of them. */
function findGroups(root: SpanNode): Set<SpanNode> {
  const agents: SpanNode[] = [];
  const inner = new Set<SpanNode>();
  const inside = new Set<SpanNode>();
  for (const node of walk([root])) {
    const isAgent = node.item?.kind === 'agent';
    const isInside = node.parent !== null && inside.has(node.parent);
    if (isAgent && isInside) inner.add(node);
    if (isAgent && !isInside) agents.push(node);
    if (isAgent || isInside) inside.add(node);
  }
  return agents.length > 1 ? new Set([...agents, ...inner]) : inner;
}

function numberModelCalls(roots: readonly SpanNode[]): Map<SpanNode, number> {
  const calls = [...walk(roots)].filter((node) => node.group === 'llm' && !repeats(node));
  calls.sort((a, b) => a.startMs - b.startMs);
  return new Map(calls.map((node, index) => [node, index + 1]));
}
