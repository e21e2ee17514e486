"""A kept page as it was: what its text is made of, and a copy of it that can do nothing.

The only part of the archive that parses a page. It works on bytes and strings: who asks for what,
and where it is kept, is up to `pages`.
"""
