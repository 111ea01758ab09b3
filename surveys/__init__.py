"""ASKING: everything remembered. The only models and migrations of the project.

The floors, lowest first; a floor imports only from the floors before it:

    choices                 the closed lists: voices, reasons, forms
    questionnaires/, links, limits, lists, coarsening
                            the shipped instrument; tokens; how much is too much; lists of addresses,
                            and how much of what they say of a person may be kept
    models/                 what is remembered, with the promises the database itself keeps
    instruments             the loaded instrument, kept in this process
    promise, emails         what respondents are promised; one function for each mail
    access                  who may see what: a stranger gets 404
    actions/                verbs, the only writers: keyword-only, atomic, twice is harmless
    tasks, demo             what the worker does; the invented company
    forms, signals, adapter what accounts bring along
    asking_fields, asking_forms
                            how an executive asks colleagues
    views/, admin, management/, urls

`surveys` never imports `assessment`, pandas, numpy, scipy or matplotlib.
"""
