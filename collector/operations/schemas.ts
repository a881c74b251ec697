/**
 * The shapes REST and MCP answer in, by the public contract: `snake_case`, ISO 8601 times, `_unix_nano` as decimal strings,
 * `_ms` as numbers. One source for validation, OpenAPI and the dashboard's types.
 */
import { z } from 'zod';

import { SPAN_KINDS } from '../model/mapped-span.ts';
import { agentPatterns, analysisRun, riskAnalysis, riskStatus } from './analysis-schemas.ts';
import { divergence, sessionSteps } from './behaviour-schemas.ts';
import { finding, findingCounts } from './finding-schemas.ts';

export const spanKind = z.enum(SPAN_KINDS);

export const session = z.object({
  id: z.string(),
  agent_id: z.string(),
  agent_name: z.string(),
  agents: z.array(z.string()),
  workflow_id: z.string().nullable(),
  title: z.string().nullable(),
  status: z.enum(['active', 'completed']),
  created_at: z.string(),
  last_activity: z.string(),
  completed_at: z.string().nullable(),
  duration_ms: z.number(),
  message_count: z.int(),
  tool_uses: z.int(),
  errors: z.int(),
  span_count: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cache_read_tokens: z.int(),
  cache_write_tokens: z.int(),
  reasoning_tokens: z.int(),
  total_tokens: z.int(),
  cost_usd: z.number().nullable(),
  models: z.array(z.string()),
  providers: z.array(z.string()),
  tools_used: z.array(z.string()),
  available_tools: z.array(z.string()),
  user_id: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  cluster_id: z.string().nullable(),
  finding_counts: findingCounts,
  session_source: z.enum(['attribute', 'response_chain', 'history', 'trace']),
});

export const agent = z.object({
  id: z.string(),
  name: z.string(),
  workflow_id: z.string().nullable(),
  versions: z.array(z.string()),
  first_seen: z.string(),
  last_seen: z.string(),
  total_sessions: z.int(),
  active_sessions: z.int(),
  completed_sessions: z.int(),
  total_messages: z.int(),
  total_tokens: z.int(),
  total_tools: z.int(),
  unique_tools: z.int(),
  total_errors: z.int(),
  cost_usd: z.number().nullable(),
  avg_response_time_ms: z.number().nullable(),
  p95_response_time_ms: z.number().nullable(),
  available_tools: z.array(z.string()),
  used_tools: z.array(z.string()),
  tools_utilization_percent: z.number().nullable(),
  /** Of the latest completed run; checks whose finding is muted do not count. */
  risk_status: riskStatus,
  /** The newest run, one that failed included. */
  latest_analysis: analysisRun.nullable(),
});

export const timelineItem = z.object({
  span_id: z.string(),
  trace_id: z.string(),
  parent_span_id: z.string().nullable(),
  kind: spanKind,
  name: z.string(),
  status: z.enum(['ok', 'error', 'unset', 'running']),
  start_unix_nano: z.string(),
  end_unix_nano: z.string(),
  duration_ms: z.number(),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  tool_name: z.string().nullable(),
  agent_name: z.string().nullable(),
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  cache_read_tokens: z.int().nullable(),
  cost_usd: z.number().nullable(),
  time_to_first_token_ms: z.number().nullable(),
  error_type: z.string().nullable(),
  /** `log` where its sender told of it in log events only. */
  origin: z.enum(['span', 'log']),
  /** `clock_skew`, or nothing. */
  flags: z.array(z.string()),
  finding_ids: z.array(z.string()),
});

/** One point of every chart: a bucket's numbers for one model, or for all where `model` is null. */
export const seriesPoint = z.object({
  start: z.string(),
  sessions: z.int(),
  failed_sessions: z.int(),
  calls: z.int(),
  errors: z.int(),
  input_tokens: z.int(),
  cache_read_tokens: z.int(),
  cache_write_tokens: z.int(),
  output_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.number(),
  unpriced_calls: z.int(),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  latency_p99_ms: z.number().nullable(),
  ttft_p50_ms: z.number().nullable(),
});

export const overview = z.object({
  from: z.string(),
  to: z.string(),
  step_ms: z.int(),
  points: z.array(seriesPoint),
  total: seriesPoint,
  previous_total: seriesPoint,
  by_model: z.array(z.object({ model: z.string(), total: seriesPoint, points: z.array(seriesPoint) })),
  by_agent: z.array(z.object({ agent_id: z.string(), total: seriesPoint })),
});

const messagePart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), content: z.string() }),
  z.object({ type: z.literal('reasoning'), content: z.string() }),
  z.object({ type: z.literal('tool_call'), id: z.string().nullable(), name: z.string(), arguments: z.unknown() }),
  z.object({ type: z.literal('tool_call_response'), id: z.string().nullable(), response: z.unknown() }),
  z.object({
    type: z.literal('media'),
    modality: z.string(),
    mime_type: z.string().nullable(),
    uri: z.string().nullable(),
  }),
  z.object({ type: z.literal('other'), value: z.unknown() }),
]);

export const message = z.object({
  role: z.string(),
  name: z.string().nullable(),
  parts: z.array(messagePart),
  finish_reason: z.string().nullable(),
});

/** An attribute as received: `value` is JSON; bytes are base64, 64-bit integers beyond 2^53 decimal strings. */
export const attribute = z.object({
  key: z.string(),
  type: z.enum(['string', 'bool', 'int', 'double', 'bytes', 'array', 'kvlist', 'empty']),
  value: z.unknown(),
});

export const spanDetail = z.object({
  item: timelineItem,
  session_id: z.string(),
  vocabulary: z.string(),
  status_message: z.string(),
  otlp_kind: z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
  trace_state: z.string(),
  dropped_attributes_count: z.int(),
  attributes: z.array(attribute),
  events: z.array(z.object({ name: z.string(), time_unix_nano: z.string(), attributes: z.array(attribute) })),
  links: z.array(z.object({ trace_id: z.string(), span_id: z.string(), attributes: z.array(attribute) })),
  resource: z.object({ attributes: z.array(attribute), schema_url: z.string() }),
  scope: z.object({ name: z.string(), version: z.string(), attributes: z.array(attribute), schema_url: z.string() }),
  /** Keys in the name space of a known vocabulary that nobody reads: `N` stands for an index. */
  unmapped_keys: z.array(z.string()),
  /** What the sender says that it cost, and what the price list says. `item.cost_usd` is the reported one where there is one. */
  cost: z.object({ reported_usd: z.number().nullable(), computed_usd: z.number().nullable() }),
  response_id: z.string().nullable(),
  tool_call_id: z.string().nullable(),
  messages: z.object({
    system: z.array(messagePart),
    input: z.array(message),
    /** How many of `input`, from its start, an earlier call of the same agent in this session already carried. */
    input_known: z.int(),
    output: z.array(message),
  }),
  tool_definitions: z.array(
    z.object({ name: z.string(), description: z.string().nullable(), parameters: z.unknown() }),
  ),
  arguments: z.unknown(),
  result: z.unknown(),
  findings: z.array(finding),
  /** The span as OTLP JSON, contents included. */
  otlp: z.unknown(),
});

export const storeState = z.object({ type: z.enum(['sqlite', 'memory']), degraded_reason: z.string().optional() });

export const health = z.object({
  status: z.enum(['ok', 'degraded']),
  service: z.literal('live_trace'),
  version: z.string(),
  storage: storeState,
});

export const dashboard = z.object({
  agents: z.array(agent),
  sessions_count: z.int(),
  active_sessions_count: z.int(),
  latest_session: session.nullable(),
  latest_sessions: z.array(session),
  span_count: z.int(),
  store_bytes: z.int(),
  storage: storeState,
  doors: z.array(z.object({ receiver: z.string(), url: z.string() })),
  /**
   * Of the last seven days, the most calls first: models with calls whose cost nobody knows, because no price list has the
   * model or because nobody told the tokens. `model` is empty where a call names none.
   */
  unpriced_models: z.array(z.object({ model: z.string(), calls: z.int() })),
  last_updated: z.string(),
  refresh_interval_ms: z.int(),
});

export const sessionList = z.object({
  sessions: z.array(session),
  total_count: z.int(),
  next_cursor: z.string().nullable(),
  /** How far contents were searched, or null where nothing was searched for. */
  search: z.object({ complete: z.boolean(), catching_up: z.boolean() }).nullable(),
});
export const searchResult = z.object({
  session_id: z.string(),
  agent_id: z.string(),
  trace_id: z.string(),
  span_id: z.string(),
  kind: spanKind,
  name: z.string(),
  start_unix_nano: z.string(),
  /** The attribute that holds the text. */
  field: z.string(),
  /** A part of the text, plain. */
  excerpt: z.string(),
  /** Where the words stand in the excerpt: from and to, in UTF-16 units. */
  ranges: z.array(z.tuple([z.int(), z.int()])),
});
export const searchResults = z.object({
  results: z.array(searchResult),
  /** Where not complete, of what was looked at. */
  total_count: z.int(),
  /** False where the query finds so much that the oldest was left out. */
  complete: z.boolean(),
  /** Whether spans that are stored cannot be found yet. */
  catching_up: z.boolean(),
});
export const agentList = z.object({ agents: z.array(agent), total_count: z.int() });
export const agentDetail = z.object({
  agent,
  patterns: agentPatterns,
  analytics: z.object({
    models: z.array(z.object({ model: z.string(), calls: z.int() })),
    tools: z.array(z.object({ tool: z.string(), calls: z.int(), errors: z.int() })),
    avg_messages_per_session: z.number(),
    avg_duration_ms: z.number(),
    latency_p50_ms: z.number().nullable(),
    latency_p95_ms: z.number().nullable(),
    latency_p99_ms: z.number().nullable(),
  }),
  risk_analysis: riskAnalysis,
  latest_sessions: z.array(session),
  last_updated: z.string(),
});
/** A span that its children name as their parent and that is not stored: it runs still, or it was lost. */
export const openSpan = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  status: z.literal('running'),
  /** Of its first child: it began no later. */
  start_unix_nano: z.string(),
  children: z.int(),
});

export const sessionDetail = z.object({
  session,
  timeline: z.array(timelineItem),
  /** Empty once the session is completed. */
  open_spans: z.array(openSpan),
  next_cursor: z.string().nullable(),
  last_updated: z.string(),
});

/** Two sessions side by side. */
export const sessionComparison = z.object({
  a: session,
  b: session,
  steps: z.object({ a: sessionSteps, b: sessionSteps }),
  /** Share of what they did that both did, from 0 to 1. */
  similarity: z.number(),
  /** Where `b` leaves the way of `a`; null where both took the same steps, or have none in common. */
  divergence: divergence.nullable(),
});

/** A component's counters, and what of them says most: absent numbers are null, not zero. */
export const pipelineComponent = z.object({
  kind: z.enum(['receiver', 'processor', 'connector', 'exporter', 'extension']),
  id: z.string(),
  state: z.enum(['running', 'not_ready']),
  pipelines: z.array(z.string()),
  doors: z.array(z.string()),
  queue_length: z.number().nullable(),
  queue_capacity: z.number().nullable(),
  counters: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() })),
});
export const pipeline = z.object({
  ready: z.boolean(),
  components: z.array(pipelineComponent),
  /** Counters that belong to no component. */
  counters: pipelineComponent.shape.counters,
  last_updated: z.string(),
});

/** Of one instrumentation scope in one service. Lists are cut to the 50 with the highest counts. */
export const scopeCoverage = z.object({
  scope: z.string(),
  version: z.string(),
  service: z.string().nullable(),
  sdk_language: z.string().nullable(),
  spans: z.int(),
  vocabularies: z.array(z.object({ name: z.string(), spans: z.int() })),
  model_calls: z.int(),
  tool_calls: z.int(),
  /** Model calls of which nothing that was said can be read. */
  without_content: z.int(),
  /** Calls that ended well and tell no tokens. */
  without_usage: z.int(),
  /** Calls with tokens and no cost. */
  without_price: z.int(),
  /** Spans in sessions that no attribute names. */
  without_session_id: z.int(),
  unpriced_models: z.array(z.object({ model: z.string(), calls: z.int() })),
  /** What SDKs left out at their limit, 128 attributes a span by default. */
  dropped_attributes: z.object({ spans: z.int(), attributes: z.int() }),
  /** Attributes that nobody reads, in the name spaces of known vocabularies and in others. `N` stands for an index. */
  unmapped_keys: z.array(z.object({ key: z.string(), spans: z.int() })),
  foreign_keys: z.array(z.object({ key: z.string(), spans: z.int() })),
});
export const coverage = z.object({
  scopes: z.array(scopeCoverage),
  spans_looked_at: z.int(),
  spans_stored: z.int(),
  /** Looked at and counted nowhere, because there are too many scopes. */
  spans_of_more_scopes: z.int(),
  /** When the spans looked at came. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  last_updated: z.string(),
});

export const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export type Session = z.infer<typeof session>;
export type Agent = z.infer<typeof agent>;
export type TimelineItem = z.infer<typeof timelineItem>;
export type OpenSpan = z.infer<typeof openSpan>;
export type SpanDetail = z.infer<typeof spanDetail>;
export type Overview = z.infer<typeof overview>;
export type SeriesPoint = z.infer<typeof seriesPoint>;
export type Dashboard = z.infer<typeof dashboard>;
export type SessionList = z.infer<typeof sessionList>;
export type AgentList = z.infer<typeof agentList>;
export type AgentDetail = z.infer<typeof agentDetail>;
export type SessionDetail = z.infer<typeof sessionDetail>;
export type SessionComparison = z.infer<typeof sessionComparison>;
export type SearchResults = z.infer<typeof searchResults>;
export type Health = z.infer<typeof health>;
export type Pipeline = z.infer<typeof pipeline>;
export type PipelineComponent = z.infer<typeof pipelineComponent>;
export type Coverage = z.infer<typeof coverage>;
export type ScopeCoverage = z.infer<typeof scopeCoverage>;
export type ErrorBody = z.infer<typeof errorBody>;
export type WireMessage = z.infer<typeof message>;
export type WireMessagePart = z.infer<typeof messagePart>;
export type WireAttribute = z.infer<typeof attribute>;
