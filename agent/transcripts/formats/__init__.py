"""A module per export format, found by being here: adding a format is adding one file (see ``registry``)."""
