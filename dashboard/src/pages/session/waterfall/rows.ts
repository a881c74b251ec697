/** The tree as the rows one sees: what is folded is left out. */
import type { SpanNode } from '../tree.ts';

export interface WaterfallRow {
  readonly node: SpanNode;
  readonly depth: number;
  readonly isOpen: boolean;
  /** Place among its siblings, from 1, for readers who cannot see the tree. */
  readonly position: number;
  readonly siblings: number;
}

export function buildRows(roots: readonly SpanNode[], folded: ReadonlySet<string>): WaterfallRow[] {
  const rows: WaterfallRow[] = [];
  const stack = toEntries(roots, 0);
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, depth } = entry;
    const isOpen = node.children.length > 0 && !folded.has(node.key);
    rows.push({ ...entry, isOpen });
    if (isOpen) stack.push(...toEntries(node.children, depth + 1));
  }
  return rows;
}

type Entry = Omit<WaterfallRow, 'isOpen'>;

/** Last first, as a stack gives them back. */
function toEntries(nodes: readonly SpanNode[], depth: number): Entry[] {
  return nodes.map((node, index) => ({ node, depth, position: index + 1, siblings: nodes.length })).reverse();
}

/** Where an arrow key leads, by the rules of a tree grid. */
export interface Move {
  readonly select?: string;
  readonly fold?: string;
  readonly unfold?: string;
}

export function moveByKey(key: string, rows: readonly WaterfallRow[], selected: string | null): Move | null {
  const index = rows.findIndex(({ node }) => node.key === selected);
  const row = rows[index];
  const select = (to: number): Move | null => {
    const target = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    return target === undefined ? null : { select: target.node.key };
  };
  switch (key) {
    case 'ArrowDown':
      return select(index + 1);
    case 'ArrowUp':
      return select(index === -1 ? 0 : index - 1);
    case 'Home':
      return select(0);
    case 'End':
      return select(rows.length - 1);
    case 'ArrowRight':
      if (row === undefined || row.node.children.length === 0) return null;
      return row.isOpen ? select(index + 1) : { unfold: row.node.key };
    case 'ArrowLeft':
      if (row === undefined) return null;
      if (row.isOpen) return { fold: row.node.key };
      return row.node.parent === null ? null : { select: row.node.parent.key };
    default:
      return null;
  }
}
