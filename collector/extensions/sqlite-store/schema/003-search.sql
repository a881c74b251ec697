-- Full-text search over contents, filled after the commit, and what the list of sessions filters and orders by.

-- One row a text: its words, nothing else. Contentless, because the text stands in content_blocks already; detail=none keeps
-- which row has a word and not where, half the size of detail=full (238 against 445 bytes for a text of 900): phrases are
-- checked against the text. Words come cut and folded (store/search-tokens.ts); `ascii` leaves them as they are.
-- rowid = span_key * 1024 + 1023 - place of the text in its span: descending is newest span first, its texts in order.
CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- How far it is filled, in the transaction of the rows themselves: the last span that is in whole, and the one after it
-- that is in with its first texts only. Span keys are never used again, so that a span below the mark is a span that is in.
CREATE TABLE search_progress (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  span_key INTEGER NOT NULL,
  partial_key INTEGER NOT NULL,         -- 0 where no span is in by half
  texts INTEGER NOT NULL                -- of the partial span
) STRICT;
INSERT INTO search_progress (one, span_key, partial_key, texts) VALUES (1, 0, 0, 0);

-- Spans that hold a text which another span of their trace has too and is therefore not listed under. When such a span goes,
-- the others of its trace are indexed again.
CREATE TABLE search_leaned_on (
  span_key INTEGER PRIMARY KEY,
  trace_key INTEGER NOT NULL
) STRICT;

CREATE TABLE search_again (
  span_key INTEGER PRIMARY KEY
) STRICT;

-- Models, tools and tags of sessions, for filters. Written only when a session gets a name it did not have; a name's entries
-- end with the session's key, which grows, so that inserts stay at the end of each name.
CREATE TABLE session_names (
  kind TEXT NOT NULL,                   -- model, tool or tag
  name TEXT NOT NULL,                   -- of a tag: key=value
  session_key INTEGER NOT NULL,
  PRIMARY KEY (kind, name, session_key)
) STRICT, WITHOUT ROWID;

INSERT INTO session_names SELECT 'model', json_extract(entry.value, '$[0]'), session_key
  FROM sessions, json_each(sessions.totals, '$.models.m') AS entry;
INSERT INTO session_names SELECT 'tool', json_extract(entry.value, '$[0]'), session_key
  FROM sessions, json_each(sessions.totals, '$.toolsUsed.m') AS entry;
INSERT INTO session_names SELECT 'tag', json_extract(entry.value, '$[0]'), session_key
  FROM sessions, json_each(sessions.totals, '$.tags.m') AS entry;

-- Everything the list filters and orders by, so that a filter or an order without an index of its own walks over narrow
-- entries and never over the sessions themselves, which are 2 KB wide. Keyed by the session: an entry that changes stays in
-- its place. One index for each of the four orders would cost four inserts at random places for every session of a batch.
CREATE INDEX sessions_narrow ON sessions (
  session_key, status, source, agent_id, user_id, created_at_ms, last_activity_ms, total_tokens, cost_nano_usd, failures
);
