-- Spans, their contents, and what is derived from them. Integer keys everywhere: trace ids are random, and an index that
-- random keys are inserted into spreads over the whole file; a trace key grows with arrival, so inserts stay at its end.

CREATE TABLE resources (
  resource_key INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,          -- SHA-256 of body and schema_url
  body BLOB NOT NULL,                   -- the OTLP Resource message as received
  schema_url TEXT NOT NULL
) STRICT;

CREATE TABLE scopes (
  scope_key INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  body BLOB NOT NULL,                   -- the OTLP InstrumentationScope message as received
  schema_url TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  session_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  workflow_id TEXT,
  user_id TEXT,
  tags TEXT NOT NULL,                   -- JSON, [key, value] pairs
  title TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'completed')),
  completed_at_ms REAL,
  created_at_ms REAL NOT NULL,
  last_activity_ms REAL NOT NULL,
  last_received_ms REAL NOT NULL,
  trace_count INTEGER NOT NULL,
  total_tokens INTEGER NOT NULL,        -- copies of numbers in totals, for sorting
  cost_nano_usd INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  totals TEXT NOT NULL                  -- JSON of Totals
) STRICT;

-- The list's default order, and each of its other orders; the agent's sessions; the few that are open.
CREATE INDEX sessions_by_activity ON sessions (last_activity_ms, session_key);
CREATE INDEX sessions_by_creation ON sessions (created_at_ms, session_key);
CREATE INDEX sessions_by_agent_activity ON sessions (agent_id, last_activity_ms);
CREATE INDEX sessions_by_agent_creation ON sessions (agent_id, created_at_ms);
CREATE INDEX sessions_open ON sessions (session_key) WHERE status = 'active';

CREATE TABLE traces (
  trace_key INTEGER PRIMARY KEY,
  trace_id BLOB NOT NULL UNIQUE,
  session_key INTEGER NOT NULL,
  start_ms REAL NOT NULL,
  summary TEXT NOT NULL,                -- JSON of TraceSummary
  title TEXT                            -- JSON of Title
) STRICT;

CREATE INDEX traces_by_session ON traces (session_key, start_ms, trace_id);

CREATE TABLE spans (
  span_key INTEGER PRIMARY KEY,
  trace_key INTEGER NOT NULL,
  span_id BLOB NOT NULL,
  parent_span_id BLOB,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  vocabulary TEXT NOT NULL,
  status INTEGER NOT NULL,              -- 0 unset, 1 ok, 2 error, as in OTLP
  start_unix_nano INTEGER NOT NULL,     -- the 64 bits of fixed64, read back unsigned
  end_unix_nano INTEGER NOT NULL,
  clock_skew INTEGER NOT NULL,
  model TEXT,
  provider TEXT,
  response_id TEXT,
  tool_name TEXT,
  tool_call_id TEXT,
  agent_id TEXT,
  agent_name TEXT,
  input_uncached INTEGER,               -- the five buckets are null together: the span reports no usage
  cache_read INTEGER,
  cache_write INTEGER,
  output_text INTEGER,
  reasoning INTEGER,
  cost_nano_usd INTEGER,
  time_to_first_token_ms REAL,
  error_type TEXT,
  received_ms REAL NOT NULL,
  facts TEXT NOT NULL,                  -- JSON of the facts that only summaries need
  digest BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX spans_by_id ON spans (trace_key, span_id);

-- A span's bytes with its contents cut out; apart from `spans`, so that lists and the waterfall never read them.
CREATE TABLE span_bodies (
  span_key INTEGER PRIMARY KEY,
  resource_key INTEGER NOT NULL,
  scope_key INTEGER NOT NULL,
  body BLOB NOT NULL,
  holes TEXT NOT NULL                   -- JSON, [offset, 'c' content or 'l' list, key] in order of offset
) STRICT;

-- Contents that came together, compressed together: a row of its own for every message costs twice the disk and a quarter of
-- the time. A content's key is its block's key times 65536 plus its place in the block, so it needs no row to be found.
CREATE TABLE content_blocks (
  block_key INTEGER PRIMARY KEY,
  lengths BLOB NOT NULL,                -- 32 bits little-endian for each content
  bytes BLOB NOT NULL                   -- zstd of the contents, one after the other
) STRICT;

-- Which contents there are, by their hashes. Filled after the commit, block by block, when the writer has nothing better to
-- do: random keys in an index cost more than everything else about a content. Until then the writer remembers what it wrote.
CREATE TABLE content_index (
  content_key INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,                -- first 8 bytes of the SHA-256 of the exact bytes; equal ones are told apart by comparing
  text_hash BLOB NOT NULL               -- SHA-256 of the canonical text: the unit of scanning and of data flow
) STRICT;

CREATE INDEX content_index_by_hash ON content_index (hash);

-- A list of messages is the list it extends plus what was appended.
CREATE TABLE content_lists (
  list_key INTEGER PRIMARY KEY,
  parent_key INTEGER,                   -- null where the list begins here
  body BLOB NOT NULL,                   -- the appended bytes with larger elements cut out
  holes TEXT NOT NULL                   -- as in span_bodies
) STRICT;

CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  workflow_id TEXT,
  total_sessions INTEGER NOT NULL,
  active_sessions INTEGER NOT NULL,
  totals TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Charts: what began in one 5-minute bucket, by agent and model.
CREATE TABLE series (
  start_ms INTEGER NOT NULL,
  agent_id TEXT NOT NULL,
  model TEXT NOT NULL,
  entry TEXT NOT NULL,                  -- JSON of the numbers
  PRIMARY KEY (start_ms, agent_id, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX series_by_agent ON series (agent_id, start_ms);

-- Logs and metrics as received: one row a request.
CREATE TABLE signal_requests (
  request_key INTEGER PRIMARY KEY,
  signal TEXT NOT NULL CHECK (signal IN ('logs', 'metrics')),
  encoding TEXT NOT NULL CHECK (encoding IN ('proto', 'json')),
  received_ms REAL NOT NULL,
  items INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
