"""The ledger room, tested on real files in temporary folders."""
