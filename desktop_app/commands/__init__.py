"""Every action of the app: menu, palette, shortcut and tooltip come from one declaration."""
