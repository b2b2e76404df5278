"""Speed beside peers: a file a job, each done by us and by others to the same result. `python3 -m pyfuncs bench`."""
