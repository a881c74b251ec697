INSERT INTO dead_traces (trace_key) VALUES (?)
