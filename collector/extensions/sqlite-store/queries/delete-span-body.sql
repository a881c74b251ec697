DELETE FROM span_bodies WHERE span_key = ?
