"""The button and the dialog of the attachments, which any page may have."""
