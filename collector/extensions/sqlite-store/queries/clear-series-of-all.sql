DELETE FROM series_of_all
