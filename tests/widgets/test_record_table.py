import json
from time import perf_counter

import pytest
from conftest_widgets import FIELDS
