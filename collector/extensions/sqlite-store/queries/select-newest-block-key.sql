SELECT coalesce(max(block_key), 0) AS block_key FROM content_blocks
