INSERT INTO content_blocks (block_key, lengths, bytes, holds_bodies) VALUES (?, ?, ?, ?)
