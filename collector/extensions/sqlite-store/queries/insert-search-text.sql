INSERT INTO search (rowid, text) VALUES (?, ?)
