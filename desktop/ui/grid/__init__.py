"""The grid: rows of one form as a spreadsheet over the ledger."""
