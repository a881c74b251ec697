UPDATE sessions SET status = 'completed', completed_at_ms = @nowMs
WHERE id = @id AND status = 'active' AND last_received_ms <= @idleSinceMs
RETURNING agent_id
