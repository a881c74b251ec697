INSERT INTO kept_of_sessions (session_key, processor, kept_version, bytes, failure)
SELECT session_key, @processor, @keptVersion, @bytes, @failure FROM sessions
WHERE id = @sessionId AND status = 'completed' AND completed_at_ms = coalesce(@completedAtMs, completed_at_ms)
ON CONFLICT (session_key, processor) DO UPDATE SET
  kept_version = excluded.kept_version, bytes = excluded.bytes, failure = excluded.failure
