SELECT bytes FROM contents WHERE content_key = ?
