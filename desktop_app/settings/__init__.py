"""Every setting, declared once; loading, saving and telling of changes."""
