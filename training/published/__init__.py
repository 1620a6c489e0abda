"""The published data and networks of the two studies: fetch, conversion into packs, reproduction of their tables.

Experimental: written from the papers' repositories, never run on the published files here.
"""
