"""What is asked: forms, fields, catalogue, periods, checks, indicators."""
