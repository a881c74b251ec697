INSERT INTO traces (trace_key, trace_id, session_key, start_ms, summary, title) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (trace_key) DO UPDATE SET
  session_key = excluded.session_key, start_ms = excluded.start_ms, summary = excluded.summary, title = excluded.title
