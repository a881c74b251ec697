INSERT INTO signal_requests (signal, encoding, received_ms, items, body) VALUES (?, ?, ?, ?, ?)
