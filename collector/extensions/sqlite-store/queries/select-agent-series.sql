SELECT start_ms, agent_id, model, entry FROM series
WHERE agent_id = @agentId AND width_ms = @widthMs AND start_ms >= @fromMs AND start_ms < @toMs
ORDER BY start_ms, model
