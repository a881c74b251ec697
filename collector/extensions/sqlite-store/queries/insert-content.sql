INSERT INTO contents (hash, bytes) VALUES (?, ?)
