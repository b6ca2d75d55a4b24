"""What every subject is made of: fields, kinds, rows, masking; no subject is named here."""
