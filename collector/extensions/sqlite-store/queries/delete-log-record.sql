DELETE FROM log_records WHERE record_key = ? RETURNING length(body) AS bytes
