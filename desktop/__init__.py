"""The application: ledger, workflow, window and command line."""
