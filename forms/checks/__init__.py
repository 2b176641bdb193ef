"""Checks 审核: rules over records, and the engine that turns them into findings."""
