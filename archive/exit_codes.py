"""What the program ends with; the README tells what each means."""

DONE = 0
FAILED = 1
WRONG_USE = 2
PAGES_FAILED = 3
LOCKED = 4
DAMAGED = 5
STOPPED = 130
