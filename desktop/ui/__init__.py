"""Windows, pages, widgets: the only place with Qt."""
