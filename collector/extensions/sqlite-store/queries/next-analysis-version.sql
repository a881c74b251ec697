UPDATE analysis_versions SET newest = newest + 1 RETURNING newest
