"""What travels: every workbook, one writer and one reader over one layout."""
