"""The shell: the command line, the main window, its tabs and dialogs."""
