"""The application: ledger, workflow, window and command line."""

import gc
import os

# The forms' classes and the window make some hundred thousand objects that live as long as the
# program. Looking through them after every 700 new ones costs a quarter of the start.
gc.set_threshold(50_000, 10, 10)

# Validation is ours alone: no plug-in of another installed package, nor the search for any.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
