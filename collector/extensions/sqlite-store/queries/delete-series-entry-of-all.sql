DELETE FROM series_of_all WHERE width_ms = ? AND start_ms = ? AND model = ?
