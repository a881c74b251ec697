/**
 * A check's evidence as a page can show it: sessions to open, and facts beside them. What it holds differs from check to check;
 * whatever is not known here is shown as it is, never left out.
 */
import { formatCount } from '../../../format/count.ts';
import { oneLine } from '../../../format/text-of.ts';

export interface EvidenceView {
  /** Why nothing was decided. */
  readonly reason: string | null;
  readonly lists: readonly EvidenceList[];
  readonly facts: readonly NamedFact[];
}

export interface EvidenceList {
  readonly name: string;
  readonly places: readonly EvidencePlace[];
}

export interface EvidencePlace {
  readonly sessionId: string;
  readonly spanId: string | null;
  readonly facts: readonly NamedFact[];
}

export interface NamedFact {
  readonly name: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

export function readEvidence(evidence: Json): EvidenceView {
  const lists: EvidenceList[] = [];
  const facts: NamedFact[] = [];
  const worst = firstSession(evidence);
  for (const [key, value] of Object.entries(evidence)) {
    if (key === 'reason') continue;
    const found = readPlaces(key, value, worst);
    if (found === null) facts.push(...readFacts(key, value));
    else lists.push({ name: oneLine(key.replaceAll('_', ' '), TEXT_LENGTH), places: found });
  }
  const { reason } = evidence;
  return { reason: typeof reason === 'string' ? reason : null, lists, facts };
}

/** Calls that are named without their session are of the first session that is. */
function firstSession(evidence: Json): string | null {
  for (const value of Object.values(evidence)) {
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    if (isRecord(first) && typeof first['session_id'] === 'string') return first['session_id'];
  }
  return null;
}

const LISTS_OF_SESSIONS = /^(?:outliers|session_ids|sessions_.*|.*_session_ids|.*_sessions)$/;

/** @returns null for what is no list of places */
function readPlaces(key: string, value: unknown, worst: string | null): EvidencePlace[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const items: readonly unknown[] = value;
  if (LISTS_OF_SESSIONS.test(key) && items.every((item) => typeof item === 'string')) {
    return items.map((sessionId) => ({ sessionId, spanId: null, facts: [] }));
  }
  const found = items.map((item) => (isRecord(item) ? readPlace(item, worst) : null));
  return found.every((place) => place !== null) ? found : null;
}

function readPlace(item: Json, worst: string | null): EvidencePlace | null {
  const { session_id, span_id, trace_id: _, ...others } = item;
  const spanId = typeof span_id === 'string' ? span_id : null;
  const sessionId = typeof session_id === 'string' ? session_id : spanId === null ? null : worst;
  if (sessionId === null) return null;
  return { sessionId, spanId, facts: Object.entries(others).flatMap(([key, value]) => readFacts(key, value)) };
}

const LISTED_MAX = 8;
const TEXT_LENGTH = 240;

function readFacts(key: string, value: unknown): NamedFact[] {
  const name = oneLine(key.replaceAll('_', ' '), TEXT_LENGTH);
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([inner, own]) => {
      return readFacts(`${key} ${inner}`, isRecord(own) ? JSON.stringify(own) : own);
    });
  }
  return [{ name, text: describe(value) }];
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return formatFigure(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return oneLine(value, TEXT_LENGTH);
  if (value.length === 0) return 'none';
  const items: readonly unknown[] = value;
  const shown = items.slice(0, LISTED_MAX).map((item) => oneLine(item, TEXT_LENGTH / 3));
  const more = items.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

const figure = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** A number whose unit only its name tells. */
export function formatFigure(value: number): string {
  return Number.isFinite(value) ? figure.format(value) : '–';
}

/** Thresholds of the configuration as `name value`. */
export function readThresholds(thresholds: Json): NamedFact[] {
  return Object.entries(thresholds).map(([name, value]) => ({
    name: oneLine(name, TEXT_LENGTH),
    text: describe(value),
  }));
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
