"""Import of messages from other systems' files: profile → entries → drafts → rows, in chunks (issue 3).

`profile` says what the columns and words of a file mean, `entry` reads one row, `places` proposes category
and unit, `draft` plays the steps that the services would have taken, `writer` puts many drafts into the
database at once, `run` does it chunk by chunk under a Background Run.
"""
