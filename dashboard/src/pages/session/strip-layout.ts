/**
 * The session as a tape: agents above, model calls in the middle lane, tools in the lower. Calls at the same time share the
 * height of their lane. Spans narrower than a pixel that fall on the same pixel are drawn once: 10,000 spans stay fluent.
 */
import { walk, type SessionTree, type SpanNode } from './tree.ts';

export type Lane = 'agents' | 'model' | 'tools';

export interface StripBar {
  readonly node: SpanNode;
  readonly lane: Lane;
  /** 0 to 1 of the session's length. */
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

export interface StripLayout {
  readonly bars: readonly StripBar[];
  readonly rows: Readonly<Record<Lane, number>>;
}

export interface LanePlace {
  readonly top: number;
  readonly rowHeight: number;
}

/** Where lanes stand, and how tall the tape is: lanes with parallel work grow a little, so that each bar stays a bar. */
export interface StripPlaces extends Readonly<Record<Lane, LanePlace>> {
  readonly base: number;
}

const AGENT_ROW = 7;
const LANE_HEIGHTS = [12, 12, 14, 18];
const GAP = 7;

export function placeLanes({ rows }: StripLayout): StripPlaces {
  const agents = { top: 6, rowHeight: AGENT_ROW };
  const model = { top: agents.top + rows.agents * AGENT_ROW + GAP, rowHeight: heightOf(rows.model) / rows.model };
  const tools = { top: model.top + heightOf(rows.model) + GAP, rowHeight: heightOf(rows.tools) / rows.tools };
  return { agents, model, tools, base: tools.top + heightOf(rows.tools) + GAP };
}

function heightOf(rows: number): number {
  return LANE_HEIGHTS[rows] ?? 18;
}

const ROWS_MAX: Readonly<Record<Lane, number>> = { agents: 4, model: 3, tools: 3 };
/** Finer than any screen is wide. */
const PIXELS = 4096;

export function layoutStrip({ roots, lengthMs }: SessionTree): StripLayout {
  const lanes: Record<Lane, SpanNode[]> = { agents: [], model: [], tools: [] };
  for (const node of walk(roots)) {
    const lane = laneOf(node);
    if (lane !== null) lanes[lane].push(node);
  }
  const placed = {
    agents: placeLane('agents', lanes.agents, lengthMs),
    model: placeLane('model', lanes.model, lengthMs),
    tools: placeLane('tools', lanes.tools, lengthMs),
  };
  const rowsOf = (bars: readonly StripBar[]) => bars.reduce((most, { row }) => Math.max(most, row + 1), 1);
  return {
    bars: [...placed.agents, ...placed.model, ...placed.tools],
    rows: { agents: rowsOf(placed.agents), model: rowsOf(placed.model), tools: rowsOf(placed.tools) },
  };
}

export function laneOf({ group, item, children }: SpanNode): Lane | null {
  if (item === null) return null;
  if (group === 'llm') return 'model';
  if (group === 'agent') return 'agents';
  // A hand-over is drawn as the agent it starts.
  if (group === 'tool' && children.some((child) => child.item?.kind === 'agent')) return null;
  // What merely contains others is structure, not work.
  if (group === 'other') return children.length === 0 && item.kind === 'memory' ? 'tools' : null;
  return 'tools';
}

function placeLane(lane: Lane, nodes: SpanNode[], lengthMs: number): StripBar[] {
  nodes.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  const ends: number[] = [];
  const drawn = new Set<string>();
  const bars: StripBar[] = [];
  for (const node of nodes) {
    const free = ends.findIndex((end) => end <= node.startMs);
    const row = Math.min(free === -1 ? ends.length : free, ROWS_MAX[lane] - 1);
    ends[row] = Math.max(ends[row] ?? 0, node.endMs);
    const bar = { node, lane, row, from: node.startMs / lengthMs, to: node.endMs / lengthMs };
    const place = `${row} ${Math.floor(bar.from * PIXELS)} ${Math.floor(bar.to * PIXELS)} ${node.item?.status === 'error'}`;
    if (drawn.has(place)) continue;
    drawn.add(place);
    bars.push(bar);
  }
  return bars;
}
