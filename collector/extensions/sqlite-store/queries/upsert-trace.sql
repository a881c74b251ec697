INSERT INTO traces (trace_key, trace_id, session_key, start_ms, last_received_ms, summary, title, linked_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (trace_key) DO UPDATE SET
  session_key = excluded.session_key, start_ms = excluded.start_ms,
  last_received_ms = max(last_received_ms, excluded.last_received_ms), summary = excluded.summary, title = excluded.title,
  linked_by = excluded.linked_by
