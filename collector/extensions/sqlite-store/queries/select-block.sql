SELECT lengths, bytes FROM content_blocks WHERE block_key = ?
