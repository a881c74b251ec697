SELECT content_key, bytes FROM contents WHERE substr(hash, 1, 8) = substr(?, 1, 8)
