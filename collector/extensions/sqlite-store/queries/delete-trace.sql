DELETE FROM traces WHERE trace_key = ?
