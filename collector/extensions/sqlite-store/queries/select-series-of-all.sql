SELECT start_ms, '' AS agent_id, model, entry FROM series_of_all
WHERE width_ms = @widthMs AND start_ms >= @fromMs AND start_ms < @toMs
ORDER BY start_ms, model
