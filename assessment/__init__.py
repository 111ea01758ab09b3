"""UNDERSTANDING, and the site: everything computed, no models.

The floors, lowest first:

    analysis/, charts/      pure pandas and pure matplotlib; know neither Django nor the database
    reading, wording        surveys → frame (the only bridge from the ORM to pandas); tables → sentences
    report                  build(survey, reader) → Report, already safe to show
    exports/, pictures      Report in, bytes out
    views/, management/     pages, downloads, commands; call nothing above them
    settings, urls, wsgi    the site; imported by nobody

Anything in here can be deleted and computed again from what `surveys` remembers.
"""
