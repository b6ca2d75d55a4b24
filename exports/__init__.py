"""Papers and sheets. Each subject lists its reports in its package; `exports/subjects.py` gathers them."""
