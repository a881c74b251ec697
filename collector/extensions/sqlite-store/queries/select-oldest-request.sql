SELECT request_key, received_ms FROM signal_requests ORDER BY request_key LIMIT 1
