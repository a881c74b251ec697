DELETE FROM session_names WHERE kind = ? AND name = ? AND session_key = ?
