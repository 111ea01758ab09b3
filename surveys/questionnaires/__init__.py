"""The shipped instrument: YAML files, the schema they must fit, and their words as plain objects.

closer.v1.en.yaml       the source: structure and English words
closer.v1.de.yaml       the same structure in German
schema.json             what such a file must look like

files       reads and checks them
texts       Instrument, Practice, Level …: what pages and reports read words from
"""
