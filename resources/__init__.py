"""Data only: catalogue, form texts, sample data, style sheet, icons."""
