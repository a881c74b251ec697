DELETE FROM signal_requests WHERE request_key = ? RETURNING length(body) AS bytes
