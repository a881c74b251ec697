/** Shapes of the marks on a 12 by 12 field, as text, because the page draws them as elements and the canvases as paths. */
export interface MarkPath {
  readonly d: string;
  /** Width of the line, where the mark is a line and not a filled shape. */
  readonly stroke?: number;
}

export const MARK_PATHS = {
  llm: { d: 'M6 .6l1.5 3.9 3.9 1.5-3.9 1.5L6 11.4 4.5 7.5.6 6l3.9-1.5z' },
  tool: { d: 'M1 1h4v2.6H3.6v4.8H5V11H1zM7 1h4v10H7V8.4h1.4V3.6H7z' },
  agent: { d: 'M6 .5l4.8 2.75v5.5L6 11.5 1.2 8.75v-5.5z' },
  retrieval: { d: 'M1 1.5h10v2.2H1zM1 4.9h10v2.2H1zM1 8.3h6.5v2.2H1z' },
  guardrail: { d: 'M6 .6l4.8 1.7v3.5c0 2.7-2 4.6-4.8 5.7C3.2 10.4 1.2 8.5 1.2 5.8V2.3z' },
  other: { d: 'M3 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0z' },
  // The bar is a hole: its outline runs against the octagon's.
  critical: {
    d: 'M3.6 .4h4.8l3.2 3.2v4.8l-3.2 3.2H3.6L.4 8.4V3.6zM5.3 2.6v4.3h1.4V2.6zM5.3 7.9v1.5h1.4V7.9z',
  },
  high: { d: 'M6 .9l5.8 10.2H.2z' },
  medium: { d: 'M6 .4L11.6 6 6 11.6.4 6z' },
  low: { d: 'M2 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0z' },
  ok: { d: 'M1.6 6.5l2.8 2.7 6-6.2', stroke: 1.8 },
  error: { d: 'M2.5 2.5l7 7M9.5 2.5l-7 7', stroke: 2 },
  undecided: {
    d: 'M10.35 6.69A4.4 4.4 0 0 1 8.77 9.42M7.58 10.11A4.4 4.4 0 0 1 4.42 10.11M3.23 9.42A4.4 4.4 0 0 1 1.65 6.69M1.65 5.31A4.4 4.4 0 0 1 3.23 2.58M4.42 1.89A4.4 4.4 0 0 1 7.58 1.89M8.77 2.58A4.4 4.4 0 0 1 10.35 5.31',
    stroke: 1.6,
  },
  dash: { d: 'M2.2 6h7.6', stroke: 1.8 },
  running: { d: 'M6 1.5a4.5 4.5 0 1 1-4.5 4.5', stroke: 1.8 },
} as const satisfies Record<string, MarkPath>;

export type MarkName = keyof typeof MARK_PATHS;
