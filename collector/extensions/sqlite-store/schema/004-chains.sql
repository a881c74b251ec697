-- Log records that speak of a span, kept apart from the request they came in: either may come before the other, so they are
-- found by the ids that the record itself names. Only logs pay for the random keys of this index.
CREATE TABLE log_records (
  record_key INTEGER PRIMARY KEY,
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

-- However a trace leaves, what was kept of it besides its spans leaves with it.
CREATE TRIGGER traces_leave AFTER DELETE ON traces BEGIN
  DELETE FROM log_records WHERE trace_id = OLD.trace_id;
END;
