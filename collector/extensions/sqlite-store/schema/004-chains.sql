-- Log records that speak of a span, kept apart from the request they came in: either may come before the other, so they are
-- found by the ids that the record itself names. Only logs pay for the random keys of this index.
CREATE TABLE log_records (
  record_key INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of arrival, and never used again: retention remembers one
  trace_id BLOB NOT NULL,
  span_id BLOB NOT NULL,                -- empty where the record speaks of its trace only
  time_unix_nano INTEGER NOT NULL,      -- the 64 bits of fixed64
  event_name TEXT NOT NULL,
  digest BLOB NOT NULL,                 -- first 16 bytes of the SHA-256 of body: equal ones are one record sent twice
  resource_key INTEGER NOT NULL,
  scope_key INTEGER NOT NULL,
  received_ms REAL NOT NULL,
  body BLOB NOT NULL                    -- the OTLP LogRecord message
) STRICT;

CREATE UNIQUE INDEX log_records_by_span ON log_records (trace_id, span_id, digest);

-- A record refers to its envelopes as a span does, and leaves in more than one way.
CREATE TRIGGER log_records_enter AFTER INSERT ON log_records BEGIN
  INSERT INTO uses (kind, key, uses) VALUES (2, NEW.resource_key, 1), (3, NEW.scope_key, 1)
  ON CONFLICT (kind, key) DO UPDATE SET uses = uses + 1;
END;
CREATE TRIGGER log_records_leave AFTER DELETE ON log_records BEGIN
  UPDATE uses SET uses = uses - 1 WHERE (kind = 2 AND key = OLD.resource_key) OR (kind = 3 AND key = OLD.scope_key);
END;

-- An envelope is stored before it is known whether its record stands already. One that nobody refers to is found by its row.
CREATE TRIGGER resources_enter AFTER INSERT ON resources BEGIN
  INSERT INTO uses (kind, key, uses) VALUES (2, NEW.resource_key, 0) ON CONFLICT (kind, key) DO NOTHING;
END;
CREATE TRIGGER scopes_enter AFTER INSERT ON scopes BEGIN
  INSERT INTO uses (kind, key, uses) VALUES (3, NEW.scope_key, 0) ON CONFLICT (kind, key) DO NOTHING;
END;

-- How a trace without a session id was found to continue an earlier one; null where it was not.
ALTER TABLE traces ADD COLUMN linked_by TEXT;

-- What may tie a trace without a session id to others. Its own columns are those that choosing between traces needs.
CREATE TABLE chains (
  trace_key INTEGER PRIMARY KEY,
  trace_id BLOB NOT NULL,               -- also in traces, whose row is written after this one
  start_ms REAL NOT NULL,
  user_id TEXT,
  answered INTEGER NOT NULL,
  parent_trace_id BLOB,                 -- the trace it continues, and by which key
  parent_key INTEGER,
  record TEXT NOT NULL                  -- JSON of ChainRecord
) STRICT;

CREATE INDEX chains_by_parent ON chains (parent_trace_id, parent_key) WHERE parent_trace_id IS NOT NULL;

-- The link keys: who offers one (role 0), who wants one (role 1). Looked up by key, left by trace; the oldest leave when there
-- are too many, for which the row number is the age.
CREATE TABLE chain_keys (
  chain_key INTEGER PRIMARY KEY,
  link_key INTEGER NOT NULL,            -- 64 bits of a hash
  role INTEGER NOT NULL,
  start_ms REAL NOT NULL,               -- of the call
  trace_key INTEGER NOT NULL,
  inner INTEGER NOT NULL
) STRICT;

CREATE INDEX chain_keys_by_link ON chain_keys (link_key, role, start_ms);
CREATE INDEX chain_keys_by_trace ON chain_keys (trace_key);

-- However a trace leaves, what was kept of it besides its spans leaves with it.
CREATE TRIGGER traces_leave AFTER DELETE ON traces BEGIN
  DELETE FROM log_records WHERE trace_id = OLD.trace_id;
  DELETE FROM chain_keys WHERE trace_key = OLD.trace_key;
  DELETE FROM chains WHERE trace_key = OLD.trace_key;
END;
