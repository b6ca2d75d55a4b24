"""`python -m desktop`: the program and its command line."""

import sys

from desktop.main import main

sys.exit(main())
