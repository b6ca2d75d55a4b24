"""What the program brings along: fonts, icons, style, dictionaries, the sample office."""
