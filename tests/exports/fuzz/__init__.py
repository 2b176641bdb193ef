"""Mutated files for the readers: zip bytes, XML and cell values, each from a good file.

``python -m tests.exports.fuzz SECONDS`` runs long; ``test_fuzz`` runs a fixed set of seeds.
"""
