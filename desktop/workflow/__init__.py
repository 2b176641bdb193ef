"""What a clerk and the city do: the only place where ledger and workbooks meet."""
